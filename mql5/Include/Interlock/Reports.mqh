//+------------------------------------------------------------------+
//| Reports.mqh - orders, deals, positions, account and symbols as   |
//| the wire describes them: names instead of MT5 numbers, UTC       |
//| instead of server time.                                          |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_REPORTS_MQH
#define INTERLOCK_REPORTS_MQH

//--- Interlock's own ids fill all 26 characters; a shorter comment in capitals may be anybody's
bool LooksLikeClientOrderId(const string text)
  {
   int length=StringLen(text);
   if(length!=26)
      return(false);
   for(int i=0; i<length; i++)
     {
      ushort c=StringGetCharacter(text,i);
      if(!((c>='A' && c<='Z') || (c>='2' && c<='7')))
         return(false);
     }
   return(true);
  }

//--- by the journal, else by the comment; empty: not one of ours
string ClientOrderIdOf(const ulong order,const string comment)
  {
   int i=g_journal.FindByOrder(order);
   if(i>=0)
      return(g_journal.orders[i].client_order_id);
   if(g_journal.Find(comment)>=0 || LooksLikeClientOrderId(comment))
      return(comment);
   return("");
  }

bool IsBuyOrder(const ENUM_ORDER_TYPE type)
  {
   return(type==ORDER_TYPE_BUY || type==ORDER_TYPE_BUY_LIMIT || type==ORDER_TYPE_BUY_STOP || type==ORDER_TYPE_BUY_STOP_LIMIT);
  }

bool IsMarketOrder(const ENUM_ORDER_TYPE type)
  {
   return(type==ORDER_TYPE_BUY || type==ORDER_TYPE_SELL);
  }

string OrderTypeName(const ENUM_ORDER_TYPE type)
  {
   switch(type)
     {
      case ORDER_TYPE_BUY_LIMIT:
      case ORDER_TYPE_SELL_LIMIT:
         return("LIMIT");
      case ORDER_TYPE_BUY_STOP:
      case ORDER_TYPE_SELL_STOP:
         return("STOP");
      case ORDER_TYPE_BUY_STOP_LIMIT:
      case ORDER_TYPE_SELL_STOP_LIMIT:
         return("STOP_LIMIT");
      case ORDER_TYPE_CLOSE_BY:
         return("CLOSE_BY");
      default:
         return("MARKET");
     }
  }

string TimeInForceName(const long type_time)
  {
   if(type_time==(long)ORDER_TIME_GTC)
      return("GTC");
   if(type_time==(long)ORDER_TIME_DAY)
      return("DAY");
   return("GTD");
  }

string DealEntryName(const long entry)
  {
   if(entry==(long)DEAL_ENTRY_IN)
      return("IN");
   if(entry==(long)DEAL_ENTRY_OUT)
      return("OUT");
   if(entry==(long)DEAL_ENTRY_INOUT)
      return("INOUT");
   return("OUT_BY");
  }

string DealReasonName(const long reason)
  {
   if(reason==(long)DEAL_REASON_CLIENT || reason==(long)DEAL_REASON_MOBILE || reason==(long)DEAL_REASON_WEB)
      return("CLIENT");
   if(reason==(long)DEAL_REASON_EXPERT)
      return("EXPERT");
   if(reason==(long)DEAL_REASON_SL)
      return("SL");
   if(reason==(long)DEAL_REASON_TP)
      return("TP");
   if(reason==(long)DEAL_REASON_SO)
      return("SO");
   return("OTHER");
  }

string OrderStateName(const long state)
  {
   if(state==(long)ORDER_STATE_PARTIAL)
      return("PARTIALLY_FILLED");
   if(state==(long)ORDER_STATE_STARTED)
      return("PENDING");
   return("PLACED");
  }

string MarginModeName(void)
  {
   long mode=AccountInfoInteger(ACCOUNT_MARGIN_MODE);
   if(mode==(long)ACCOUNT_MARGIN_MODE_RETAIL_HEDGING)
      return("HEDGING");
   if(mode==(long)ACCOUNT_MARGIN_MODE_EXCHANGE)
      return("EXCHANGE");
   return("NETTING");
  }

bool IsConnected(void)
  {
   return(TerminalInfoInteger(TERMINAL_CONNECTED)!=0);
  }

//--- a trade, not a deposit; the deal must be selectable
bool IsTradeDeal(const ulong deal)
  {
   long type=HistoryDealGetInteger(deal,DEAL_TYPE);
   return(type==(long)DEAL_TYPE_BUY || type==(long)DEAL_TYPE_SELL);
  }

//--- the deal must be selectable
string DealJson(const ulong deal)
  {
   string symbol=HistoryDealGetString(deal,DEAL_SYMBOL);
   ulong order=(ulong)HistoryDealGetInteger(deal,DEAL_ORDER);
   CJsonWriter json;
   json.OpenObject("");
   json.PutTicket("deal",deal);
   json.PutTicket("order",order);
   json.PutTicket("position",(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID));
   json.PutTextOrNull("client_order_id",ClientOrderIdOf(order,HistoryDealGetString(deal,DEAL_COMMENT)));
   json.PutText("symbol",symbol);
   json.PutText("side",HistoryDealGetInteger(deal,DEAL_TYPE)==(long)DEAL_TYPE_BUY ? "BUY" : "SELL");
   json.PutText("entry",DealEntryName(HistoryDealGetInteger(deal,DEAL_ENTRY)));
   json.PutDecimal("volume",HistoryDealGetDouble(deal,DEAL_VOLUME),g_symbols.VolumeDigits(symbol));
   json.PutDecimal("price",HistoryDealGetDouble(deal,DEAL_PRICE),g_symbols.Digits(symbol));
   json.PutDecimal("commission",HistoryDealGetDouble(deal,DEAL_COMMISSION),2);
   json.PutDecimal("swap",HistoryDealGetDouble(deal,DEAL_SWAP),2);
   json.PutDecimal("profit",HistoryDealGetDouble(deal,DEAL_PROFIT),2);
   json.PutText("reason",DealReasonName(HistoryDealGetInteger(deal,DEAL_REASON)));
   json.PutInt("magic",HistoryDealGetInteger(deal,DEAL_MAGIC));
   json.PutInt("time_msc",g_clock.ServerToUtcMs(HistoryDealGetInteger(deal,DEAL_TIME_MSC)));
   json.CloseObject();
   return(json.Text());
  }

//--- the order result of the wire
string OrderResultJson(const SOrder &o)
  {
   int digits=g_symbols.Digits(o.symbol);
   int volume_digits=g_symbols.VolumeDigits(o.symbol);
   CJsonWriter json;
   json.OpenObject("");
   json.PutTextOrNull("client_order_id",o.client_order_id);
   //--- what was refused because it came too late has expired
   ENUM_ORDER_RESULT state=(o.state==RESULT_NOT_SENT ? RESULT_REJECTED : o.state);
   if(state==RESULT_REJECTED && o.error_code=="DEADLINE_PASSED")
      state=RESULT_EXPIRED;
   json.PutText("state",OrderResultName(state));
   json.PutTicket("ticket",o.position);
   json.PutTicket("order",o.order);
   json.OpenArray("deals");
   string deals[];
   int deal_count=(StringLen(o.deals)==0 ? 0 : StringSplit(o.deals,',',deals));
   for(int i=0; i<deal_count; i++)
     {
      ulong deal=(ulong)StringToInteger(deals[i]);
      if(HistoryDealSelect(deal))
         json.PutRaw("",DealJson(deal));
     }
   json.CloseArray();
   json.PutDecimal("filled_volume",o.filled_volume,volume_digits);
   if(o.filled_volume>0)
      json.PutDecimal("filled_price",o.filled_price,digits+2);
   else
      json.PutNull("filled_price");
   json.PutDecimal("remaining_volume",MathMax(0.0,o.volume-o.filled_volume),volume_digits);
   json.PutDecimal("bid",o.bid,digits);
   json.PutDecimal("ask",o.ask,digits);
   //--- none: the trade server has not been asked, or has not answered yet
   if(o.retcode==0)
     {
      json.PutNull("retcode");
      json.PutNull("retcode_name");
     }
   else
     {
      json.PutInt("retcode",o.retcode);
      json.PutText("retcode_name",RetcodeName(o.retcode));
     }
   json.PutText("symbol",o.symbol);
   if(StringLen(o.symbol)>0)
     {
      json.PutText("side",IsBuyOrder(o.type) ? "BUY" : "SELL");
      json.PutInt("magic",o.magic);
     }
   json.PutTextOrNull("reason",o.reason);
   json.CloseObject();
   return(json.Text());
  }

//--- the members of a position object; the position must be selected
void PutPosition(CJsonWriter &json)
  {
   string symbol=PositionGetString(POSITION_SYMBOL);
   int digits=g_symbols.Digits(symbol);
   string comment=PositionGetString(POSITION_COMMENT);
   json.PutTicket("ticket",(ulong)PositionGetInteger(POSITION_TICKET));
   json.PutText("symbol",symbol);
   json.PutText("side",PositionGetInteger(POSITION_TYPE)==(long)POSITION_TYPE_BUY ? "BUY" : "SELL");
   json.PutDecimal("volume",PositionGetDouble(POSITION_VOLUME),g_symbols.VolumeDigits(symbol));
   json.PutDecimal("open_price",PositionGetDouble(POSITION_PRICE_OPEN),digits+2);
   json.PutDecimal("current_price",PositionGetDouble(POSITION_PRICE_CURRENT),digits);
   json.PutDecimal("stop_loss",PositionGetDouble(POSITION_SL),digits);
   json.PutDecimal("take_profit",PositionGetDouble(POSITION_TP),digits);
   json.PutDecimal("profit",PositionGetDouble(POSITION_PROFIT),2);
   json.PutDecimal("swap",PositionGetDouble(POSITION_SWAP),2);
   json.PutInt("magic",PositionGetInteger(POSITION_MAGIC));
   json.PutText("comment",comment);
   json.PutTextOrNull("client_order_id",ClientOrderIdOf((ulong)PositionGetInteger(POSITION_IDENTIFIER),comment));
   json.PutInt("opened_msc",g_clock.ServerToUtcMs(PositionGetInteger(POSITION_TIME_MSC)));
  }

//--- deals name a position by its identifier, which on netting accounts outlives the ticket
bool SelectPositionById(const ulong identifier)
  {
   for(int n=PositionsTotal()-1; n>=0; n--)
      if(PositionGetTicket(n)!=0 && (ulong)PositionGetInteger(POSITION_IDENTIFIER)==identifier)
         return(true);
   return(false);
  }

//--- change: empty outside events
string PositionJson(const string change)
  {
   CJsonWriter json;
   json.OpenObject("");
   PutPosition(json);
   if(StringLen(change)>0)
      json.PutText("change",change);
   json.CloseObject();
   return(json.Text());
  }

//--- a working order; it must be selected
string WorkingOrderJson(const ulong order)
  {
   string symbol=OrderGetString(ORDER_SYMBOL);
   int digits=g_symbols.Digits(symbol);
   int volume_digits=g_symbols.VolumeDigits(symbol);
   ENUM_ORDER_TYPE type=(ENUM_ORDER_TYPE)OrderGetInteger(ORDER_TYPE);
   bool stop_limit=(type==ORDER_TYPE_BUY_STOP_LIMIT || type==ORDER_TYPE_SELL_STOP_LIMIT);
   bool stop=(type==ORDER_TYPE_BUY_STOP || type==ORDER_TYPE_SELL_STOP);
   double open_price=OrderGetDouble(ORDER_PRICE_OPEN);
   long expires=OrderGetInteger(ORDER_TIME_EXPIRATION);
   CJsonWriter json;
   json.OpenObject("");
   json.PutTicket("order",order);
   json.PutTextOrNull("client_order_id",ClientOrderIdOf(order,OrderGetString(ORDER_COMMENT)));
   json.PutText("symbol",symbol);
   json.PutText("side",IsBuyOrder(type) ? "BUY" : "SELL");
   json.PutText("type",OrderTypeName(type));
   json.PutDecimal("volume",OrderGetDouble(ORDER_VOLUME_INITIAL),volume_digits);
   json.PutDecimal("remaining_volume",OrderGetDouble(ORDER_VOLUME_CURRENT),volume_digits);
   json.PutDecimal("price",stop_limit ? OrderGetDouble(ORDER_PRICE_STOPLIMIT) : (stop ? 0.0 : open_price),digits);
   json.PutDecimal("stop_price",(stop || stop_limit) ? open_price : 0.0,digits);
   json.PutDecimal("stop_loss",OrderGetDouble(ORDER_SL),digits);
   json.PutDecimal("take_profit",OrderGetDouble(ORDER_TP),digits);
   json.PutText("time_in_force",TimeInForceName(OrderGetInteger(ORDER_TYPE_TIME)));
   if(expires>0)
      json.PutInt("expires_at",g_clock.ServerToUtcMs(expires*1000)*1000);
   else
      json.PutNull("expires_at");
   json.PutInt("magic",OrderGetInteger(ORDER_MAGIC));
   json.PutText("comment",OrderGetString(ORDER_COMMENT));
   json.PutText("state",OrderStateName(OrderGetInteger(ORDER_STATE)));
   json.PutInt("placed_msc",g_clock.ServerToUtcMs(OrderGetInteger(ORDER_TIME_SETUP_MSC)));
   json.CloseObject();
   return(json.Text());
  }

//--- by the terminal's button, this program's setting, and the account
bool IsTradeAllowed(void)
  {
   return(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)!=0 && MQLInfoInteger(MQL_TRADE_ALLOWED)!=0 &&
          AccountInfoInteger(ACCOUNT_TRADE_ALLOWED)!=0 && AccountInfoInteger(ACCOUNT_TRADE_EXPERT)!=0);
  }

string AccountJson(void)
  {
   CJsonWriter json;
   json.OpenObject("");
   json.PutText("login",IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN)));
   json.PutText("server",AccountInfoString(ACCOUNT_SERVER));
   json.PutText("currency",AccountInfoString(ACCOUNT_CURRENCY));
   json.PutDecimal("balance",AccountInfoDouble(ACCOUNT_BALANCE),2);
   json.PutDecimal("equity",AccountInfoDouble(ACCOUNT_EQUITY),2);
   json.PutDecimal("margin",AccountInfoDouble(ACCOUNT_MARGIN),2);
   json.PutDecimal("free_margin",AccountInfoDouble(ACCOUNT_MARGIN_FREE),2);
   json.PutDecimal("margin_level",AccountInfoDouble(ACCOUNT_MARGIN_LEVEL),2);
   json.PutInt("leverage",AccountInfoInteger(ACCOUNT_LEVERAGE));
   json.PutText("margin_mode",MarginModeName());
   json.PutBool("trade_allowed",IsTradeAllowed());
   json.PutBool("connected",IsConnected());
   json.CloseObject();
   return(json.Text());
  }

string ClockText(const long seconds)
  {
   return(StringFormat("%02d:%02d",(int)(seconds/3600),(int)(seconds/60%60)));
  }

string DayName(const int day)
  {
   string names[];
   StringSplit("SUNDAY,MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY",',',names);
   return(names[day%7]);
  }

void PutSession(CJsonWriter &json,const int day,const long from,const long to)
  {
   json.OpenObject("");
   json.PutText("day",DayName(day));
   json.PutText("from",ClockText(from));
   json.PutText("to",ClockText(to));
   json.CloseObject();
  }

//--- trade sessions in UTC; the server's zone may push one over midnight, which then becomes two
void PutSessions(CJsonWriter &json,const string host)
  {
   long shift=g_clock.ServerOffsetMs()/1000;
   datetime from=0;
   datetime to=0;
   json.OpenArray("sessions");
   for(int day=0; day<7; day++)
      for(uint n=0; n<16; n++)
        {
         if(!SymbolInfoSessionTrade(host,(ENUM_DAY_OF_WEEK)day,n,from,to))
            break;
         long begin=(long)day*86400+(long)from-shift+604800;
         long end=(long)day*86400+(long)to-shift+604800;
         while(begin<end)
           {
            long midnight=(begin/86400+1)*86400;
            long until=(end<midnight ? end : midnight);
            PutSession(json,(int)(begin/86400),begin%86400,until-begin/86400*86400);
            begin=until;
           }
        }
   json.CloseArray();
  }

string SymbolJson(const string wire,const string host)
  {
   int digits=g_symbols.Digits(host);
   int volume_digits=g_symbols.VolumeDigits(host);
   CJsonWriter json;
   json.OpenObject("");
   json.PutText("symbol",wire);
   json.PutText("broker_symbol",host);
   json.PutInt("digits",digits);
   json.PutDecimal("point",SymbolInfoDouble(host,SYMBOL_POINT),digits);
   json.PutDecimal("tick_size",SymbolInfoDouble(host,SYMBOL_TRADE_TICK_SIZE),8);
   json.PutDecimal("tick_value",SymbolInfoDouble(host,SYMBOL_TRADE_TICK_VALUE),8);
   json.PutDecimal("contract_size",SymbolInfoDouble(host,SYMBOL_TRADE_CONTRACT_SIZE),2);
   json.PutDecimal("volume_min",SymbolInfoDouble(host,SYMBOL_VOLUME_MIN),volume_digits);
   json.PutDecimal("volume_max",SymbolInfoDouble(host,SYMBOL_VOLUME_MAX),volume_digits);
   json.PutDecimal("volume_step",SymbolInfoDouble(host,SYMBOL_VOLUME_STEP),volume_digits);
   json.PutInt("stops_level",SymbolInfoInteger(host,SYMBOL_TRADE_STOPS_LEVEL));
   json.PutInt("freeze_level",SymbolInfoInteger(host,SYMBOL_TRADE_FREEZE_LEVEL));
   json.OpenArray("filling_modes");
   if(g_symbols.AllowsFilling(host,(int)ORDER_FILLING_FOK))
      json.PutText("","FOK");
   if(g_symbols.AllowsFilling(host,(int)ORDER_FILLING_IOC))
      json.PutText("","IOC");
   if(g_symbols.AllowsFilling(host,(int)ORDER_FILLING_RETURN))
      json.PutText("","RETURN");
   json.CloseArray();
   json.PutText("execution",g_symbols.ExecutionName(host));
   json.PutText("trade_mode",g_symbols.TradeModeName((ENUM_SYMBOL_TRADE_MODE)SymbolInfoInteger(host,SYMBOL_TRADE_MODE)));
   json.PutText("currency_base",SymbolInfoString(host,SYMBOL_CURRENCY_BASE));
   json.PutText("currency_profit",SymbolInfoString(host,SYMBOL_CURRENCY_PROFIT));
   json.PutText("currency_margin",SymbolInfoString(host,SYMBOL_CURRENCY_MARGIN));
   json.PutInt("spread_points",SymbolInfoInteger(host,SYMBOL_SPREAD));
   json.PutDecimal("margin_initial",SymbolInfoDouble(host,SYMBOL_MARGIN_INITIAL),2);
   PutSessions(json,host);
   json.CloseObject();
   return(json.Text());
  }

#endif
//+------------------------------------------------------------------+
