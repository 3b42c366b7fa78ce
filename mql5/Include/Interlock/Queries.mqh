//+------------------------------------------------------------------+
//| Queries.mqh - the actions that only look.                        |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_QUERIES_MQH
#define INTERLOCK_QUERIES_MQH

//+------------------------------------------------------------------+
//| A list cut into pages of WIRE_PAGE_ROWS.                         |
//+------------------------------------------------------------------+
class CPage
  {
private:
   CJsonWriter       m_json;
   long              m_page;
   long              m_rows;
public:
   void              Begin(const string name,const long page)
     {
      m_page=page;
      m_rows=0;
      m_json.Clear();
      m_json.OpenObject("");
      m_json.OpenArray(name);
     }

   //--- counts a row; true: it belongs to the page asked for and should be added
   bool              Wants(void)
     {
      m_rows++;
      return((m_rows-1)/WIRE_PAGE_ROWS==m_page);
     }

   void              Add(const string json) { m_json.PutRaw("",json); }

   string            End(void)
     {
      m_json.CloseArray();
      m_json.PutInt("page",m_page);
      m_json.PutInt("pages",m_rows==0 ? 1 : (m_rows+WIRE_PAGE_ROWS-1)/WIRE_PAGE_ROWS);
      m_json.CloseObject();
      return(m_json.Text());
     }
  };

class CQueries
  {
private:
   string            m_booked[];

   void              Subscribe(const string host)
     {
      int count=ArraySize(m_booked);
      for(int i=0; i<count; i++)
         if(m_booked[i]==host)
            return;
      if(!MarketBookAdd(host))
         return;
      ArrayResize(m_booked,count+1,16);
      m_booked[count]=host;
     }

   void              PutLevels(CJsonWriter &json,const string name,const string host,const MqlBookInfo &levels[],const bool bids,const long depth)
     {
      int digits=g_symbols.Digits(host);
      int volume_digits=g_symbols.VolumeDigits(host);
      int total=ArraySize(levels);
      long put=0;
      json.OpenArray(name);
      //--- the terminal sorts by falling price: the best bid is the first one, the best ask the last
      for(int n=0; n<total && put<depth; n++)
        {
         int i=(bids ? n : total-1-n);
         bool is_bid=(levels[i].type==BOOK_TYPE_BUY || levels[i].type==BOOK_TYPE_BUY_MARKET);
         if(is_bid!=bids)
            continue;
         json.OpenObject("");
         json.PutDecimal("price",levels[i].price,digits);
         json.PutDecimal("volume",levels[i].volume_real>0 ? levels[i].volume_real : (double)levels[i].volume,volume_digits);
         json.CloseObject();
         put++;
        }
      json.CloseArray();
     }

   bool              SelectSymbol(CRequest &request,string &host,CReply &reply)
     {
      string wire=request.GetText(request.Payload(),"symbol",true,32);
      return(!request.Refused(reply) && g_symbols.Resolve(wire,host,reply));
     }

public:
   void              Account(CRequest &request,CReply &reply)
     {
      request.Allow(request.Payload(),"");
      if(!request.Refused(reply))
         reply.Success(AccountJson());
     }

   void              Positions(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"symbol,magic,page");
      string wire=request.GetText(payload,"symbol",false,32);
      long magic=request.GetInt(payload,"magic",false,WIRE_MISSING);
      long page=request.GetInt(payload,"page",false,0);
      string host="";
      if(request.Refused(reply) || (StringLen(wire)>0 && !g_symbols.Resolve(wire,host,reply)))
         return;
      CPage list;
      list.Begin("positions",page);
      for(int n=0; n<PositionsTotal(); n++)
        {
         if(PositionGetTicket(n)==0 || (magic!=WIRE_MISSING && PositionGetInteger(POSITION_MAGIC)!=magic))
            continue;
         if((StringLen(host)==0 || PositionGetString(POSITION_SYMBOL)==host) && list.Wants())
            list.Add(PositionJson(""));
        }
      reply.Success(list.End());
     }

   void              Orders(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"symbol,magic,page");
      string wire=request.GetText(payload,"symbol",false,32);
      long magic=request.GetInt(payload,"magic",false,WIRE_MISSING);
      long page=request.GetInt(payload,"page",false,0);
      string host="";
      if(request.Refused(reply) || (StringLen(wire)>0 && !g_symbols.Resolve(wire,host,reply)))
         return;
      CPage list;
      list.Begin("orders",page);
      for(int n=0; n<OrdersTotal(); n++)
        {
         ulong order=OrderGetTicket(n);
         if(order==0 || (magic!=WIRE_MISSING && OrderGetInteger(ORDER_MAGIC)!=magic))
            continue;
         if((StringLen(host)==0 || OrderGetString(ORDER_SYMBOL)==host) && list.Wants())
            list.Add(WorkingOrderJson(order));
        }
      reply.Success(list.End());
     }

   void              Deals(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"since_msc,until_msc,page");
      long since=request.GetInt(payload,"since_msc",true,0);
      long until=request.GetInt(payload,"until_msc",false,g_clock.UtcMs()+86400000);
      long page=request.GetInt(payload,"page",false,0);
      if(request.Refused(reply))
         return;
      long offset=g_clock.ServerOffsetMs();
      if(!HistorySelect((datetime)(MathMax(0,since+offset)/1000),(datetime)((until+offset)/1000+1)))
        {
         reply.Error("NOT_CONNECTED","the terminal cannot load its history");
         return;
        }
      //--- describing a deal selects it, which would change the list under the loop
      ulong deals[];
      int count=0;
      for(int n=0; n<HistoryDealsTotal(); n++)
        {
         ulong deal=HistoryDealGetTicket(n);
         long time_msc=g_clock.ServerToUtcMs(HistoryDealGetInteger(deal,DEAL_TIME_MSC));
         if(deal==0 || !IsTradeDeal(deal) || time_msc<since || time_msc>until)
            continue;
         ArrayResize(deals,count+1,1024);
         deals[count]=deal;
         count++;
        }
      CPage list;
      list.Begin("deals",page);
      for(int n=0; n<count; n++)
         if(list.Wants() && HistoryDealSelect(deals[n]))
            list.Add(DealJson(deals[n]));
      reply.Success(list.End());
     }

   void              Quotes(CRequest &request,CReply &reply)
     {
      request.Allow(request.Payload(),"symbols");
      string symbols[];
      int count=request.GetTexts(request.Payload(),"symbols",symbols);
      if(request.Refused(reply))
         return;
      CJsonWriter json;
      json.OpenObject("");
      json.OpenArray("quotes");
      for(int i=0; i<count; i++)
        {
         string host="";
         MqlTick tick;
         if(!g_symbols.Resolve(symbols[i],host,reply))
            return;
         if(!SymbolInfoTick(host,tick))
            continue;
         int digits=g_symbols.Digits(host);
         json.OpenObject("");
         json.PutText("symbol",symbols[i]);
         json.PutDecimal("bid",tick.bid,digits);
         json.PutDecimal("ask",tick.ask,digits);
         json.PutDecimal("last",tick.last,digits);
         json.PutInt("time_msc",g_clock.ServerToUtcMs(tick.time_msc));
         json.CloseObject();
        }
      json.CloseArray();
      json.CloseObject();
      reply.Success(json.Text());
     }

   void              Book(CRequest &request,CReply &reply)
     {
      request.Allow(request.Payload(),"symbol,depth");
      long depth=request.GetInt(request.Payload(),"depth",false,10);
      string host="";
      if(!SelectSymbol(request,host,reply))
         return;
      Subscribe(host);
      MqlBookInfo levels[];
      if(!MarketBookGet(host,levels))
         ArrayResize(levels,0);
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("symbol",host);
      PutLevels(json,"bids",host,levels,true,depth);
      PutLevels(json,"asks",host,levels,false,depth);
      json.CloseObject();
      reply.Success(json.Text());
     }

   void              Symbols(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"symbol,symbols,page");
      long page=request.GetInt(payload,"page",false,0);
      string symbols[];
      int count=1;
      request.Demand(request.Has(payload,"symbol")!=request.Has(payload,"symbols"),"symbol","","exactly one of symbol and symbols is required");
      if(request.Has(payload,"symbols"))
         count=request.GetTexts(payload,"symbols",symbols);
      else
        {
         ArrayResize(symbols,1);
         symbols[0]=request.GetText(payload,"symbol",true,32);
        }
      if(request.Refused(reply))
         return;
      CPage list;
      list.Begin("symbols",page);
      for(int i=0; i<count; i++)
        {
         string host="";
         if(!g_symbols.Resolve(symbols[i],host,reply))
            return;
         if(list.Wants())
            list.Add(SymbolJson(symbols[i],host));
        }
      reply.Success(list.End());
     }

   void              Close(void)
     {
      for(int i=0; i<ArraySize(m_booked); i++)
         MarketBookRelease(m_booked[i]);
     }
  };

CQueries g_queries;

#endif
//+------------------------------------------------------------------+
