//+------------------------------------------------------------------+
//| KillSwitch.mqh - the latch that survives a restart, and the      |
//| flattening that follows it. Latched in a file and in a terminal  |
//| global variable; either alone keeps it set.                      |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_KILL_SWITCH_MQH
#define INTERLOCK_KILL_SWITCH_MQH

//--- how long a cancel or close may stay unanswered before it is looked at again
#define KILL_ANSWER_MS 15000

//--- one KILL_SWITCH; magic WIRE_MISSING and an empty symbol: everything
struct SLatch
  {
   long              kill_epoch;
   long              magic;
   string            symbol;
   bool              cancel_orders;
   bool              close_positions;
   string            reason;
   bool              flat;
   //--- on disk in both places
   bool              durable;
  };

//--- one order being cancelled or position being closed
struct SKillWork
  {
   ulong             ticket;
   bool              is_order;
   bool              outstanding;
   uint              request_id;
   long              sent_mono_ms;
   long              next_mono_ms;
   int               attempts;
   int               filling;
  };

//+------------------------------------------------------------------+
//| Tickets with a close under way, whoever sent it: a second close  |
//| of the same volume would reverse a netting position.             |
//+------------------------------------------------------------------+
class CClosing
  {
private:
   ulong             m_tickets[];
public:
   bool              Has(const ulong ticket) const
     {
      for(int i=0; i<ArraySize(m_tickets); i++)
         if(m_tickets[i]==ticket)
            return(true);
      return(false);
     }

   void              Begin(const ulong ticket)
     {
      if(ticket==0 || Has(ticket))
         return;
      int count=ArraySize(m_tickets);
      ArrayResize(m_tickets,count+1,64);
      m_tickets[count]=ticket;
     }

   void              End(const ulong ticket)
     {
      int count=ArraySize(m_tickets);
      for(int i=0; i<count; i++)
         if(m_tickets[i]==ticket)
           {
            m_tickets[i]=m_tickets[count-1];
            ArrayResize(m_tickets,count-1,64);
            return;
           }
     }
  };

CClosing g_closing;

//--- a market order against a position; the position must be selected
void BuildClose(const ulong ticket,const double volume,const int filling,const long deviation,const string comment,MqlTradeRequest &request)
  {
   string symbol=PositionGetString(POSITION_SYMBOL);
   bool buy=(PositionGetInteger(POSITION_TYPE)==(long)POSITION_TYPE_SELL);
   ZeroMemory(request);
   request.action=TRADE_ACTION_DEAL;
   request.position=ticket;
   request.symbol=symbol;
   request.volume=volume;
   request.type=(buy ? ORDER_TYPE_BUY : ORDER_TYPE_SELL);
   request.price=(buy ? SymbolInfoDouble(symbol,SYMBOL_ASK) : SymbolInfoDouble(symbol,SYMBOL_BID));
   request.type_filling=(ENUM_ORDER_TYPE_FILLING)filling;
   request.deviation=(ulong)deviation;
   request.magic=(ulong)PositionGetInteger(POSITION_MAGIC);
   request.comment=comment;
  }

class CKillSwitch
  {
private:
   CLineFile         m_file;
   string            m_variable;
   SLatch            m_latches[];
   SKillWork         m_work[];
   long              m_next_look_ms;

   string            LatchJson(const SLatch &latch) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("k","latch");
      json.PutInt("kill_epoch",latch.kill_epoch);
      json.PutText("magic",IntegerToString(latch.magic));
      json.PutText("symbol",latch.symbol);
      json.PutBool("cancel_orders",latch.cancel_orders);
      json.PutBool("close_positions",latch.close_positions);
      json.PutText("reason",latch.reason);
      json.CloseObject();
      return(json.Text());
     }

   void              Insert(const SLatch &latch)
     {
      int count=ArraySize(m_latches);
      ArrayResize(m_latches,count+1,8);
      m_latches[count]=latch;
     }

   void              ReadLine(const CJson &line)
     {
      if(line.Field(0,"k")=="reset")
        {
         ArrayResize(m_latches,0);
         return;
        }
      SLatch latch;
      latch.kill_epoch=StringToInteger(line.Field(0,"kill_epoch"));
      latch.magic=StringToInteger(line.Field(0,"magic"));
      latch.symbol=line.Field(0,"symbol");
      latch.cancel_orders=(line.Field(0,"cancel_orders")=="true");
      latch.close_positions=(line.Field(0,"close_positions")=="true");
      latch.reason=line.Field(0,"reason");
      latch.flat=false;
      latch.durable=true;
      Insert(latch);
     }

   bool              Covers(const SLatch &latch,const string symbol,const long magic) const
     {
      return((latch.magic==WIRE_MISSING || latch.magic==magic) && (StringLen(latch.symbol)==0 || latch.symbol==symbol));
     }

   bool              IsSame(const SLatch &a,const SLatch &b) const
     {
      return(a.kill_epoch==b.kill_epoch && a.magic==b.magic && a.symbol==b.symbol &&
             a.cancel_orders==b.cancel_orders && a.close_positions==b.close_positions);
     }

   void              Tell(const string step,const ulong ticket,const ulong order,const string message)
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutBool("latched",IsLatched());
      json.PutInt("kill_epoch",KillEpoch());
      json.PutText("step",step);
      json.PutTicket("ticket",ticket);
      json.PutTicket("order",order);
      json.PutTextOrNull("message",message);
      json.CloseObject();
      g_events.Publish("event.kill",json.Text());
     }

   int               FindWork(const ulong ticket,const bool is_order) const
     {
      for(int i=0; i<ArraySize(m_work); i++)
         if(m_work[i].ticket==ticket && m_work[i].is_order==is_order)
            return(i);
      return(-1);
     }

   int               BeginWork(const ulong ticket,const bool is_order)
     {
      int i=FindWork(ticket,is_order);
      if(i>=0)
         return(i);
      i=ArraySize(m_work);
      ArrayResize(m_work,i+1,64);
      m_work[i].ticket=ticket;
      m_work[i].is_order=is_order;
      m_work[i].outstanding=false;
      m_work[i].request_id=0;
      m_work[i].sent_mono_ms=0;
      m_work[i].next_mono_ms=0;
      m_work[i].attempts=0;
      m_work[i].filling=-1;
      return(i);
     }

   void              EndWork(const int i)
     {
      if(!m_work[i].is_order)
         g_closing.End(m_work[i].ticket);
      int last=ArraySize(m_work)-1;
      m_work[i]=m_work[last];
      ArrayResize(m_work,last,64);
     }

   void              Failed(const int i,const int retcode)
     {
      m_work[i].outstanding=false;
      m_work[i].next_mono_ms=g_clock.MonoMs()+MathMin(5000,250*m_work[i].attempts);
      if(!m_work[i].is_order)
         g_closing.End(m_work[i].ticket);
      Tell("FAILED",m_work[i].is_order ? 0 : m_work[i].ticket,m_work[i].is_order ? m_work[i].ticket : 0,
           IntegerToString(retcode)+" "+RetcodeName(retcode));
     }

   //--- the order or position is selected
   void              Send(const int i)
     {
      long now=g_clock.MonoMs();
      if(m_work[i].outstanding && now-m_work[i].sent_mono_ms<KILL_ANSWER_MS)
         return;
      if(now<m_work[i].next_mono_ms || (!m_work[i].is_order && !m_work[i].outstanding && g_closing.Has(m_work[i].ticket)))
         return;
      MqlTradeRequest request;
      MqlTradeResult result;
      ZeroMemory(request);
      ZeroMemory(result);
      if(m_work[i].is_order)
        {
         request.action=TRADE_ACTION_REMOVE;
         request.order=m_work[i].ticket;
        }
      else
        {
         string symbol=PositionGetString(POSITION_SYMBOL);
         double volume=MathMin(PositionGetDouble(POSITION_VOLUME),SymbolInfoDouble(symbol,SYMBOL_VOLUME_MAX));
         if(m_work[i].filling<0)
            m_work[i].filling=MathMax(g_symbols.ChooseFilling(symbol,"GTC",-1),0);
         BuildClose(m_work[i].ticket,volume,m_work[i].filling,1000,"kill switch "+IntegerToString(KillEpoch()),request);
         g_closing.Begin(m_work[i].ticket);
        }
      m_work[i].attempts++;
      m_work[i].sent_mono_ms=now;
      m_work[i].outstanding=OrderSendAsync(request,result);
      m_work[i].request_id=result.request_id;
      if(!m_work[i].outstanding)
         Failed(i,(int)result.retcode);
     }

   //--- works off what one latch asks for; true: nothing is left
   bool              Flatten(const SLatch &latch)
     {
      bool flat=true;
      for(int n=OrdersTotal()-1; n>=0 && latch.cancel_orders; n--)
        {
         ulong order=OrderGetTicket(n);
         if(order==0 || !Covers(latch,OrderGetString(ORDER_SYMBOL),OrderGetInteger(ORDER_MAGIC)))
            continue;
         flat=false;
         //--- a market order on its way to the market cannot be called back: it fills, and is closed
         if(OrderGetInteger(ORDER_STATE)!=(long)ORDER_STATE_STARTED)
            Send(BeginWork(order,true));
        }
      for(int n=PositionsTotal()-1; n>=0 && latch.close_positions; n--)
        {
         ulong ticket=PositionGetTicket(n);
         if(ticket==0 || !Covers(latch,PositionGetString(POSITION_SYMBOL),PositionGetInteger(POSITION_MAGIC)))
            continue;
         flat=false;
         Send(BeginWork(ticket,false));
        }
      return(flat);
     }

   //--- work whose order or position has gone, by our hand or another's
   void              DropFinishedWork(void)
     {
      for(int i=ArraySize(m_work)-1; i>=0; i--)
         if(m_work[i].is_order ? !OrderSelect(m_work[i].ticket) : !PositionSelectByTicket(m_work[i].ticket))
           {
            Tell(m_work[i].is_order ? "CANCELED" : "CLOSED",m_work[i].is_order ? 0 : m_work[i].ticket,
                 m_work[i].is_order ? m_work[i].ticket : 0,"");
            EndWork(i);
           }
     }

public:
                     CKillSwitch(void) { m_next_look_ms=0; }

   //--- a latch found in only one of its two places is set in both; what cannot be read, or has gone missing, counts as
   //--- a latch on everything
   bool              Open(const string name,const string variable)
     {
      m_variable=variable;
      if(!m_file.Open(name))
         return(false);
      CJson line;
      while(m_file.Next(line))
         ReadLine(line);
      bool in_variable=GlobalVariableCheck(m_variable);
      long variable_epoch=(in_variable ? (long)GlobalVariableGet(m_variable) : -1);
      bool lost=(in_variable && (!IsLatched() || variable_epoch>KillEpoch()));
      if(lost || m_file.Damaged()>0)
        {
         SLatch latch;
         latch.kill_epoch=(variable_epoch>0 ? variable_epoch : 0);
         latch.magic=WIRE_MISSING;
         latch.symbol="";
         latch.cancel_orders=false;
         latch.close_positions=false;
         latch.reason=(lost ? "latch file lost, terminal variable set" : "latch file damaged");
         latch.flat=false;
         latch.durable=false;
         return(Latch(latch));
        }
      if(IsLatched() && !in_variable)
         SetVariable();
      return(true);
     }

   void              Close(void) { m_file.Close(); }

   bool              IsLatched(void) const { return(ArraySize(m_latches)>0); }

   long              KillEpoch(void) const
     {
      long highest=0;
      for(int i=0; i<ArraySize(m_latches); i++)
         if(m_latches[i].kill_epoch>highest)
            highest=m_latches[i].kill_epoch;
      return(highest);
     }

   //--- nothing that opens risk for this symbol and magic may leave
   bool              Blocks(const string symbol,const long magic) const
     {
      for(int i=0; i<ArraySize(m_latches); i++)
         if(Covers(m_latches[i],symbol,magic))
            return(true);
      return(false);
     }

   void              PutState(CJsonWriter &json) const
     {
      json.OpenObject("kill");
      json.PutBool("latched",IsLatched());
      json.PutInt("kill_epoch",KillEpoch());
      json.CloseObject();
     }

   bool              SetVariable(void)
     {
      bool set=(GlobalVariableSet(m_variable,(double)KillEpoch())!=0);
      GlobalVariablesFlush();
      return(set);
     }

   bool              Persist(const SLatch &latch)
     {
      bool in_file=m_file.Append(LatchJson(latch));
      return(SetVariable() && in_file);
     }

   //--- in force at once, whatever the disk says; false: it would not survive a restart
   bool              Latch(SLatch &latch)
     {
      latch.kill_epoch=(latch.kill_epoch>KillEpoch() ? latch.kill_epoch : KillEpoch());
      m_next_look_ms=0;
      //--- the same kill again: flatten again, but one latch is enough
      for(int i=0; i<ArraySize(m_latches); i++)
         if(IsSame(m_latches[i],latch))
           {
            m_latches[i].flat=false;
            if(!m_latches[i].durable)
               m_latches[i].durable=Persist(m_latches[i]);
            return(m_latches[i].durable);
           }
      Insert(latch);
      int last=ArraySize(m_latches)-1;
      m_latches[last].durable=Persist(latch);
      Tell("LATCHED",0,0,latch.reason);
      return(m_latches[last].durable);
     }

   void              OnKill(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"kill_epoch,scope,cancel_orders,close_positions,reason");
      int scope=request.GetNode(payload,"scope");
      SLatch latch;
      latch.kill_epoch=request.GetInt(payload,"kill_epoch",true,0);
      latch.magic=WIRE_MISSING;
      latch.symbol="";
      latch.cancel_orders=request.GetFlag(payload,"cancel_orders");
      latch.close_positions=request.GetFlag(payload,"close_positions");
      latch.reason=request.GetText(payload,"reason",false,200);
      latch.flat=false;
      latch.durable=false;
      if(request.Has(payload,"scope"))
        {
         request.Demand(request.IsObject(scope),"scope","","must be an object");
         request.Allow(scope,"magic,symbol");
         latch.magic=request.GetInt(scope,"magic",false,WIRE_MISSING);
         string wire=request.GetText(scope,"symbol",false,32);
         if(StringLen(wire)>0 && !g_symbols.Resolve(wire,latch.symbol,reply))
            return;
        }
      if(request.Refused(reply))
         return;
      bool durable=Latch(latch);
      CJsonWriter json;
      json.OpenObject("");
      json.PutBool("latched",true);
      json.PutInt("kill_epoch",KillEpoch());
      json.CloseObject();
      reply.Success(json.Text());
      if(!durable)
         reply.Error("INTERNAL","latched in memory, but the latch could not be written to disk");
     }

   void              OnReset(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"kill_epoch,reason");
      long kill_epoch=request.GetInt(payload,"kill_epoch",true,0);
      request.GetText(payload,"reason",false,200);
      if(request.Refused(reply))
         return;
      if(IsLatched() && kill_epoch<KillEpoch())
        {
         reply.Error("STALE_EPOCH","latched with kill epoch "+IntegerToString(KillEpoch()));
         return;
        }
      if(IsLatched())
        {
         //--- the file goes last: a crash in between leaves it latched
         GlobalVariableDel(m_variable);
         GlobalVariablesFlush();
         if(!m_file.Append("{\"k\":\"reset\",\"kill_epoch\":"+IntegerToString(kill_epoch)+"}"))
           {
            SetVariable();
            reply.Error("INTERNAL","the reset could not be written to disk; still latched");
            return;
           }
         ArrayResize(m_latches,0);
         for(int i=ArraySize(m_work)-1; i>=0; i--)
            EndWork(i);
         Tell("RESET",0,0,"");
        }
      CJsonWriter json;
      json.OpenObject("");
      json.PutBool("latched",false);
      json.PutInt("kill_epoch",kill_epoch);
      json.CloseObject();
      reply.Success(json.Text());
     }

   //--- a position may have appeared after the flattening was done: a fill that was under way
   void              Wake(void)
     {
      m_next_look_ms=0;
      for(int i=0; i<ArraySize(m_latches); i++)
         m_latches[i].flat=false;
     }

   //--- sends_under_way: openings not answered yet, which may still become positions
   void              Pump(const bool sends_under_way)
     {
      if(!IsLatched() || !IsConnected() || g_clock.MonoMs()<m_next_look_ms)
         return;
      m_next_look_ms=g_clock.MonoMs()+50;
      DropFinishedWork();
      for(int i=0; i<ArraySize(m_latches); i++)
        {
         if(m_latches[i].flat || !(m_latches[i].cancel_orders || m_latches[i].close_positions))
            continue;
         if(Flatten(m_latches[i]) && !sends_under_way)
           {
            m_latches[i].flat=true;
            Tell("FLAT",0,0,"");
           }
        }
     }

   //--- the answer to one of our cancels or closes
   void              OnResult(const uint request_id,const uint retcode)
     {
      for(int i=0; i<ArraySize(m_work); i++)
        {
         if(!m_work[i].outstanding || m_work[i].request_id!=request_id)
            continue;
         m_next_look_ms=0;
         switch(VerdictOf(retcode))
           {
            case VERDICT_DONE:
               //--- gone, or a part of it: the next look tells
               m_work[i].outstanding=false;
               m_work[i].next_mono_ms=g_clock.MonoMs()+250;
               if(!m_work[i].is_order)
                  g_closing.End(m_work[i].ticket);
               break;
            case VERDICT_UNKNOWN:
               //--- it may still be carried out: keep it outstanding until KILL_ANSWER_MS
               break;
            case VERDICT_FILLING:
               if(PositionSelectByTicket(m_work[i].ticket))
                  m_work[i].filling=MathMax(g_symbols.ChooseFilling(PositionGetString(POSITION_SYMBOL),"GTC",m_work[i].filling),0);
               Failed(i,(int)retcode);
               break;
            default:
               Failed(i,(int)retcode);
               break;
           }
         return;
        }
     }
  };

CKillSwitch g_kill;

#endif
//+------------------------------------------------------------------+
