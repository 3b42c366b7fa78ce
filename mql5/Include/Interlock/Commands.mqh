//+------------------------------------------------------------------+
//| Commands.mqh - the actions that change something, and in which   |
//| order each of them is checked.                                   |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_COMMANDS_MQH
#define INTERLOCK_COMMANDS_MQH

#define COMMANDS_MAX_BATCH 50
#define COMMANDS_MAX_LEGS  200

class CCommands : public CAdmission
  {
private:
   ENUM_ORDER_TYPE   TypeOf(const bool buy,const string type) const
     {
      if(type=="LIMIT")
         return(buy ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT);
      if(type=="STOP")
         return(buy ? ORDER_TYPE_BUY_STOP : ORDER_TYPE_SELL_STOP);
      if(type=="STOP_LIMIT")
         return(buy ? ORDER_TYPE_BUY_STOP_LIMIT : ORDER_TYPE_SELL_STOP_LIMIT);
      return(buy ? ORDER_TYPE_BUY : ORDER_TYPE_SELL);
     }

   void              ReadOpening(CRequest &request,const int node,const string command_id,SOrder &o,string &wire_symbol)
     {
      g_journal.ClearOrder(o);
      o.action="OPEN";
      o.client_order_id=request.GetClientOrderId(node,true);
      o.command_id=command_id;
      o.payload_hash=request.GetText(node,"payload_hash",true,64);
      o.epoch=request.epoch;
      o.deadline=request.deadline;
      wire_symbol=request.GetText(node,"symbol",true,32);
      bool buy=(request.GetName(node,"side","BUY,SELL")=="BUY");
      string type=request.GetName(node,"type","MARKET,LIMIT,STOP,STOP_LIMIT");
      o.type=TypeOf(buy,type);
      o.volume=request.GetDecimal(node,"volume",true,0);
      bool limit=(type=="LIMIT" || type=="STOP_LIMIT");
      bool stop=(type=="STOP" || type=="STOP_LIMIT");
      o.price=request.GetDecimal(node,"price",limit,0);
      o.stop_price=request.GetDecimal(node,"stop_price",stop,0);
      request.Demand(stop || o.stop_price==0,"stop_price",DoubleToString(o.stop_price,8),"belongs to STOP and STOP_LIMIT only");
      o.stop_loss=request.GetDecimal(node,"stop_loss",false,0);
      o.take_profit=request.GetDecimal(node,"take_profit",false,0);
      o.time_in_force=request.GetName(node,"time_in_force","GTC,DAY,IOC,FOK,GTD");
      bool market=(type=="MARKET");
      bool at_once=(o.time_in_force=="IOC" || o.time_in_force=="FOK");
      request.Demand(market || !at_once,"time_in_force",o.time_in_force,"IOC and FOK need type MARKET");
      request.Demand(!market || o.time_in_force!="GTD","time_in_force",o.time_in_force,"GTD needs a resting order");
      o.expires_at=request.GetInt(node,"expires_at",o.time_in_force=="GTD",0);
      o.deviation_points=request.GetInt(node,"deviation_points",false,WIRE_MISSING);
      o.magic=request.GetInt(node,"magic",false,0);
     }

   bool              CheckPrices(const SOrder &o,CReply &reply) const
     {
      bool market=IsMarketOrder(o.type);
      bool buy=IsBuyOrder(o.type);
      bool stop=(o.stop_price>0);
      if(!g_symbols.CheckPrice(o.symbol,"price",o.price,!market && !stop,reply) ||
         !g_symbols.CheckPrice(o.symbol,"stop_price",o.stop_price,false,reply) ||
         !g_symbols.CheckPrice(o.symbol,"stop_loss",o.stop_loss,false,reply) ||
         !g_symbols.CheckPrice(o.symbol,"take_profit",o.take_profit,false,reply))
         return(false);
      MqlTick tick;
      if(!SymbolInfoTick(o.symbol,tick))
        {
         reply.Invalid("INVALID_PRICE","symbol",o.symbol,"has no quote yet");
         return(false);
        }
      //--- stops of a market order count from the price it would close at
      double from=(buy ? tick.bid : tick.ask);
      if(!market)
         from=(o.price>0 ? o.price : o.stop_price);
      if(!g_symbols.CheckStops(o.symbol,buy,from,o.stop_loss,o.take_profit,reply))
         return(false);
      if(market)
         return(true);
      return(CheckDistance(o,tick,reply));
     }

   //--- a resting order belongs on its side of the market, by the stops level
   bool              CheckDistance(const SOrder &o,const MqlTick &tick,CReply &reply) const
     {
      bool buy=IsBuyOrder(o.type);
      bool stop=(o.stop_price>0);
      double point=SymbolInfoDouble(o.symbol,SYMBOL_POINT);
      double least=(double)SymbolInfoInteger(o.symbol,SYMBOL_TRADE_STOPS_LEVEL)*point-point*0.001;
      double trigger=(stop ? o.stop_price : o.price);
      double market=(buy ? tick.ask : tick.bid);
      double away=((buy==stop) ? trigger-market : market-trigger);
      if(away<=0 || away<least)
        {
         reply.Invalid("INVALID_PRICE",stop ? "stop_price" : "price",DoubleToString(trigger,8),
                       "must be on the waiting side of "+DoubleToString(market,8)+" by the stops level");
         return(false);
        }
      return(true);
     }

   bool              CheckExpiry(const SOrder &o,CReply &reply) const
     {
      if(o.time_in_force=="GTD" && o.expires_at<=g_clock.UtcMicros())
        {
         reply.Invalid("BAD_REQUEST","expires_at",IntegerToString(o.expires_at),"must be in the future");
         return(false);
        }
      return(true);
     }

   //--- everything that can be known before it is sent
   bool              CheckOpening(SOrder &o,const string wire_symbol,CReply &reply)
     {
      if(g_kill.Blocks(o.symbol,o.magic))
        {
         reply.Error("KILLED","kill switch latched, kill epoch "+IntegerToString(g_kill.KillEpoch()));
         return(false);
        }
      if(!CanTrade(reply) || !CheckExpiry(o,reply) || !g_symbols.CheckTradable(o.symbol,IsBuyOrder(o.type),true,reply) ||
         !g_symbols.CheckVolume(o.symbol,o.volume,reply) || !CheckPrices(o,reply))
         return(false);
      if(IsMarketOrder(o.type))
        {
         o.filling=g_symbols.ChooseFilling(o.symbol,o.time_in_force,-1);
         if(o.filling<0)
           {
            reply.Invalid("BAD_REQUEST","time_in_force",o.time_in_force,"is not offered for "+wire_symbol);
            return(false);
           }
        }
      return(g_trading.Check(o,reply));
     }

   void              OpenOne(CRequest &request,const int node,const string command_id,CReply &reply)
     {
      SOrder o;
      string wire_symbol="";
      DemandCommand(request,command_id);
      ReadOpening(request,node,command_id,o,wire_symbol);
      if(request.Refused(reply) || AnswerKnown(o,reply))
         return;
      o.utc_deadline_ms=g_clock.UtcMs()+(request.deadline-g_clock.MonoMs())+1500;
      bool passed=Admitted(request,reply) && g_symbols.Resolve(wire_symbol,o.symbol,reply) && CheckOpening(o,wire_symbol,reply);
      if(!passed)
        {
         StoreRefusal(o,reply);
         return;
        }
      int i=-1;
      if(!Journal(o,i,reply))
         return;
      g_trading.Send(i);
      g_trading.OrderReply(i,reply);
     }

   //--- one close, its record and its send. The position is selected
   void              CloseOne(CRequest &request,const string client_order_id,const string command_id,const string hash,
                              const ulong ticket,const double volume,const long deviation,CReply &reply)
     {
      SOrder o;
      g_journal.ClearOrder(o);
      o.action="CLOSE";
      o.client_order_id=client_order_id;
      o.command_id=command_id;
      o.payload_hash=hash;
      o.epoch=request.epoch;
      o.deadline=request.deadline;
      o.utc_deadline_ms=g_clock.UtcMs()+(request.deadline-g_clock.MonoMs())+1500;
      o.symbol=PositionGetString(POSITION_SYMBOL);
      o.type=(PositionGetInteger(POSITION_TYPE)==(long)POSITION_TYPE_BUY ? ORDER_TYPE_SELL : ORDER_TYPE_BUY);
      o.magic=PositionGetInteger(POSITION_MAGIC);
      o.close_ticket=ticket;
      o.position=ticket;
      o.deviation_points=deviation;
      double open=PositionGetDouble(POSITION_VOLUME);
      o.volume=(volume>0 ? volume : open);
      bool passed=CanTrade(reply) && g_symbols.CheckTradable(o.symbol,IsBuyOrder(o.type),false,reply);
      if(passed && g_closing.Has(ticket))
        {
         reply.Error("BUSY","a close of position "+IntegerToString((long)ticket)+" is under way");
         passed=false;
        }
      if(passed && o.volume>open+0.00000001)
        {
         reply.Invalid("INVALID_VOLUME","volume",DoubleToString(o.volume,8),"must be at most the position's "+DoubleToString(open,8));
         passed=false;
        }
      if(passed && volume>0)
         passed=g_symbols.CheckVolume(o.symbol,o.volume,reply);
      if(!passed)
        {
         StoreRefusal(o,reply);
         return;
        }
      int i=-1;
      if(!Journal(o,i,reply))
         return;
      g_trading.Send(i);
      g_trading.OrderReply(i,reply);
     }

   //--- the positions in scope are written down first, then closed one by one
   void              CloseMany(CRequest &request,SOrder &parent,const string symbol,const long deviation,CReply &reply)
     {
      ulong tickets[];
      int count=0;
      for(int n=0; n<PositionsTotal() && count<COMMANDS_MAX_LEGS; n++)
        {
         ulong ticket=PositionGetTicket(n);
         if(ticket==0 || (parent.magic!=WIRE_MISSING && PositionGetInteger(POSITION_MAGIC)!=parent.magic))
            continue;
         if(StringLen(symbol)>0 && PositionGetString(POSITION_SYMBOL)!=symbol)
            continue;
         ArrayResize(tickets,count+1,64);
         tickets[count]=ticket;
         parent.leg_tickets+=(count>0 ? "," : "")+IntegerToString((long)ticket);
         count++;
        }
      string legs=parent.leg_tickets;
      int i=-1;
      if(!Journal(parent,i,reply))
         return;
      for(int n=0; n<count; n++)
        {
         CReply leg;
         if(PositionSelectByTicket(tickets[n]))
            CloseOne(request,parent.client_order_id+"."+IntegerToString(n+1),parent.command_id,parent.payload_hash,tickets[n],0,deviation,leg);
        }
      g_journal.orders[i].state=RESULT_FILLED;
      ReplyMany(i,reply);
     }

   void              RunCommand(SCommand &c,const MqlTradeRequest &trade,const string revision_key,const long revision,CReply &reply)
     {
      if(StringLen(revision_key)>0 && !g_journal.SetRevision(revision_key,revision))
        {
         reply.Error("INTERNAL","the journal cannot be written, nothing was sent");
         return;
        }
      int i=g_journal.FindCommand(c.command_id);
      if(i>=0)
        {
         g_journal.commands[i].status="";
         g_journal.commands[i].code="";
         if(!g_journal.SaveCommand(i))
            i=-1;
        }
      else
         i=g_journal.AddCommand(c);
      if(i<0)
        {
         reply.Error("INTERNAL","the journal cannot be written, nothing was sent");
         return;
        }
      g_trading.SendCommand(i,trade);
      g_trading.CommandReply(i,reply);
     }

   //--- the server's order number a modify or cancel is for; 0: the reply says why not
   ulong             TargetOrder(CRequest &request,const string client_order_id,const ulong order,CReply &reply)
     {
      if(order!=0)
         return(order);
      int i=g_journal.Find(client_order_id);
      if(i<0)
         reply.Error("NOT_FOUND","client_order_id "+client_order_id+" is not known here");
      else if(g_journal.orders[i].order!=0)
         return(g_journal.orders[i].order);
      else if(g_journal.orders[i].outstanding || g_journal.orders[i].retry_at_ms>0)
         reply.Error("BUSY","the order has not been answered yet");
      else
         reply.Error("NOT_FOUND","client_order_id "+client_order_id+" has no order at the trade server");
      return(0);
     }

   void              ReadTarget(CRequest &request,string &client_order_id,ulong &order)
     {
      int payload=request.Payload();
      client_order_id=request.GetClientOrderId(payload,false);
      order=request.GetTicket(payload,"order",false);
      bool has_id=request.Has(payload,"client_order_id");
      request.Demand(has_id!=request.Has(payload,"order"),"client_order_id","","exactly one of client_order_id and order is required");
     }

   //--- the order is selected: its values, changed where the request says so
   void              BuildModify(CRequest &request,const ulong order,MqlTradeRequest &trade)
     {
      int payload=request.Payload();
      ENUM_ORDER_TYPE type=(ENUM_ORDER_TYPE)OrderGetInteger(ORDER_TYPE);
      bool stop_limit=(type==ORDER_TYPE_BUY_STOP_LIMIT || type==ORDER_TYPE_SELL_STOP_LIMIT);
      bool stop=(stop_limit || type==ORDER_TYPE_BUY_STOP || type==ORDER_TYPE_SELL_STOP);
      ZeroMemory(trade);
      trade.action=TRADE_ACTION_MODIFY;
      trade.order=order;
      trade.symbol=OrderGetString(ORDER_SYMBOL);
      trade.price=OrderGetDouble(ORDER_PRICE_OPEN);
      trade.stoplimit=OrderGetDouble(ORDER_PRICE_STOPLIMIT);
      trade.sl=request.GetDecimal(payload,"stop_loss",false,OrderGetDouble(ORDER_SL));
      trade.tp=request.GetDecimal(payload,"take_profit",false,OrderGetDouble(ORDER_TP));
      trade.type_time=(ENUM_ORDER_TYPE_TIME)OrderGetInteger(ORDER_TYPE_TIME);
      trade.expiration=(datetime)OrderGetInteger(ORDER_TIME_EXPIRATION);
      double price=request.GetDecimal(payload,"price",false,0);
      double stop_price=request.GetDecimal(payload,"stop_price",false,0);
      request.Demand(stop || stop_price==0,"stop_price",DoubleToString(stop_price,8),"this order has no stop price");
      request.Demand(!stop || stop_limit || price==0,"price",DoubleToString(price,8),"this order has no limit price");
      if(stop && stop_price>0)
         trade.price=stop_price;
      if(!stop && price>0)
         trade.price=price;
      if(stop_limit && price>0)
         trade.stoplimit=price;
      long expires_at=request.GetInt(payload,"expires_at",false,0);
      if(expires_at>0)
        {
         trade.type_time=ORDER_TIME_SPECIFIED;
         trade.expiration=g_clock.UtcMsToServer(expires_at/1000);
        }
     }

   bool              CheckModify(const MqlTradeRequest &trade,CReply &reply) const
     {
      return(g_symbols.CheckPrice(trade.symbol,"price",trade.price,true,reply) &&
             g_symbols.CheckPrice(trade.symbol,"price",trade.stoplimit,false,reply) &&
             g_symbols.CheckPrice(trade.symbol,"stop_loss",trade.sl,false,reply) &&
             g_symbols.CheckPrice(trade.symbol,"take_profit",trade.tp,false,reply));
     }

   string            FieldText(CRequest &request,const string name)
     {
      if(!request.Has(request.Payload(),name))
         return("-");
      return(DoubleToString(request.GetDecimal(request.Payload(),name,false,0),8));
     }

public:
   //--- HELLO: the epoch counts from here; false: the reply says why not
   bool              Greet(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"epoch,client");
      long epoch=request.GetInt(payload,"epoch",true,0);
      request.GetText(payload,"client",false,64);
      if(request.Refused(reply))
         return(false);
      if(!g_journal.RaiseEpoch(epoch))
        {
         reply.Error("INTERNAL","the journal cannot be written");
         return(false);
        }
      m_greeted=true;
      return(true);
     }

   void              Open(CRequest &request,CReply &reply)
     {
      request.Allow(request.Payload(),"client_order_id,symbol,side,type,volume,price,stop_price,stop_loss,take_profit,"+
                    "time_in_force,expires_at,deviation_points,magic,payload_hash");
      OpenOne(request,request.Payload(),request.command_id,reply);
     }

   void              OpenMany(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"orders");
      int list=request.GetNode(payload,"orders");
      request.Demand(request.IsArray(list),"orders","","must be an array");
      int count=0;
      for(int node=request.FirstOf(list); node>=0; node=request.NextOf(node))
        {
         count++;
         request.Demand(request.IsObject(node),"orders","","must contain objects");
        }
      request.Demand(count>=1 && count<=COMMANDS_MAX_BATCH,"orders",IntegerToString(count),"must be 1 to 50 orders");
      if(request.Refused(reply))
         return;
      long frame_deadline=request.deadline;
      CJsonWriter json;
      json.OpenObject("");
      json.OpenArray("results");
      for(int node=request.FirstOf(list); node>=0; node=request.NextOf(node))
        {
         CReply one;
         request.ForgetRefusal();
         request.deadline=request.GetInt(node,"deadline",false,frame_deadline);
         request.Allow(node,"command_id,deadline,client_order_id,symbol,side,type,volume,price,stop_price,stop_loss,take_profit,"+
                       "time_in_force,expires_at,deviation_points,magic,payload_hash");
         OpenOne(request,node,request.GetText(node,"command_id",true,64),one);
         json.OpenObject("");
         request.ForgetRefusal();
         json.PutTextOrNull("client_order_id",request.GetText(node,"client_order_id",false,26));
         json.PutText("status",one.status);
         json.PutRaw("data",StringLen(one.data)==0 ? "null" : one.data);
         json.PutRaw("error",one.ErrorJson());
         json.PutBool("duplicate",one.duplicate);
         json.CloseObject();
        }
      json.CloseArray();
      json.CloseObject();
      request.ForgetRefusal();
      request.deadline=frame_deadline;
      reply.Success(json.Text());
     }

   void              Close(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"client_order_id,ticket,magic,all,symbol,volume,deviation_points,payload_hash");
      DemandCommand(request,request.command_id);
      SOrder o;
      g_journal.ClearOrder(o);
      o.client_order_id=request.GetClientOrderId(payload,true);
      o.command_id=request.command_id;
      o.epoch=request.epoch;
      ulong ticket=request.GetTicket(payload,"ticket",false);
      o.magic=request.GetInt(payload,"magic",false,WIRE_MISSING);
      bool all=request.GetFlag(payload,"all");
      string wire_symbol=request.GetText(payload,"symbol",false,32);
      double volume=request.GetDecimal(payload,"volume",false,0);
      long deviation=request.GetInt(payload,"deviation_points",false,WIRE_MISSING);
      string hash=request.GetText(payload,"payload_hash",false,64);
      int targets=(ticket!=0 ? 1 : 0)+(o.magic!=WIRE_MISSING ? 1 : 0)+(all ? 1 : 0);
      request.Demand(targets==1,"ticket","","exactly one of ticket, magic and all is required");
      request.Demand(ticket==0 || StringLen(wire_symbol)==0,"symbol",wire_symbol,"goes with magic or all");
      request.Demand(ticket!=0 || !request.Has(payload,"volume"),"volume",DoubleToString(volume,8),"goes with ticket");
      request.Demand(!request.Has(payload,"volume") || volume>0,"volume",DoubleToString(volume,8),"must be above 0");
      if(request.Refused(reply))
         return;
      o.action=(ticket!=0 ? "CLOSE" : "MANY");
      o.payload_hash=(StringLen(hash)>0 ? hash : IntegerToString((long)ticket)+"|"+IntegerToString(o.magic)+"|"+wire_symbol+"|"+DoubleToString(volume,8));
      string symbol="";
      if(AnswerKnown(o,reply) || !Admitted(request,reply) || !CanTrade(reply))
         return;
      if(StringLen(wire_symbol)>0 && !g_symbols.Resolve(wire_symbol,symbol,reply))
         return;
      if(o.action=="MANY")
         CloseMany(request,o,symbol,deviation,reply);
      else if(PositionSelectByTicket(ticket))
         CloseOne(request,o.client_order_id,o.command_id,o.payload_hash,ticket,volume,deviation,reply);
      else
         reply.Error("NOT_FOUND","position "+IntegerToString((long)ticket)+" is not open");
     }

   void              ModifyOrder(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      string client_order_id="";
      ulong order=0;
      request.Allow(payload,"client_order_id,order,revision,price,stop_price,stop_loss,take_profit,expires_at");
      DemandCommand(request,request.command_id);
      ReadTarget(request,client_order_id,order);
      long revision=request.GetInt(payload,"revision",true,0);
      long expires_at=request.GetInt(payload,"expires_at",false,0);
      SCommand c;
      g_journal.ClearCommand(c);
      c.command_id=request.command_id;
      c.action="MODIFY_ORDER";
      c.fingerprint=client_order_id+"|"+IntegerToString((long)order)+"|"+IntegerToString(revision)+"|"+FieldText(request,"price")+"|"+
                    FieldText(request,"stop_price")+"|"+FieldText(request,"stop_loss")+"|"+FieldText(request,"take_profit")+"|"+IntegerToString(expires_at);
      if(request.Refused(reply) || AnswerKnownCommand(c,reply) || !Admitted(request,reply) || !CanTrade(reply))
         return;
      c.target=TargetOrder(request,client_order_id,order,reply);
      if(c.target==0)
         return;
      if(!OrderSelect(c.target))
        {
         reply.Error("NOT_FOUND","order "+IntegerToString((long)c.target)+" is not working");
         return;
        }
      string key="order:"+IntegerToString((long)c.target);
      if(g_kill.Blocks(OrderGetString(ORDER_SYMBOL),OrderGetInteger(ORDER_MAGIC)))
        {
         reply.Error("KILLED","kill switch latched, kill epoch "+IntegerToString(g_kill.KillEpoch()));
         return;
        }
      MqlTradeRequest trade;
      BuildModify(request,c.target,trade);
      if(request.Refused(reply) || !IsNewRevision(key,revision,c.command_id,reply) || !CheckModify(trade,reply))
         return;
      RunCommand(c,trade,key,revision,reply);
     }

   void              ModifyPosition(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"ticket,revision,stop_loss,take_profit");
      DemandCommand(request,request.command_id);
      SCommand c;
      g_journal.ClearCommand(c);
      c.command_id=request.command_id;
      c.action="MODIFY_POSITION";
      c.target=request.GetTicket(payload,"ticket",true);
      long revision=request.GetInt(payload,"revision",true,0);
      c.fingerprint=IntegerToString((long)c.target)+"|"+IntegerToString(revision)+"|"+FieldText(request,"stop_loss")+"|"+FieldText(request,"take_profit");
      if(request.Refused(reply) || AnswerKnownCommand(c,reply) || !Admitted(request,reply) || !CanTrade(reply))
         return;
      if(!PositionSelectByTicket(c.target))
        {
         reply.Error("NOT_FOUND","position "+IntegerToString((long)c.target)+" is not open");
         return;
        }
      string key="position:"+IntegerToString((long)c.target);
      MqlTradeRequest trade;
      ZeroMemory(trade);
      trade.action=TRADE_ACTION_SLTP;
      trade.position=c.target;
      trade.symbol=PositionGetString(POSITION_SYMBOL);
      trade.sl=request.GetDecimal(payload,"stop_loss",false,PositionGetDouble(POSITION_SL));
      trade.tp=request.GetDecimal(payload,"take_profit",false,PositionGetDouble(POSITION_TP));
      bool buy=(PositionGetInteger(POSITION_TYPE)==(long)POSITION_TYPE_BUY);
      double from=SymbolInfoDouble(trade.symbol,buy ? SYMBOL_BID : SYMBOL_ASK);
      if(!IsNewRevision(key,revision,c.command_id,reply) || !g_symbols.CheckPrice(trade.symbol,"stop_loss",trade.sl,false,reply) ||
         !g_symbols.CheckPrice(trade.symbol,"take_profit",trade.tp,false,reply) ||
         !g_symbols.CheckStops(trade.symbol,buy,from,trade.sl,trade.tp,reply))
         return;
      RunCommand(c,trade,key,revision,reply);
     }

   void              CancelOrder(CRequest &request,CReply &reply)
     {
      string client_order_id="";
      ulong order=0;
      request.Allow(request.Payload(),"client_order_id,order");
      DemandCommand(request,request.command_id);
      ReadTarget(request,client_order_id,order);
      SCommand c;
      g_journal.ClearCommand(c);
      c.command_id=request.command_id;
      c.action="CANCEL_ORDER";
      c.fingerprint=client_order_id+"|"+IntegerToString((long)order);
      if(request.Refused(reply) || AnswerKnownCommand(c,reply) || !Admitted(request,reply) || !CanTrade(reply))
         return;
      c.target=TargetOrder(request,client_order_id,order,reply);
      if(c.target==0)
         return;
      if(!OrderSelect(c.target))
        {
         //--- ended already: its result says how
         SOrder o;
         if(g_trading.Describe(c.target,o))
            reply.Success(OrderResultJson(o));
         else
            reply.Error("NOT_FOUND","order "+IntegerToString((long)c.target)+" is not known to the terminal");
         return;
        }
      MqlTradeRequest trade;
      ZeroMemory(trade);
      trade.action=TRADE_ACTION_REMOVE;
      trade.order=c.target;
      RunCommand(c,trade,"",0,reply);
     }

   void              FenceOrder(CRequest &request,CReply &reply)
     {
      request.Allow(request.Payload(),"client_order_id");
      string client_order_id=request.GetClientOrderId(request.Payload(),true);
      request.Demand(request.epoch!=WIRE_MISSING,"epoch","","is required");
      if(request.Refused(reply) || !AdmitEpoch(request.epoch,reply))
         return;
      int i=g_journal.Find(client_order_id);
      if(i<0)
        {
         if(!IsConnected())
           {
            reply.Error("UNKNOWN","the terminal has no connection to its trade server");
            return;
           }
         i=g_trading.FenceUnknownId(client_order_id,request.epoch);
         if(i<0)
           {
            reply.Error("INTERNAL","the journal cannot be written, the id is not fenced");
            return;
           }
        }
      bool proved=(g_journal.orders[i].action=="MANY" || g_trading.Fence(i));
      string data=OrderResultJson(g_journal.orders[i]);
      reply.Success(data);
      if(!proved)
         reply.Error("UNKNOWN","neither a trace of the order nor its absence can be proved yet");
     }

   void              OrderStatus(CRequest &request,CReply &reply)
     {
      string client_order_id="";
      ulong order=0;
      request.Allow(request.Payload(),"client_order_id,order");
      ReadTarget(request,client_order_id,order);
      if(request.Refused(reply))
         return;
      if(order!=0)
        {
         SOrder o;
         if(g_trading.Describe(order,o))
            reply.Success(OrderResultJson(o));
         else
            reply.Error("NOT_FOUND","order "+IntegerToString((long)order)+" is not known to the terminal");
         return;
        }
      int i=g_journal.Find(client_order_id);
      if(i<0 || g_journal.orders[i].state==RESULT_NOT_SENT)
        {
         reply.Error("NOT_FOUND","client_order_id "+client_order_id+" was never sent from here");
         return;
        }
      g_trading.LookNow(i);
      if(g_journal.orders[i].action=="MANY")
         ReplyMany(i,reply);
      else
         reply.Success(OrderResultJson(g_journal.orders[i]));
     }
  };

CCommands g_commands;

#endif
//+------------------------------------------------------------------+
