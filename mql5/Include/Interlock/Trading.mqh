//+------------------------------------------------------------------+
//| Trading.mqh - from a journalled order to its result: the last    |
//| checks before every send, what an answer proves, what is tried   |
//| again, and when an order is fenced.                              |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_TRADING_MQH
#define INTERLOCK_TRADING_MQH

#define TRADING_MAX_ATTEMPTS    3
#define TRADING_MAX_OUTSTANDING 128
//--- orders this old are still searched for when an id is fenced that the journal does not know
#define TRADING_HISTORY_MS      604800000

class CTrading : public COrderTracking
  {
private:
   bool              m_async;
   long              m_answer_ms;
   long              m_fence_grace_ms;
   long              m_started_ms;

   //--- asked again before every single send, retries too
   bool              MaySend(const int i,string &code,string &why) const
     {
      code="";
      if(IsOpening(i) && g_kill.Blocks(g_journal.orders[i].symbol,g_journal.orders[i].magic))
        {
         code="KILLED";
         why="kill switch latched, kill epoch "+IntegerToString(g_kill.KillEpoch());
        }
      else if(g_journal.orders[i].epoch<g_journal.Epoch())
        {
         code="STALE_EPOCH";
         why="epoch "+IntegerToString(g_journal.orders[i].epoch)+" is below "+IntegerToString(g_journal.Epoch());
        }
      else if(g_clock.MonoMs()>g_journal.orders[i].deadline || g_clock.UtcMs()>g_journal.orders[i].utc_deadline_ms)
        {
         code="DEADLINE_PASSED";
         why="deadline "+IntegerToString(g_journal.orders[i].deadline)+" passed at "+IntegerToString(g_clock.MonoMs());
        }
      return(StringLen(code)==0);
     }

   bool              BuildOpening(const int i,MqlTradeRequest &request) const
     {
      string symbol=g_journal.orders[i].symbol;
      ENUM_ORDER_TYPE type=g_journal.orders[i].type;
      ZeroMemory(request);
      request.symbol=symbol;
      request.volume=g_journal.orders[i].volume;
      request.type=type;
      request.sl=g_journal.orders[i].stop_loss;
      request.tp=g_journal.orders[i].take_profit;
      request.magic=(ulong)g_journal.orders[i].magic;
      request.comment=g_journal.orders[i].client_order_id;
      if(g_journal.orders[i].deviation_points>0)
         request.deviation=(ulong)g_journal.orders[i].deviation_points;
      if(IsMarketOrder(type))
        {
         request.action=TRADE_ACTION_DEAL;
         request.price=(type==ORDER_TYPE_BUY ? g_journal.orders[i].ask : g_journal.orders[i].bid);
         request.type_filling=(ENUM_ORDER_TYPE_FILLING)g_journal.orders[i].filling;
         return(true);
        }
      request.action=TRADE_ACTION_PENDING;
      request.type_filling=ORDER_FILLING_RETURN;
      request.price=(type==ORDER_TYPE_BUY_LIMIT || type==ORDER_TYPE_SELL_LIMIT ? g_journal.orders[i].price : g_journal.orders[i].stop_price);
      if(type==ORDER_TYPE_BUY_STOP_LIMIT || type==ORDER_TYPE_SELL_STOP_LIMIT)
         request.stoplimit=g_journal.orders[i].price;
      request.type_time=ORDER_TIME_GTC;
      if(g_journal.orders[i].time_in_force=="DAY")
         request.type_time=ORDER_TIME_DAY;
      if(g_journal.orders[i].time_in_force=="GTD")
        {
         request.type_time=ORDER_TIME_SPECIFIED;
         request.expiration=g_clock.UtcMsToServer(g_journal.orders[i].expires_at/1000);
        }
      return(true);
     }

   //--- the position is selected: what was meant to close it would still only close it, and not turn it
   bool              StillCloses(const int i) const
     {
      bool is_long=(PositionGetInteger(POSITION_TYPE)==(long)POSITION_TYPE_BUY);
      return(IsBuyOrder(g_journal.orders[i].type)!=is_long && PositionGetDouble(POSITION_VOLUME)>=g_journal.orders[i].volume-0.00000001);
     }

   bool              BuildClosing(const int i,MqlTradeRequest &request,string &code,string &why) const
     {
      code="NOT_FOUND";
      why="position "+IntegerToString((long)g_journal.orders[i].close_ticket)+" is not open";
      if(!PositionSelectByTicket(g_journal.orders[i].close_ticket))
         return(false);
      if(!StillCloses(i))
        {
         code="INVALID_VOLUME";
         why="position "+IntegerToString((long)g_journal.orders[i].close_ticket)+" has become smaller";
         return(false);
        }
      long deviation=(g_journal.orders[i].deviation_points>=0 ? g_journal.orders[i].deviation_points : 100);
      BuildClose(g_journal.orders[i].close_ticket,g_journal.orders[i].volume,g_journal.orders[i].filling,deviation,
                 g_journal.orders[i].client_order_id,request);
      return(true);
     }

   void              NoteQuote(const int i)
     {
      MqlTick tick;
      if(!SymbolInfoTick(g_journal.orders[i].symbol,tick))
         return;
      g_journal.orders[i].bid=tick.bid;
      g_journal.orders[i].ask=tick.ask;
     }

   //--- the answer says done; the terminal's tables may lag behind, so the answer's own figures count until they catch up
   void              ApplyDone(const int i,const MqlTradeResult &result)
     {
      if(result.order==0 && result.deal==0)
        {
         MarkUnknown(i,"answered "+RetcodeName((int)result.retcode)+" without an order");
         return;
        }
      SetOutstanding(i,false);
      if(result.order!=0)
         g_journal.orders[i].order=result.order;
      g_journal.orders[i].reason="";
      AddDeal(i,result.deal);
      bool market=IsMarketOrder(g_journal.orders[i].type);
      if(market && result.volume>0 && result.price>0 && result.retcode!=TRADE_RETCODE_PLACED && g_journal.orders[i].filled_volume<=0)
        {
         g_journal.orders[i].filled_volume=result.volume;
         g_journal.orders[i].filled_price=result.price;
        }
      if(!market)
         g_journal.orders[i].state=RESULT_PLACED;
      else if(result.retcode==TRADE_RETCODE_DONE && IsFilled(i))
         g_journal.orders[i].state=RESULT_FILLED;
      else
         g_journal.orders[i].state=(g_journal.orders[i].filled_volume>0 ? RESULT_PARTIALLY_FILLED : RESULT_PENDING);
      Refresh(i);
      //--- one look soon, in case an event is lost
      g_journal.orders[i].next_look_ms=g_clock.MonoMs()+200;
      Activate(i);
     }

   void              RetryOrRefuse(const int i,const string code,const long wait_ms,const int retcode)
     {
      if(g_journal.orders[i].attempts<=TRADING_MAX_ATTEMPTS && m_async)
        {
         SetOutstanding(i,false);
         g_journal.orders[i].retry_at_ms=g_clock.MonoMs()+wait_ms;
         Activate(i);
         return;
        }
      Refuse(i,code,RetcodeName(retcode));
     }

   //--- what an answer proves about order i; then its result is stored and published
   void              Apply(const int i,const MqlTradeResult &result)
     {
      g_journal.orders[i].retcode=(int)result.retcode;
      if(result.bid>0)
         g_journal.orders[i].bid=result.bid;
      if(result.ask>0)
         g_journal.orders[i].ask=result.ask;
      ENUM_VERDICT verdict=VerdictOf(result.retcode);
      bool traced=(g_journal.orders[i].order!=0 || StringLen(g_journal.orders[i].deals)>0);
      if(traced && verdict!=VERDICT_DONE)
        {
         //--- an order exists at the server, whatever the answer says: its own state counts, and nothing is sent again
         MarkUnknown(i,RetcodeName((int)result.retcode));
         Refresh(i);
         Settle(i);
         return;
        }
      switch(verdict)
        {
         case VERDICT_DONE:
            ApplyDone(i,result);
            break;
         case VERDICT_REQUOTE:
            if(!m_async && g_journal.orders[i].attempts<=TRADING_MAX_ATTEMPTS)
              {
               Send(i);
               return;
              }
            RetryOrRefuse(i,"REJECTED",0,(int)result.retcode);
            break;
         case VERDICT_LATER:
            //--- never waits inside the send: the synchronous caller may come again with the same id
            if(m_async)
               RetryOrRefuse(i,"REJECTED",100*g_journal.orders[i].attempts,(int)result.retcode);
            else
               MarkNotSent(i,"BUSY",RetcodeName((int)result.retcode));
            break;
         case VERDICT_FILLING:
            if(ChangeFilling(i))
              {
               if(m_async)
                  RetryOrRefuse(i,"REJECTED",0,(int)result.retcode);
               else
                 {
                  Send(i);
                  return;
                 }
              }
            else
               Refuse(i,"REJECTED",RetcodeName((int)result.retcode));
            break;
         case VERDICT_REFUSED:
            Refuse(i,"REJECTED",RetcodeName((int)result.retcode));
            break;
         default:
            MarkUnknown(i,RetcodeName((int)result.retcode));
            break;
        }
      Settle(i);
     }

   //--- one other filling mode, once
   bool              ChangeFilling(const int i)
     {
      if(g_journal.orders[i].filling_changed || !IsMarketOrder(g_journal.orders[i].type))
         return(false);
      int other=g_symbols.ChooseFilling(g_journal.orders[i].symbol,g_journal.orders[i].time_in_force,g_journal.orders[i].filling);
      if(other<0)
         return(false);
      g_journal.orders[i].filling=other;
      g_journal.orders[i].filling_changed=true;
      return(true);
     }

   //--- the market has left the reference price by more than the caller accepts
   bool              BeyondDeviation(const int i) const
     {
      if(!IsOpening(i) || !IsMarketOrder(g_journal.orders[i].type) || g_journal.orders[i].deviation_points<0 || g_journal.orders[i].price<=0)
         return(false);
      double point=SymbolInfoDouble(g_journal.orders[i].symbol,SYMBOL_POINT);
      bool buy=(g_journal.orders[i].type==ORDER_TYPE_BUY);
      double worse=(buy ? g_journal.orders[i].ask-g_journal.orders[i].price : g_journal.orders[i].price-g_journal.orders[i].bid);
      return(worse>(double)g_journal.orders[i].deviation_points*point+point*0.001);
     }

   void              SendNow(const int i,const MqlTradeRequest &request)
     {
      MqlTradeResult result;
      ZeroMemory(result);
      g_journal.orders[i].attempts++;
      g_journal.orders[i].retcode=0;
      g_journal.orders[i].retry_at_ms=0;
      g_journal.orders[i].sent_mono_ms=g_clock.MonoMs();
      g_journal.orders[i].next_look_ms=0;
      Activate(i);
      if(!m_async)
        {
         SetOutstanding(i,true);
         bool accepted=OrderSend(request,result);
         SetOutstanding(i,false);
         if(!accepted && VerdictOf(result.retcode)==VERDICT_DONE)
            result.retcode=TRADE_RETCODE_ERROR;
         Apply(i,result);
         return;
        }
      if(OrderSendAsync(request,result))
        {
         g_journal.orders[i].request_id=result.request_id;
         SetOutstanding(i,true);
         return;
        }
      //--- false: the terminal did not pass it on, and says why
      g_journal.orders[i].retcode=(int)result.retcode;
      ENUM_VERDICT verdict=VerdictOf(result.retcode);
      if(result.retcode==TRADE_RETCODE_CONNECTION)
         MarkNotSent(i,"NOT_CONNECTED",RetcodeName((int)result.retcode));
      else if(verdict==VERDICT_LATER)
         MarkNotSent(i,"BUSY",RetcodeName((int)result.retcode));
      else if(verdict==VERDICT_UNKNOWN || verdict==VERDICT_DONE)
         MarkUnknown(i,"not passed on, error "+IntegerToString(GetLastError()));
      else
         Apply(i,result);
      Settle(i);
     }

   //--- one look at an unsettled order
   void              Look(const int i,const long now)
     {
      if(g_journal.orders[i].retry_at_ms>0)
        {
         if(now>=g_journal.orders[i].retry_at_ms)
            Send(i);
         return;
        }
      if(g_journal.orders[i].outstanding)
        {
         if(now-g_journal.orders[i].sent_mono_ms<m_answer_ms)
            return;
         //--- an order that has shown itself needs no answer
         if(g_journal.orders[i].order!=0)
            SetOutstanding(i,false);
         else
            MarkUnknown(i,"no answer in "+IntegerToString(m_answer_ms)+" ms");
         Settle(i);
         return;
        }
      if(now<g_journal.orders[i].next_look_ms || !IsConnected())
         return;
      g_journal.orders[i].next_look_ms=now+(g_journal.orders[i].state==RESULT_PENDING ? 200 : 1000);
      if(g_journal.orders[i].order!=0)
        {
         ScanDeals(i);
         Refresh(i);
         Settle(i);
        }
      else if(g_journal.orders[i].state==RESULT_UNKNOWN)
        {
         bool complete=false;
         bool ambiguous=false;
         Search(i,complete,ambiguous);
        }
     }

   //--- needs no more looking at: final, or resting with its events to tell
   bool              IsSettled(const int i) const
     {
      if(g_journal.orders[i].outstanding || g_journal.orders[i].retry_at_ms>0)
         return(false);
      ENUM_ORDER_RESULT state=g_journal.orders[i].state;
      if(IsFinal(state) || state==RESULT_NOT_SENT)
         return(true);
      return(g_journal.orders[i].next_look_ms>0 && (state==RESULT_PLACED || state==RESULT_PARTIALLY_FILLED));
     }

   void              TellPosition(const ulong deal)
     {
      ulong position=(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID);
      bool opened=(HistoryDealGetInteger(deal,DEAL_ENTRY)==(long)DEAL_ENTRY_IN);
      double volume=HistoryDealGetDouble(deal,DEAL_VOLUME);
      if(SelectPositionById(position))
        {
         bool whole=(MathAbs(PositionGetDouble(POSITION_VOLUME)-volume)<0.00000001);
         g_events.Publish("event.position",PositionJson(opened && whole ? "OPENED" : "CHANGED"));
         return;
        }
      string symbol=HistoryDealGetString(deal,DEAL_SYMBOL);
      CJsonWriter json;
      json.OpenObject("");
      json.PutTicket("ticket",position);
      json.PutText("symbol",symbol);
      json.PutText("side",HistoryDealGetInteger(deal,DEAL_TYPE)==(long)DEAL_TYPE_BUY ? "SELL" : "BUY");
      json.PutDecimal("volume",0,g_symbols.VolumeDigits(symbol));
      json.PutDecimal("current_price",HistoryDealGetDouble(deal,DEAL_PRICE),g_symbols.Digits(symbol));
      json.PutDecimal("profit",HistoryDealGetDouble(deal,DEAL_PROFIT),2);
      json.PutInt("magic",HistoryDealGetInteger(deal,DEAL_MAGIC));
      json.PutText("change","CLOSED");
      json.CloseObject();
      g_events.Publish("event.position",json.Text());
     }

   void              OnDeal(const ulong deal)
     {
      if(!HistoryDealSelect(deal) || !IsTradeDeal(deal))
         return;
      g_events.Publish("event.deal",DealJson(deal));
      ulong order=(ulong)HistoryDealGetInteger(deal,DEAL_ORDER);
      int i=OwnerOf(order);
      if(i>=0)
        {
         if(g_journal.orders[i].order==0)
            Adopt(i,order);
         AddDeal(i,deal);
         SumDeals(i);
         if(g_journal.orders[i].state!=RESULT_FILLED && g_journal.orders[i].filled_volume>0)
            g_journal.orders[i].state=(IsFilled(i) ? RESULT_FILLED : RESULT_PARTIALLY_FILLED);
         Refresh(i);
         Settle(i);
        }
      //--- describing the order has selected other deals meanwhile
      if(!HistoryDealSelect(deal))
         return;
      bool opening=(HistoryDealGetInteger(deal,DEAL_ENTRY)==(long)DEAL_ENTRY_IN);
      TellPosition(deal);
      g_events.Publish("event.account",AccountJson());
      if(opening)
         g_kill.Wake();
     }

   void              OnOrder(const ulong order)
     {
      int i=OwnerOf(order);
      if(i<0)
         return;
      if(g_journal.orders[i].order==0)
        {
         //--- the answer is still to come, and will find the number already known
         g_journal.orders[i].order=order;
         if(g_journal.orders[i].state==RESULT_FENCED || g_journal.orders[i].state==RESULT_REJECTED)
            Adopt(i,order);
        }
      Refresh(i);
      Settle(i);
     }

   void              OnAnswer(const MqlTradeResult &result)
     {
      for(int n=0; n<ArraySize(m_active); n++)
        {
         int i=m_active[n];
         if(result.request_id==0 || g_journal.orders[i].request_id!=result.request_id)
            continue;
         g_journal.orders[i].request_id=0;
         if(!IsFinal(g_journal.orders[i].state) || g_journal.orders[i].outstanding)
            Apply(i,result);
         return;
        }
      for(int i=g_journal.command_count-1; i>=0 && i>=g_journal.command_count-1000; i--)
         if(g_journal.commands[i].outstanding && g_journal.commands[i].request_id==result.request_id)
           {
            ApplyCommand(i,result.retcode);
            return;
           }
      g_kill.OnResult(result.request_id,result.retcode);
     }

   void              TellCommand(const int i)
     {
      CReply reply;
      CommandReply(i,reply);
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("command_id",g_journal.commands[i].command_id);
      json.PutText("action",g_journal.commands[i].action);
      json.PutText("status",reply.status);
      json.PutRaw("data",StringLen(reply.data)==0 ? "null" : reply.data);
      json.PutRaw("error",reply.ErrorJson());
      json.CloseObject();
      g_events.Publish("event.command",json.Text());
     }

public:
                     CTrading(void) { m_async=true; m_answer_ms=30000; m_fence_grace_ms=30000; m_started_ms=0; }

   //--- answer_ms: how long an answer is waited for before the order counts as unknown; fence_grace_ms: how old a send
   //--- without a trace must be before it may be declared absent
   void              Start(const bool async,const long answer_ms,const long fence_grace_ms)
     {
      m_async=async;
      m_answer_ms=answer_ms;
      m_fence_grace_ms=fence_grace_ms;
      m_started_ms=g_clock.MonoMs();
      for(int i=0; i<g_journal.order_count; i++)
         if(!IsFinal(g_journal.orders[i].state) && g_journal.orders[i].state!=RESULT_NOT_SENT && g_journal.orders[i].action!="MANY")
            Activate(i);
     }

   bool              IsAsync(void) const { return(m_async); }
   bool              IsFull(void) const { return(m_outstanding>=TRADING_MAX_OUTSTANDING); }

   //--- sends order i, whose record is on disk, if everything still permits it
   void              Send(const int i)
     {
      string code="";
      string why="";
      NoteQuote(i);
      if(!MaySend(i,code,why))
         Refuse(i,code,why);
      else if(BeyondDeviation(i))
         Refuse(i,"INVALID_PRICE","the market is more than deviation_points away from the reference price");
      else
        {
         MqlTradeRequest request;
         if(g_journal.orders[i].filling<0)
            g_journal.orders[i].filling=MathMax(g_symbols.ChooseFilling(g_journal.orders[i].symbol,g_journal.orders[i].time_in_force,-1),0);
         if(IsOpening(i) ? BuildOpening(i,request) : BuildClosing(i,request,code,why))
           {
            SendNow(i,request);
            return;
           }
         Refuse(i,code,why);
        }
      Settle(i);
     }

   //--- what the terminal itself thinks of an opening; true: it may be tried
   bool              Check(SOrder &o,CReply &reply) const
     {
      MqlTick tick;
      if(!SymbolInfoTick(o.symbol,tick) || tick.bid<=0 || tick.ask<=0)
        {
         reply.Invalid("INVALID_PRICE","symbol",o.symbol,"has no quote yet");
         return(false);
        }
      MqlTradeRequest request;
      MqlTradeCheckResult check;
      ZeroMemory(request);
      ZeroMemory(check);
      bool market=IsMarketOrder(o.type);
      request.action=(market ? TRADE_ACTION_DEAL : TRADE_ACTION_PENDING);
      request.symbol=o.symbol;
      request.volume=o.volume;
      request.type=o.type;
      request.price=(o.type==ORDER_TYPE_BUY ? tick.ask : (o.type==ORDER_TYPE_SELL ? tick.bid : (o.stop_price>0 ? o.stop_price : o.price)));
      if(o.stop_price>0 && o.price>0)
         request.stoplimit=o.price;
      request.type_filling=(market ? (ENUM_ORDER_TYPE_FILLING)o.filling : ORDER_FILLING_RETURN);
      request.magic=(ulong)o.magic;
      if(o.time_in_force=="GTD")
        {
         request.type_time=ORDER_TIME_SPECIFIED;
         request.expiration=g_clock.UtcMsToServer(o.expires_at/1000);
        }
      if(OrderCheck(request,check) || VerdictOf(check.retcode)==VERDICT_UNKNOWN || VerdictOf(check.retcode)==VERDICT_FILLING)
         return(true);
      string code="REJECTED";
      if(check.retcode==TRADE_RETCODE_NO_MONEY)
         code="NO_MONEY";
      else if(check.retcode==TRADE_RETCODE_INVALID_VOLUME || check.retcode==TRADE_RETCODE_LIMIT_VOLUME)
         code="INVALID_VOLUME";
      else if(check.retcode==TRADE_RETCODE_INVALID_PRICE)
         code="INVALID_PRICE";
      else if(check.retcode==TRADE_RETCODE_INVALID_STOPS)
         code="INVALID_STOPS";
      else if(check.retcode==TRADE_RETCODE_MARKET_CLOSED)
         code="MARKET_CLOSED";
      else if(check.retcode==TRADE_RETCODE_TRADE_DISABLED || check.retcode==TRADE_RETCODE_CLIENT_DISABLES_AT)
         code="TRADE_DISABLED";
      reply.Error(code,"the terminal's check says "+RetcodeName((int)check.retcode)+" "+check.comment);
      reply.retcode=(int)check.retcode;
      return(false);
     }

   //--- a fresh look at order i for a query
   void              LookNow(const int i)
     {
      if(g_journal.orders[i].outstanding || IsFinal(g_journal.orders[i].state))
         return;
      g_journal.orders[i].next_look_ms=0;
      Look(i,g_clock.MonoMs());
     }

   //--- true: i is now proved never to trade, or has a real state; false: neither can be said yet
   bool              Fence(const int i)
     {
      ENUM_ORDER_RESULT state=g_journal.orders[i].state;
      if(IsFinal(state) || state==RESULT_PLACED || state==RESULT_PARTIALLY_FILLED)
         return(true);
      if(g_journal.orders[i].retry_at_ms>0)
        {
         //--- refused by the server and waiting for another try, which it shall not get
         g_journal.orders[i].retry_at_ms=0;
         g_journal.orders[i].state=RESULT_NOT_SENT;
         state=RESULT_NOT_SENT;
        }
      if(g_journal.orders[i].outstanding)
         return(false);
      bool complete=false;
      bool ambiguous=false;
      if(Search(i,complete,ambiguous))
         return(g_journal.orders[i].state!=RESULT_UNKNOWN);
      if(!complete)
         return(false);
      bool settled_long_ago=(g_clock.UtcMs()-g_journal.orders[i].sent_utc_ms>=m_fence_grace_ms &&
                             g_clock.MonoMs()-MathMax(m_started_ms,g_journal.orders[i].sent_mono_ms)>=m_fence_grace_ms);
      if(state!=RESULT_NOT_SENT && (g_journal.orders[i].order!=0 || ambiguous || !settled_long_ago))
         return(false);
      g_journal.orders[i].state=RESULT_FENCED;
      g_journal.orders[i].error_code="FENCED";
      g_journal.orders[i].reason="fenced before it reached the trade server";
      if(!g_journal.Save(i))
        {
         //--- a tombstone that a restart would forget is none
         g_journal.orders[i].state=state;
         g_journal.orders[i].error_code="";
         g_journal.orders[i].reason="the fence could not be journalled";
         return(false);
        }
      Settle(i);
      return(true);
     }

   //--- an id the journal does not know: tombstoned, unless the server knows it. -1: not on disk
   int               FenceUnknownId(const string client_order_id,const long epoch)
     {
      SOrder o;
      g_journal.ClearOrder(o);
      o.client_order_id=client_order_id;
      o.action="OPEN";
      o.epoch=epoch;
      o.sent_utc_ms=g_clock.UtcMs()-TRADING_HISTORY_MS;
      o.state=RESULT_NOT_SENT;
      int i=g_journal.Add(o);
      if(i>=0)
         Fence(i);
      return(i);
     }

   //--- command i (modify or cancel), as far as it is known
   void              CommandReply(const int i,CReply &reply)
     {
      string data="";
      ulong target=g_journal.commands[i].target;
      if(g_journal.commands[i].action=="MODIFY_POSITION")
        {
         if(PositionSelectByTicket(target))
            data=PositionJson("");
        }
      else
        {
         SOrder o;
         if(Describe(target,o))
            data=OrderResultJson(o);
        }
      if(g_journal.commands[i].outstanding)
         reply.Pending(data);
      else
         reply.Success(data);
      if(g_journal.commands[i].outstanding || g_journal.commands[i].status=="SUCCESS")
         return;
      reply.retcode=g_journal.commands[i].retcode;
      if(StringLen(g_journal.commands[i].status)==0)
         reply.Error("UNKNOWN","the result is not known: compare the data");
      else
         reply.Error(g_journal.commands[i].code,g_journal.commands[i].message);
     }

   //--- sends the request of command i, whose record is on disk
   void              SendCommand(const int i,const MqlTradeRequest &request)
     {
      MqlTradeResult result;
      ZeroMemory(result);
      g_journal.commands[i].sent_mono_ms=g_clock.MonoMs();
      if(!m_async)
        {
         bool accepted=OrderSend(request,result);
         ApplyCommand(i,accepted || VerdictOf(result.retcode)!=VERDICT_DONE ? result.retcode : TRADE_RETCODE_ERROR);
         return;
        }
      g_journal.commands[i].outstanding=OrderSendAsync(request,result);
      g_journal.commands[i].request_id=result.request_id;
      if(!g_journal.commands[i].outstanding)
         ApplyCommand(i,result.retcode);
     }

   void              ApplyCommand(const int i,const uint retcode)
     {
      g_journal.commands[i].outstanding=false;
      g_journal.commands[i].retcode=(int)retcode;
      g_journal.commands[i].code="REJECTED";
      g_journal.commands[i].message=RetcodeName((int)retcode);
      g_journal.commands[i].status="ERROR";
      switch(VerdictOf(retcode))
        {
         case VERDICT_DONE:
            g_journal.commands[i].status="SUCCESS";
            g_journal.commands[i].code="";
            break;
         case VERDICT_LATER:
         case VERDICT_REQUOTE:
            g_journal.commands[i].code="BUSY";
            break;
         case VERDICT_UNKNOWN:
            g_journal.commands[i].status="";
            break;
         default:
            break;
        }
      g_journal.SaveCommand(i);
      TellCommand(i);
     }

   void              OnTransaction(const MqlTradeTransaction &transaction,const MqlTradeResult &result)
     {
      switch(transaction.type)
        {
         case TRADE_TRANSACTION_REQUEST:
            OnAnswer(result);
            break;
         case TRADE_TRANSACTION_DEAL_ADD:
            OnDeal(transaction.deal);
            break;
         case TRADE_TRANSACTION_ORDER_ADD:
         case TRADE_TRANSACTION_ORDER_UPDATE:
         case TRADE_TRANSACTION_ORDER_DELETE:
         case TRADE_TRANSACTION_HISTORY_ADD:
            OnOrder(transaction.order);
            break;
         case TRADE_TRANSACTION_POSITION:
            if(PositionSelectByTicket(transaction.position))
               g_events.Publish("event.position",PositionJson("CHANGED"));
            break;
         default:
            break;
        }
     }

   //--- retries, overdue answers, and the search for what is unknown
   void              Pump(void)
     {
      long now=g_clock.MonoMs();
      for(int n=ArraySize(m_active)-1; n>=0; n--)
        {
         int i=m_active[n];
         Look(i,now);
         if(!IsSettled(i))
            continue;
         int last=ArraySize(m_active)-1;
         m_active[n]=m_active[last];
         ArrayResize(m_active,last,256);
        }
      for(int i=g_journal.command_count-1; i>=0 && i>=g_journal.command_count-1000; i--)
         if(g_journal.commands[i].outstanding && now-g_journal.commands[i].sent_mono_ms>=m_answer_ms)
            ApplyCommand(i,TRADE_RETCODE_TIMEOUT);
     }
  };

CTrading g_trading;

#endif
//+------------------------------------------------------------------+
