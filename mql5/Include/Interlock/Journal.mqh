//+------------------------------------------------------------------+
//| Journal.mqh - what this host was asked to do and what became of  |
//| it, on disk before anything leaves for the trade server.         |
//| Every record is a whole snapshot; the last one of an id counts.  |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_JOURNAL_MQH
#define INTERLOCK_JOURNAL_MQH

#define JOURNAL_COMPACT_BYTES 16777216

//--- NOT_SENT never shows on the wire: journalled, then provably not passed on; the same id may be sent again
enum ENUM_ORDER_RESULT
  {
   RESULT_PENDING,
   RESULT_PLACED,
   RESULT_PARTIALLY_FILLED,
   RESULT_FILLED,
   RESULT_CANCELED,
   RESULT_REJECTED,
   RESULT_EXPIRED,
   RESULT_FENCED,
   RESULT_UNKNOWN,
   RESULT_NOT_SENT
  };

string OrderResultName(const ENUM_ORDER_RESULT state)
  {
   switch(state)
     {
      case RESULT_PENDING:
         return("PENDING");
      case RESULT_PLACED:
         return("PLACED");
      case RESULT_PARTIALLY_FILLED:
         return("PARTIALLY_FILLED");
      case RESULT_FILLED:
         return("FILLED");
      case RESULT_CANCELED:
         return("CANCELED");
      case RESULT_REJECTED:
         return("REJECTED");
      case RESULT_EXPIRED:
         return("EXPIRED");
      case RESULT_FENCED:
         return("FENCED");
      case RESULT_NOT_SENT:
         return("NOT_SENT");
      default:
         return("UNKNOWN");
     }
  }

ENUM_ORDER_RESULT OrderResultOf(const string name)
  {
   for(int i=(int)RESULT_PENDING; i<=(int)RESULT_NOT_SENT; i++)
      if(OrderResultName((ENUM_ORDER_RESULT)i)==name)
         return((ENUM_ORDER_RESULT)i);
   return(RESULT_UNKNOWN);
  }

//--- nothing more will happen to the order
bool IsFinal(const ENUM_ORDER_RESULT state)
  {
   return(state==RESULT_FILLED || state==RESULT_CANCELED || state==RESULT_REJECTED || state==RESULT_EXPIRED || state==RESULT_FENCED);
  }

//+------------------------------------------------------------------+
//| One order this host was asked for: an opening, a close, or one   |
//| leg of a close of many.                                          |
//+------------------------------------------------------------------+
struct SOrder
  {
   string            client_order_id;
   string            command_id;
   //--- OPEN, CLOSE, or MANY: its legs are client_order_id.1, .2, …
   string            action;
   string            payload_hash;
   long              epoch;
   long              deadline;
   long              utc_deadline_ms;
   string            symbol;
   ENUM_ORDER_TYPE   type;
   string            time_in_force;
   double            volume;
   double            price;
   double            stop_price;
   double            stop_loss;
   double            take_profit;
   long              expires_at;
   long              deviation_points;
   long              magic;
   ulong             close_ticket;
   string            leg_tickets;
   long              sent_utc_ms;

   ENUM_ORDER_RESULT state;
   ulong             order;
   ulong             position;
   string            deals;
   double            filled_volume;
   double            filled_price;
   double            bid;
   double            ask;
   int               retcode;
   string            reason;
   string            error_code;

   //--- below: this run only, not in the journal
   bool              outstanding;
   uint              request_id;
   long              sent_mono_ms;
   int               attempts;
   int               filling;
   bool              filling_changed;
   long              retry_at_ms;
   long              next_look_ms;
   string            published;
  };

//+------------------------------------------------------------------+
//| One modify or cancel.                                            |
//+------------------------------------------------------------------+
struct SCommand
  {
   string            command_id;
   string            action;
   string            fingerprint;
   ulong             target;
   //--- empty: no result yet
   string            status;
   string            code;
   string            message;
   int               retcode;

   bool              outstanding;
   uint              request_id;
   long              sent_mono_ms;
  };

//+------------------------------------------------------------------+
//| Text to number, open addressing; nothing is ever removed.        |
//+------------------------------------------------------------------+
class CTextIndex
  {
private:
   string            m_keys[];
   int               m_values[];
   int               m_slots;
   int               m_used;

   int               Slot(const string key) const
     {
      uint hash=2166136261;
      int length=StringLen(key);
      for(int i=0; i<length; i++)
        {
         hash^=StringGetCharacter(key,i);
         hash*=16777619;
        }
      int slot=(int)(hash%(uint)m_slots);
      while(StringLen(m_keys[slot])>0 && m_keys[slot]!=key)
         slot=(slot+1)%m_slots;
      return(slot);
     }

   void              Grow(void)
     {
      string keys[];
      int values[];
      int slots=m_slots;
      if(slots>0)
        {
         ArrayCopy(keys,m_keys);
         ArrayCopy(values,m_values);
        }
      m_slots=(slots==0 ? 1024 : slots*2);
      m_used=0;
      ArrayResize(m_keys,m_slots);
      ArrayResize(m_values,m_slots);
      for(int i=0; i<m_slots; i++)
         m_keys[i]="";
      for(int i=0; i<slots; i++)
         if(StringLen(keys[i])>0)
            Put(keys[i],values[i]);
     }

public:
                     CTextIndex(void) { m_slots=0; m_used=0; }

   void              Put(const string key,const int number)
     {
      if(m_used*2>=m_slots)
         Grow();
      int slot=Slot(key);
      if(StringLen(m_keys[slot])==0)
        {
         m_keys[slot]=key;
         m_used++;
        }
      m_values[slot]=number;
     }

   int               Find(const string key) const
     {
      if(m_slots==0 || StringLen(key)==0)
         return(-1);
      int slot=Slot(key);
      return(StringLen(m_keys[slot])==0 ? -1 : m_values[slot]);
     }
  };

//+------------------------------------------------------------------+
//| The journal: tables in memory, each change appended and flushed. |
//| Orders and commands are known by their index, which is stable    |
//| for the run.                                                     |
//+------------------------------------------------------------------+
class CJournal
  {
private:
   CLineFile         m_file;
   CTextIndex        m_by_client_id;
   CTextIndex        m_by_order;
   CTextIndex        m_by_command;
   CTextIndex        m_revision_index;
   string            m_revision_key[];
   long              m_revision[];
   long              m_epoch;
   long              m_boots;
   int               m_damaged;

   string            OrderJson(const SOrder &o) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("k","order");
      json.PutText("client_order_id",o.client_order_id);
      json.PutText("command_id",o.command_id);
      json.PutText("action",o.action);
      json.PutText("payload_hash",o.payload_hash);
      json.PutInt("epoch",o.epoch);
      json.PutText("symbol",o.symbol);
      json.PutInt("type",(long)o.type);
      json.PutText("time_in_force",o.time_in_force);
      json.PutDecimal("volume",o.volume,8);
      json.PutDecimal("price",o.price,8);
      json.PutDecimal("stop_price",o.stop_price,8);
      json.PutDecimal("stop_loss",o.stop_loss,8);
      json.PutDecimal("take_profit",o.take_profit,8);
      json.PutInt("expires_at",o.expires_at);
      json.PutInt("deviation_points",o.deviation_points);
      json.PutInt("magic",o.magic);
      json.PutInt("close_ticket",(long)o.close_ticket);
      json.PutText("leg_tickets",o.leg_tickets);
      json.PutInt("sent_utc_ms",o.sent_utc_ms);
      json.PutText("state",OrderResultName(o.state));
      json.PutInt("order",(long)o.order);
      json.PutInt("position",(long)o.position);
      json.PutText("deals",o.deals);
      json.PutDecimal("filled_volume",o.filled_volume,8);
      json.PutDecimal("filled_price",o.filled_price,8);
      json.PutDecimal("bid",o.bid,8);
      json.PutDecimal("ask",o.ask,8);
      json.PutInt("retcode",o.retcode);
      json.PutText("reason",o.reason);
      json.PutText("error_code",o.error_code);
      json.CloseObject();
      return(json.Text());
     }

   void              ReadOrder(const CJson &line)
     {
      SOrder o;
      ClearOrder(o);
      o.client_order_id=line.Field(0,"client_order_id");
      o.command_id=line.Field(0,"command_id");
      o.action=line.Field(0,"action");
      o.payload_hash=line.Field(0,"payload_hash");
      o.epoch=StringToInteger(line.Field(0,"epoch"));
      o.symbol=line.Field(0,"symbol");
      o.type=(ENUM_ORDER_TYPE)StringToInteger(line.Field(0,"type"));
      o.time_in_force=line.Field(0,"time_in_force");
      o.volume=StringToDouble(line.Field(0,"volume"));
      o.price=StringToDouble(line.Field(0,"price"));
      o.stop_price=StringToDouble(line.Field(0,"stop_price"));
      o.stop_loss=StringToDouble(line.Field(0,"stop_loss"));
      o.take_profit=StringToDouble(line.Field(0,"take_profit"));
      o.expires_at=StringToInteger(line.Field(0,"expires_at"));
      o.deviation_points=StringToInteger(line.Field(0,"deviation_points"));
      o.magic=StringToInteger(line.Field(0,"magic"));
      o.close_ticket=(ulong)StringToInteger(line.Field(0,"close_ticket"));
      o.leg_tickets=line.Field(0,"leg_tickets");
      o.sent_utc_ms=StringToInteger(line.Field(0,"sent_utc_ms"));
      o.state=OrderResultOf(line.Field(0,"state"));
      o.order=(ulong)StringToInteger(line.Field(0,"order"));
      o.position=(ulong)StringToInteger(line.Field(0,"position"));
      o.deals=line.Field(0,"deals");
      o.filled_volume=StringToDouble(line.Field(0,"filled_volume"));
      o.filled_price=StringToDouble(line.Field(0,"filled_price"));
      o.bid=StringToDouble(line.Field(0,"bid"));
      o.ask=StringToDouble(line.Field(0,"ask"));
      o.retcode=(int)StringToInteger(line.Field(0,"retcode"));
      o.reason=line.Field(0,"reason");
      o.error_code=line.Field(0,"error_code");
      int i=Find(o.client_order_id);
      if(i<0)
         Insert(o);
      else
        {
         orders[i]=o;
         Index(i);
        }
     }

   void              Index(const int i)
     {
      m_by_client_id.Put(orders[i].client_order_id,i);
      if(orders[i].order!=0)
         m_by_order.Put(IntegerToString((long)orders[i].order),i);
     }

   int               Insert(const SOrder &o)
     {
      ArrayResize(orders,order_count+1,1024);
      orders[order_count]=o;
      order_count++;
      Index(order_count-1);
      return(order_count-1);
     }

   string            CommandJson(const SCommand &c) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("k","command");
      json.PutText("command_id",c.command_id);
      json.PutText("action",c.action);
      json.PutText("fingerprint",c.fingerprint);
      json.PutInt("target",(long)c.target);
      json.PutText("status",c.status);
      json.PutText("code",c.code);
      json.PutText("message",c.message);
      json.PutInt("retcode",c.retcode);
      json.CloseObject();
      return(json.Text());
     }

   int               InsertCommand(const SCommand &c)
     {
      ArrayResize(commands,command_count+1,256);
      commands[command_count]=c;
      m_by_command.Put(c.command_id,command_count);
      command_count++;
      return(command_count-1);
     }

   void              ReadCommand(const CJson &line)
     {
      SCommand c;
      ClearCommand(c);
      c.command_id=line.Field(0,"command_id");
      c.action=line.Field(0,"action");
      c.fingerprint=line.Field(0,"fingerprint");
      c.target=(ulong)StringToInteger(line.Field(0,"target"));
      c.status=line.Field(0,"status");
      c.code=line.Field(0,"code");
      c.message=line.Field(0,"message");
      c.retcode=(int)StringToInteger(line.Field(0,"retcode"));
      int i=FindCommand(c.command_id);
      if(i<0)
         InsertCommand(c);
      else
         commands[i]=c;
     }

   string            NumberJson(const string kind,const string key,const long number) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("k",kind);
      json.PutText("key",key);
      json.PutInt("n",number);
      json.CloseObject();
      return(json.Text());
     }

   void              NoteRevision(const string key,const long revision)
     {
      int i=m_revision_index.Find(key);
      if(i<0)
        {
         i=ArraySize(m_revision);
         ArrayResize(m_revision,i+1,256);
         ArrayResize(m_revision_key,i+1,256);
         m_revision_key[i]=key;
         m_revision_index.Put(key,i);
        }
      m_revision[i]=revision;
     }

   void              ReadLine(const CJson &line)
     {
      string kind=line.Field(0,"k");
      long number=StringToInteger(line.Field(0,"n"));
      if(kind=="order")
         ReadOrder(line);
      else if(kind=="command")
         ReadCommand(line);
      else if(kind=="revision")
         NoteRevision(line.Field(0,"key"),number);
      else if(kind=="epoch" && number>m_epoch)
         m_epoch=number;
      else if(kind=="boot" && number>m_boots)
         m_boots=number;
     }

   //--- one snapshot per id instead of every step of it; ids are never forgotten
   bool              Compact(const string name)
     {
      FileDelete(name+".new");
      CLineFile fresh;
      if(!fresh.Open(name+".new"))
         return(false);
      bool written=fresh.Append(NumberJson("epoch","",m_epoch)) && fresh.Append(NumberJson("boot","",m_boots));
      for(int i=0; i<order_count && written; i++)
         written=fresh.Append(OrderJson(orders[i]));
      for(int i=0; i<command_count && written; i++)
         written=fresh.Append(CommandJson(commands[i]));
      for(int i=0; i<ArraySize(m_revision) && written; i++)
         written=fresh.Append(NumberJson("revision",m_revision_key[i],m_revision[i]));
      fresh.Close();
      if(!written)
         return(false);
      return(m_file.ReplaceWith(name+".new") && m_file.Open(name));
     }

public:
   SOrder            orders[];
   int               order_count;
   SCommand          commands[];
   int               command_count;

                     CJournal(void) { order_count=0; command_count=0; m_epoch=0; m_boots=0; m_damaged=0; }
   int               Damaged(void) const { return(m_damaged); }
   long              Epoch(void) const { return(m_epoch); }
   long              Boots(void) const { return(m_boots); }

   void              ClearOrder(SOrder &o) const
     {
      o.client_order_id="";
      o.command_id="";
      o.action="";
      o.payload_hash="";
      o.epoch=0;
      o.deadline=0;
      o.utc_deadline_ms=0;
      o.symbol="";
      o.type=ORDER_TYPE_BUY;
      o.time_in_force="GTC";
      o.volume=0;
      o.price=0;
      o.stop_price=0;
      o.stop_loss=0;
      o.take_profit=0;
      o.expires_at=0;
      o.deviation_points=WIRE_MISSING;
      o.magic=0;
      o.close_ticket=0;
      o.leg_tickets="";
      o.sent_utc_ms=0;
      ClearResult(o);
     }

   void              ClearResult(SOrder &o) const
     {
      o.state=RESULT_PENDING;
      o.order=0;
      o.position=0;
      o.deals="";
      o.filled_volume=0;
      o.filled_price=0;
      o.bid=0;
      o.ask=0;
      o.retcode=0;
      o.reason="";
      o.error_code="";
      o.outstanding=false;
      o.request_id=0;
      o.sent_mono_ms=0;
      o.attempts=0;
      o.filling=-1;
      o.filling_changed=false;
      o.retry_at_ms=0;
      o.next_look_ms=0;
      o.published="";
     }

   void              ClearCommand(SCommand &c) const
     {
      c.command_id="";
      c.action="";
      c.fingerprint="";
      c.target=0;
      c.status="";
      c.code="";
      c.message="";
      c.retcode=0;
      c.outstanding=false;
      c.request_id=0;
      c.sent_mono_ms=0;
     }

   //--- reads everything and counts this start; false: the file cannot be used, nothing may trade
   bool              Open(const string name)
     {
      //--- died while the compacted journal took the old one's place
      if(!FileIsExist(name) && FileIsExist(name+".new") && !FileMove(name+".new",0,name,0))
         return(false);
      if(!m_file.Open(name))
         return(false);
      int size=m_file.Size();
      CJson line;
      while(m_file.Next(line))
         ReadLine(line);
      m_damaged=m_file.Damaged();
      if(size>JOURNAL_COMPACT_BYTES && m_damaged==0 && !Compact(name))
         return(false);
      //--- what had no result when the last run ended is not known, whatever the last snapshot says
      for(int i=0; i<order_count; i++)
         if(orders[i].state==RESULT_PENDING && orders[i].action!="MANY")
            orders[i].state=RESULT_UNKNOWN;
      m_boots++;
      return(m_file.Append(NumberJson("boot","",m_boots)));
     }

   void              Close(void) { m_file.Close(); }

   int               Find(const string client_order_id) const { return(m_by_client_id.Find(client_order_id)); }
   int               FindByOrder(const ulong order) const { return(m_by_order.Find(IntegerToString((long)order))); }
   int               FindCommand(const string command_id) const { return(m_by_command.Find(command_id)); }

   //--- new or again; -1: not on disk, so it must not be carried out
   int               Add(const SOrder &o)
     {
      if(!m_file.Append(OrderJson(o)))
         return(-1);
      int i=Find(o.client_order_id);
      if(i<0)
         return(Insert(o));
      orders[i]=o;
      Index(i);
      return(i);
     }

   bool              Save(const int i)
     {
      Index(i);
      return(m_file.Append(OrderJson(orders[i])));
     }

   int               AddCommand(const SCommand &c)
     {
      if(!m_file.Append(CommandJson(c)))
         return(-1);
      return(InsertCommand(c));
     }

   bool              SaveCommand(const int i) { return(m_file.Append(CommandJson(commands[i]))); }

   bool              RaiseEpoch(const long epoch)
     {
      if(epoch<=m_epoch)
         return(true);
      if(!m_file.Append(NumberJson("epoch","",epoch)))
         return(false);
      m_epoch=epoch;
      return(true);
     }

   long              Revision(const string key) const
     {
      int i=m_revision_index.Find(key);
      return(i<0 ? -1 : m_revision[i]);
     }

   bool              SetRevision(const string key,const long revision)
     {
      if(!m_file.Append(NumberJson("revision",key,revision)))
         return(false);
      NoteRevision(key,revision);
      return(true);
     }
  };

CJournal g_journal;

#endif
//+------------------------------------------------------------------+
