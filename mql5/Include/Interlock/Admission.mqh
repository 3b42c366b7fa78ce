//+------------------------------------------------------------------+
//| Admission.mqh - whether a command may be carried out: by whom,   |
//| in time, not known already; and its record before it is.         |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_ADMISSION_MQH
#define INTERLOCK_ADMISSION_MQH

class CAdmission
  {
protected:
   bool              m_greeted;

   //--- the command is for this start of this host, of the current writer, in time. Nothing that fails here is stored:
   //--- codes that are definitive for an order are stored by the caller
   bool              Admitted(CRequest &request,CReply &reply)
     {
      if(!m_greeted)
         reply.Error("NO_HELLO","no HELLO since this host started");
      else if(request.boot_id!=g_clock.boot_id)
         reply.Error("WRONG_BOOT","this is "+g_clock.boot_id);
      else if(!AdmitEpoch(request.epoch,reply))
         return(false);
      else if(g_clock.MonoMs()>request.deadline)
         reply.Error("DEADLINE_PASSED","deadline "+IntegerToString(request.deadline)+" passed at "+IntegerToString(g_clock.MonoMs()));
      else
         return(true);
      return(false);
     }

   bool              AdmitEpoch(const long epoch,CReply &reply)
     {
      if(epoch<g_journal.Epoch())
        {
         reply.Error("STALE_EPOCH","epoch "+IntegerToString(epoch)+" is below "+IntegerToString(g_journal.Epoch()));
         return(false);
        }
      if(!g_journal.RaiseEpoch(epoch))
        {
         reply.Error("INTERNAL","the journal cannot be written");
         return(false);
        }
      return(true);
     }

   bool              IsDefinitive(const string code) const
     {
      return(StringFind(",NO_HELLO,WRONG_BOOT,NOT_CONNECTED,BUSY,INTERNAL,NOT_FOUND,UNKNOWN,PAYLOAD_MISMATCH,BAD_REQUEST,",","+code+",")<0);
     }

   void              DemandCommand(CRequest &request,const string command_id)
     {
      request.Demand(StringLen(command_id)>0,"command_id","","is required");
      request.Demand(request.epoch!=WIRE_MISSING,"epoch","","is required");
      request.Demand(request.deadline!=WIRE_MISSING,"deadline","","is required");
      request.Demand(StringLen(request.boot_id)>0,"boot_id","","is required");
     }

   bool              CanTrade(CReply &reply) const
     {
      if(g_journal.Damaged()>0)
         reply.Error("INTERNAL","the journal has damaged lines; see the README");
      else if(!IsConnected())
         reply.Error("NOT_CONNECTED","the terminal has no connection to its trade server");
      else if(!IsTradeAllowed())
         reply.Error("TRADE_DISABLED","algorithmic trading is switched off in the terminal, for this program, or for the account");
      else if(g_trading.IsFull())
         reply.Error("BUSY",IntegerToString(g_trading.Outstanding())+" orders have not been answered yet");
      else
         return(true);
      return(false);
     }

   //--- a definitive refusal stays: the same id later must not trade
   void              StoreRefusal(SOrder &o,CReply &reply)
     {
      if(StringLen(reply.code)==0 || !IsDefinitive(reply.code))
         return;
      o.state=RESULT_REJECTED;
      o.error_code=reply.code;
      o.reason=reply.message;
      o.retcode=reply.retcode;
      if(g_journal.Add(o)<0)
         reply.Error("INTERNAL","the journal cannot be written");
     }

   void              PutLeg(CJsonWriter &json,const ulong ticket,const CReply &reply)
     {
      json.OpenObject("");
      json.PutTicket("ticket",ticket);
      json.PutText("status",reply.status);
      json.PutRaw("data",StringLen(reply.data)==0 ? "null" : reply.data);
      json.PutRaw("error",reply.ErrorJson());
      json.CloseObject();
     }

   //--- the legs of a close of many, as far as they are known
   void              ReplyMany(const int i,CReply &reply)
     {
      string tickets[];
      int count=(StringLen(g_journal.orders[i].leg_tickets)==0 ? 0 : StringSplit(g_journal.orders[i].leg_tickets,',',tickets));
      bool pending=false;
      CJsonWriter json;
      json.OpenObject("");
      json.OpenArray("results");
      for(int n=0; n<count; n++)
        {
         CReply leg;
         int at=g_journal.Find(g_journal.orders[i].client_order_id+"."+IntegerToString(n+1));
         if(at<0)
            leg.Error("NOT_FOUND","this close was not sent");
         else
            g_trading.OrderReply(at,leg);
         if(leg.status=="PENDING")
            pending=true;
         PutLeg(json,(ulong)StringToInteger(tickets[n]),leg);
        }
      json.CloseArray();
      json.CloseObject();
      if(pending)
         reply.Pending(json.Text());
      else
         reply.Success(json.Text());
     }

   //--- known id: true, and the reply says what is stored
   bool              AnswerKnown(const SOrder &o,CReply &reply)
     {
      int i=g_journal.Find(o.client_order_id);
      if(i<0)
         return(false);
      ENUM_ORDER_RESULT state=g_journal.orders[i].state;
      if(state==RESULT_FENCED && StringLen(g_journal.orders[i].payload_hash)==0)
        {
         reply.Error("FENCED","this client order id may never trade");
         reply.duplicate=true;
         return(true);
        }
      //--- a fence that could not be proved leaves no order behind
      if(state==RESULT_NOT_SENT && StringLen(g_journal.orders[i].payload_hash)==0)
         return(false);
      if(g_journal.orders[i].payload_hash!=o.payload_hash || g_journal.orders[i].action!=o.action)
        {
         reply.Error("PAYLOAD_MISMATCH","client_order_id "+o.client_order_id+" is known with another payload");
         return(true);
        }
      if(state==RESULT_NOT_SENT)
         return(false);
      g_trading.LookNow(i);
      reply.duplicate=true;
      if(o.action=="MANY")
         ReplyMany(i,reply);
      else
         g_trading.OrderReply(i,reply);
      return(true);
     }

   bool              Journal(SOrder &o,int &i,CReply &reply)
     {
      o.sent_utc_ms=g_clock.UtcMs();
      g_journal.ClearResult(o);
      o.filling=(IsMarketOrder(o.type) ? g_symbols.ChooseFilling(o.symbol,o.time_in_force,-1) : (int)ORDER_FILLING_RETURN);
      i=g_journal.Add(o);
      if(i>=0)
         return(true);
      reply.Error("INTERNAL","the journal cannot be written, nothing was sent");
      return(false);
     }

   //--- known command id: true, and the reply says what is stored
   bool              AnswerKnownCommand(const SCommand &c,CReply &reply)
     {
      int i=g_journal.FindCommand(c.command_id);
      if(i<0)
         return(false);
      if(g_journal.commands[i].action!=c.action || g_journal.commands[i].fingerprint!=c.fingerprint)
        {
         reply.Error("PAYLOAD_MISMATCH","command_id "+c.command_id+" is known with another payload");
         return(true);
        }
      if(g_journal.commands[i].code=="BUSY")
         return(false);
      reply.duplicate=true;
      g_trading.CommandReply(i,reply);
      return(true);
     }

   //--- revision key of the command, unless the revision is an old one
   bool              IsNewRevision(const string key,const long revision,const string command_id,CReply &reply) const
     {
      if(revision>g_journal.Revision(key) || (revision==g_journal.Revision(key) && g_journal.FindCommand(command_id)>=0))
         return(true);
      reply.Error("STALE_REVISION","revision "+IntegerToString(revision)+" is not above "+IntegerToString(g_journal.Revision(key)));
      return(false);
     }

public:
                     CAdmission(void) { m_greeted=false; }
   bool              IsGreeted(void) const { return(m_greeted); }
  };

#endif
//+------------------------------------------------------------------+
