//+------------------------------------------------------------------+
//| OrderTracking.mqh - what is known of each journalled order: its  |
//| deals and state as the terminal shows them, the search for it by |
//| its comment, and the telling of every change.                    |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_ORDER_TRACKING_MQH
#define INTERLOCK_ORDER_TRACKING_MQH

class COrderTracking
  {
protected:
   //--- journal indexes that are not settled
   int               m_active[];
   int               m_outstanding;

   bool              IsOpening(const int i) const { return(g_journal.orders[i].action=="OPEN"); }

   void              SetOutstanding(const int i,const bool outstanding)
     {
      if(g_journal.orders[i].outstanding==outstanding)
         return;
      g_journal.orders[i].outstanding=outstanding;
      m_outstanding+=(outstanding ? 1 : -1);
      if(outstanding)
         g_closing.Begin(g_journal.orders[i].close_ticket);
      else
         g_closing.End(g_journal.orders[i].close_ticket);
     }

   void              Activate(const int i)
     {
      for(int n=0; n<ArraySize(m_active); n++)
         if(m_active[n]==i)
            return;
      int count=ArraySize(m_active);
      ArrayResize(m_active,count+1,256);
      m_active[count]=i;
     }

   string            Signature(const int i) const
     {
      return(OrderResultName(g_journal.orders[i].state)+"|"+IntegerToString((long)g_journal.orders[i].order)+"|"+
             g_journal.orders[i].deals+"|"+DoubleToString(g_journal.orders[i].filled_volume,8)+"|"+
             IntegerToString(g_journal.orders[i].retcode)+"|"+g_journal.orders[i].reason);
     }

   //--- stores and publishes what is new about an order
   void              Settle(const int i)
     {
      string signature=Signature(i);
      if(signature==g_journal.orders[i].published)
         return;
      g_journal.orders[i].published=signature;
      if(!g_journal.Save(i))
         Print("Interlock: the result of ",g_journal.orders[i].client_order_id," could not be journalled");
      g_events.Publish("event.order",OrderResultJson(g_journal.orders[i]));
     }

   void              Refuse(const int i,const string code,const string why)
     {
      SetOutstanding(i,false);
      g_journal.orders[i].retry_at_ms=0;
      g_journal.orders[i].state=RESULT_REJECTED;
      g_journal.orders[i].error_code=code;
      g_journal.orders[i].reason=why;
     }

   //--- provably not passed on: the same id may come again
   void              MarkNotSent(const int i,const string code,const string why)
     {
      Refuse(i,code,why);
      g_journal.orders[i].state=RESULT_NOT_SENT;
     }

   void              MarkUnknown(const int i,const string why)
     {
      SetOutstanding(i,false);
      g_journal.orders[i].retry_at_ms=0;
      g_journal.orders[i].state=RESULT_UNKNOWN;
      g_journal.orders[i].reason=why;
      g_journal.orders[i].next_look_ms=0;
      Activate(i);
     }

   void              AddDeal(const int i,const ulong deal)
     {
      string text=IntegerToString((long)deal);
      string deals=g_journal.orders[i].deals;
      if(deal==0 || StringFind(","+deals+",",","+text+",")>=0)
         return;
      g_journal.orders[i].deals=(StringLen(deals)==0 ? text : deals+","+text);
     }

   //--- volume and average price from the deals the terminal can show; what it cannot show yet stays provisional
   void              SumDeals(const int i)
     {
      string deals[];
      int count=(StringLen(g_journal.orders[i].deals)==0 ? 0 : StringSplit(g_journal.orders[i].deals,',',deals));
      double volume=0;
      double amount=0;
      for(int n=0; n<count; n++)
        {
         ulong deal=(ulong)StringToInteger(deals[n]);
         if(!HistoryDealSelect(deal))
            continue;
         volume+=HistoryDealGetDouble(deal,DEAL_VOLUME);
         amount+=HistoryDealGetDouble(deal,DEAL_VOLUME)*HistoryDealGetDouble(deal,DEAL_PRICE);
         g_journal.orders[i].position=(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID);
        }
      if(volume<=0 || volume<g_journal.orders[i].filled_volume-0.00000001)
         return;
      g_journal.orders[i].filled_volume=NormalizeDouble(volume,8);
      g_journal.orders[i].filled_price=NormalizeDouble(amount/volume,8);
     }

   bool              IsFilled(const int i) const
     {
      return(g_journal.orders[i].filled_volume>=g_journal.orders[i].volume-0.00000001);
     }

   //--- the state as the terminal knows it, once the order number is known
   void              Refresh(const int i)
     {
      SumDeals(i);
      ulong order=g_journal.orders[i].order;
      if(order==0)
         return;
      bool working=OrderSelect(order);
      if(!working && !HistoryOrderSelect(order))
        {
         //--- the terminal shows neither the order nor its end yet; deals of its whole volume are proof enough
         if(IsFilled(i))
           {
            g_journal.orders[i].state=RESULT_FILLED;
            g_journal.orders[i].error_code="";
            g_journal.orders[i].reason="";
           }
         return;
        }
      double left=(working ? OrderGetDouble(ORDER_VOLUME_CURRENT) : HistoryOrderGetDouble(order,ORDER_VOLUME_CURRENT));
      ENUM_ORDER_STATE state=(ENUM_ORDER_STATE)(working ? OrderGetInteger(ORDER_STATE) : HistoryOrderGetInteger(order,ORDER_STATE));
      //--- the order may have ended before its deals are told: then they are looked up, and without them nothing is concluded
      if(!HasDeals(i,left))
         ScanDeals(i);
      bool complete=HasDeals(i,left);
      bool any=(g_journal.orders[i].filled_volume>0);
      if(working)
        {
         if(any)
            g_journal.orders[i].state=RESULT_PARTIALLY_FILLED;
         else
            g_journal.orders[i].state=(IsMarketOrder(g_journal.orders[i].type) ? RESULT_PENDING : RESULT_PLACED);
         return;
        }
      if(!complete)
        {
         Activate(i);
         return;
        }
      g_journal.orders[i].error_code="";
      g_journal.orders[i].reason=(any ? "the rest was not filled" : "");
      if(IsFilled(i))
        {
         g_journal.orders[i].state=RESULT_FILLED;
         g_journal.orders[i].reason="";
        }
      else if(state==ORDER_STATE_REJECTED && !any)
        {
         g_journal.orders[i].state=RESULT_REJECTED;
         g_journal.orders[i].error_code="REJECTED";
         g_journal.orders[i].reason="rejected by the trade server";
        }
      else
         g_journal.orders[i].state=(state==ORDER_STATE_EXPIRED ? RESULT_EXPIRED : RESULT_CANCELED);
     }

   //--- what is known to be filled accounts for all that the order no longer wants
   bool              HasDeals(const int i,const double left) const
     {
      return(g_journal.orders[i].filled_volume>=g_journal.orders[i].volume-left-0.00000001);
     }

   bool              SelectHistory(const int i) const
     {
      long from=g_journal.orders[i].sent_utc_ms-3600000;
      return(HistorySelect(g_clock.UtcMsToServer(from>0 ? from : 0),TimeTradeServer()+86400));
     }

   //--- deals of a known order the event stream has not brought
   void              ScanDeals(const int i)
     {
      if(!SelectHistory(i))
         return;
      int total=HistoryDealsTotal();
      for(int n=0; n<total; n++)
        {
         ulong deal=HistoryDealGetTicket(n);
         if((ulong)HistoryDealGetInteger(deal,DEAL_ORDER)==g_journal.orders[i].order)
            AddDeal(i,deal);
        }
      SumDeals(i);
     }

   //--- brokers cut comments and add to them
   bool              CommentNames(const string comment,const string client_order_id) const
     {
      if(StringLen(comment)==0)
         return(false);
      if(StringFind(client_order_id,".")<0 && StringFind(comment,client_order_id+".")==0)
         return(false);
      if(StringFind(comment,client_order_id)==0)
         return(StringLen(client_order_id)>=16 || comment==client_order_id);
      return(StringLen(comment)>=16 && StringFind(client_order_id,comment)==0);
     }

   //--- could be this order under a comment the broker replaced
   bool              CouldBe(const int i,const ulong order,const string symbol,const long magic,const double volume,const string comment) const
     {
      return(g_journal.FindByOrder(order)<0 && !LooksLikeClientOrderId(comment) && symbol==g_journal.orders[i].symbol &&
             magic==g_journal.orders[i].magic && MathAbs(volume-g_journal.orders[i].volume)<0.00000001);
     }

   //--- looks for the order by its comment: working orders, then history. ambiguous: something there could be it
   bool              Search(const int i,bool &complete,bool &ambiguous)
     {
      complete=IsConnected();
      ambiguous=false;
      string id=g_journal.orders[i].client_order_id;
      ulong found=0;
      for(int n=OrdersTotal()-1; n>=0 && found==0; n--)
        {
         ulong order=OrderGetTicket(n);
         string comment=OrderGetString(ORDER_COMMENT);
         if(order!=0 && CommentNames(comment,id))
            found=order;
         else if(order!=0 && CouldBe(i,order,OrderGetString(ORDER_SYMBOL),OrderGetInteger(ORDER_MAGIC),OrderGetDouble(ORDER_VOLUME_INITIAL),comment))
            ambiguous=true;
        }
      if(!SelectHistory(i))
        {
         complete=false;
         return(found!=0 && Adopt(i,found));
        }
      for(int n=HistoryOrdersTotal()-1; n>=0 && found==0; n--)
        {
         ulong order=HistoryOrderGetTicket(n);
         string comment=HistoryOrderGetString(order,ORDER_COMMENT);
         if(CommentNames(comment,id))
            found=order;
         else if(CouldBe(i,order,HistoryOrderGetString(order,ORDER_SYMBOL),HistoryOrderGetInteger(order,ORDER_MAGIC),
                         HistoryOrderGetDouble(order,ORDER_VOLUME_INITIAL),comment) &&
                 g_clock.ServerToUtcMs(HistoryOrderGetInteger(order,ORDER_TIME_SETUP_MSC))>=g_journal.orders[i].sent_utc_ms-2000)
            ambiguous=true;
        }
      for(int n=HistoryDealsTotal()-1; n>=0 && found==0; n--)
        {
         ulong deal=HistoryDealGetTicket(n);
         if(CommentNames(HistoryDealGetString(deal,DEAL_COMMENT),id))
            found=(ulong)HistoryDealGetInteger(deal,DEAL_ORDER);
        }
      return(found!=0 && Adopt(i,found));
     }

   bool              Adopt(const int i,const ulong order)
     {
      //--- an answer may still be on its way: whether one is awaited stays as it is
      g_journal.orders[i].order=order;
      g_journal.orders[i].retry_at_ms=0;
      if(g_journal.orders[i].state==RESULT_FENCED || g_journal.orders[i].state==RESULT_REJECTED)
        {
         Print("Interlock: ALARM, ",g_journal.orders[i].client_order_id," was ",OrderResultName(g_journal.orders[i].state),
               " and has now been found as order ",IntegerToString((long)order));
         g_journal.orders[i].state=RESULT_UNKNOWN;
        }
      g_journal.orders[i].error_code="";
      ScanDeals(i);
      Refresh(i);
      Activate(i);
      Settle(i);
      return(true);
     }

   //--- the journal's order behind a server order; -1: not ours
   int               OwnerOf(const ulong order)
     {
      int i=g_journal.FindByOrder(order);
      if(i>=0 || order==0)
         return(i);
      string comment="";
      if(OrderSelect(order))
         comment=OrderGetString(ORDER_COMMENT);
      else if(HistoryOrderSelect(order))
         comment=HistoryOrderGetString(order,ORDER_COMMENT);
      return(g_journal.Find(comment));
     }

public:
                     COrderTracking(void) { m_outstanding=0; }
   //--- orders passed on and not answered yet
   int               Outstanding(void) const { return(m_outstanding); }

   //--- the reply that tells what is known of order i
   void              OrderReply(const int i,CReply &reply) const
     {
      ENUM_ORDER_RESULT state=g_journal.orders[i].state;
      string data=OrderResultJson(g_journal.orders[i]);
      string code=g_journal.orders[i].error_code;
      if(state==RESULT_PENDING)
         reply.Pending(data);
      else
         reply.Success(data);
      if(state==RESULT_REJECTED || state==RESULT_NOT_SENT)
        {
         reply.Error(StringLen(code)==0 ? "REJECTED" : code,g_journal.orders[i].reason);
         reply.retcode=g_journal.orders[i].retcode;
        }
      else if(state==RESULT_UNKNOWN)
        {
         reply.Error("UNKNOWN","the result is not known yet: "+g_journal.orders[i].reason);
         reply.retcode=g_journal.orders[i].retcode;
        }
      else if(state==RESULT_FENCED)
         reply.Error("FENCED","this client order id may never trade");
     }

   //--- an order result for any order of the account; false: the terminal does not know it
   bool              Describe(const ulong order,SOrder &o)
     {
      int i=OwnerOf(order);
      if(i>=0)
        {
         ScanDeals(i);
         Refresh(i);
         o=g_journal.orders[i];
         return(true);
        }
      g_journal.ClearOrder(o);
      o.order=order;
      if(OrderSelect(order))
        {
         o.symbol=OrderGetString(ORDER_SYMBOL);
         o.type=(ENUM_ORDER_TYPE)OrderGetInteger(ORDER_TYPE);
         o.magic=OrderGetInteger(ORDER_MAGIC);
         o.volume=OrderGetDouble(ORDER_VOLUME_INITIAL);
         o.filled_volume=o.volume-OrderGetDouble(ORDER_VOLUME_CURRENT);
         o.state=(o.filled_volume>0 ? RESULT_PARTIALLY_FILLED : RESULT_PLACED);
         return(true);
        }
      if(!HistoryOrderSelect(order))
         return(false);
      o.symbol=HistoryOrderGetString(order,ORDER_SYMBOL);
      o.type=(ENUM_ORDER_TYPE)HistoryOrderGetInteger(order,ORDER_TYPE);
      o.magic=HistoryOrderGetInteger(order,ORDER_MAGIC);
      o.volume=HistoryOrderGetDouble(order,ORDER_VOLUME_INITIAL);
      o.filled_volume=o.volume-HistoryOrderGetDouble(order,ORDER_VOLUME_CURRENT);
      o.filled_price=HistoryOrderGetDouble(order,ORDER_PRICE_CURRENT);
      o.position=(ulong)HistoryOrderGetInteger(order,ORDER_POSITION_ID);
      long state=HistoryOrderGetInteger(order,ORDER_STATE);
      o.state=RESULT_CANCELED;
      if(state==(long)ORDER_STATE_FILLED)
         o.state=RESULT_FILLED;
      if(state==(long)ORDER_STATE_REJECTED)
         o.state=RESULT_REJECTED;
      if(state==(long)ORDER_STATE_EXPIRED)
         o.state=RESULT_EXPIRED;
      return(true);
     }
  };

#endif
//+------------------------------------------------------------------+
