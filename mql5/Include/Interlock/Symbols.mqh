//+------------------------------------------------------------------+
//| Symbols.mqh - the broker's name for a symbol, and what its       |
//| specification says about an order.                               |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_SYMBOLS_MQH
#define INTERLOCK_SYMBOLS_MQH

//+------------------------------------------------------------------+
//| Finds the broker's symbol: explicit map, exact name, else the    |
//| one name that adds a prefix or suffix. Never guesses between two.|
//+------------------------------------------------------------------+
class CSymbols
  {
private:
   string            m_wire[];
   string            m_host[];
   int               m_count;

   void              Remember(const string wire,const string host)
     {
      ArrayResize(m_wire,m_count+1,64);
      ArrayResize(m_host,m_count+1,64);
      m_wire[m_count]=wire;
      m_host[m_count]=host;
      m_count++;
     }

   //--- letters and digits of another instrument: BTCUSDT is not a BTCUSD with a suffix
   bool              IsNamePart(const ushort c) const { return((c>='A' && c<='Z') || (c>='0' && c<='9')); }

   bool              IsVariant(const string host,const string wire) const
     {
      int at=StringFind(host,wire);
      if(at<0)
         return(false);
      int end=at+StringLen(wire);
      if(at>0 && IsNamePart(StringGetCharacter(host,at-1)))
         return(false);
      return(end>=StringLen(host) || !IsNamePart(StringGetCharacter(host,end)));
     }

public:
                     CSymbols(void) { m_count=0; }

   //--- "EURUSD=EURUSD.m,GOLD=XAUUSD"; false: an entry is not name=name
   bool              Load(const string map)
     {
      m_count=0;
      if(StringLen(map)==0)
         return(true);
      string entries[];
      int entry_count=StringSplit(map,',',entries);
      for(int i=0; i<entry_count; i++)
        {
         string names[];
         if(StringSplit(entries[i],'=',names)!=2 || StringLen(names[0])==0 || StringLen(names[1])==0)
            return(false);
         Remember(names[0],names[1]);
        }
      return(true);
     }

   //--- true and the broker's name; else the reply says UNKNOWN_SYMBOL or AMBIGUOUS_SYMBOL
   bool              Resolve(const string wire,string &host,CReply &reply)
     {
      for(int i=0; i<m_count; i++)
         if(m_wire[i]==wire)
           {
            host=m_host[i];
            if(SymbolSelect(host,true))
               return(true);
            reply.Invalid("UNKNOWN_SYMBOL","symbol",host,"is not offered by this broker");
            return(false);
           }
      string variants="";
      int variant_count=0;
      int total=SymbolsTotal(false);
      for(int i=0; i<total; i++)
        {
         string name=SymbolName(i,false);
         if(name==wire)
           {
            variants=name;
            variant_count=1;
            break;
           }
         if(IsVariant(name,wire))
           {
            variants+=(variant_count>0 ? " " : "")+name;
            variant_count++;
           }
        }
      if(variant_count==0)
         reply.Invalid("UNKNOWN_SYMBOL","symbol",wire,"is not offered by this broker");
      else if(variant_count>1)
         reply.Invalid("AMBIGUOUS_SYMBOL","symbol",wire,"could be "+variants+"; map it in the inputs");
      if(variant_count!=1)
         return(false);
      if(!SymbolSelect(variants,true))
        {
         reply.Invalid("UNKNOWN_SYMBOL","symbol",variants,"cannot be added to Market Watch");
         return(false);
        }
      host=variants;
      Remember(wire,host);
      return(true);
     }

   int               Digits(const string host) const { return((int)SymbolInfoInteger(host,SYMBOL_DIGITS)); }

   int               VolumeDigits(const string host) const
     {
      double step=SymbolInfoDouble(host,SYMBOL_VOLUME_STEP);
      for(int digits=0; digits<8; digits++)
        {
         double scaled=step*MathPow(10,digits);
         if(MathAbs(scaled-MathRound(scaled))<0.000001)
            return(digits);
        }
      return(8);
     }

   //--- between minimum and maximum and on the step; never rounded
   bool              CheckVolume(const string host,const double volume,CReply &reply) const
     {
      double minimum=SymbolInfoDouble(host,SYMBOL_VOLUME_MIN);
      double maximum=SymbolInfoDouble(host,SYMBOL_VOLUME_MAX);
      double step=SymbolInfoDouble(host,SYMBOL_VOLUME_STEP);
      string found=DoubleToString(volume,8);
      if(volume<minimum-step*0.000001)
         reply.Invalid("INVALID_VOLUME","volume",found,"must be at least "+DoubleToString(minimum,8));
      else if(volume>maximum+step*0.000001)
         reply.Invalid("INVALID_VOLUME","volume",found,"must be at most "+DoubleToString(maximum,8));
      else if(step>0 && MathAbs(volume-MathRound(volume/step)*step)>0.000000000001*MathMax(volume,1.0))
         reply.Invalid("INVALID_VOLUME","volume",found,"must be a multiple of "+DoubleToString(step,8));
      else
         return(true);
      return(false);
     }

   //--- above zero and on the tick; 0 passes where the field may be absent
   bool              CheckPrice(const string host,const string name,const double price,const bool required,CReply &reply) const
     {
      string code=(name=="stop_loss" || name=="take_profit" ? "INVALID_STOPS" : "INVALID_PRICE");
      double tick=SymbolInfoDouble(host,SYMBOL_TRADE_TICK_SIZE);
      string found=DoubleToString(price,8);
      if(price==0 && !required)
         return(true);
      if(price<=0)
         reply.Invalid(code,name,found,"must be above 0");
      else if(tick>0 && MathAbs(price/tick-MathRound(price/tick))>0.000001)
         reply.Invalid(code,name,found,"must be a multiple of "+DoubleToString(tick,8));
      else
         return(true);
      return(false);
     }

   //--- the side the stops belong to, and the broker's least distance; from: the price the distance counts from
   bool              CheckStops(const string host,const bool buy,const double from,const double stop_loss,
                                const double take_profit,CReply &reply) const
     {
      double point=SymbolInfoDouble(host,SYMBOL_POINT);
      double distance=(double)SymbolInfoInteger(host,SYMBOL_TRADE_STOPS_LEVEL)*point-point*0.001;
      double direction=(buy ? 1.0 : -1.0);
      if(stop_loss>0 && ((from-stop_loss)*direction<=0 || (from-stop_loss)*direction<distance))
        {
         reply.Invalid("INVALID_STOPS","stop_loss",DoubleToString(stop_loss,8),
                       "must be on the losing side of "+DoubleToString(from,8)+" by the stops level");
         return(false);
        }
      if(take_profit>0 && ((take_profit-from)*direction<=0 || (take_profit-from)*direction<distance))
        {
         reply.Invalid("INVALID_STOPS","take_profit",DoubleToString(take_profit,8),
                       "must be on the winning side of "+DoubleToString(from,8)+" by the stops level");
         return(false);
        }
      return(true);
     }

   //--- opening a position in this direction is permitted now
   bool              CheckTradable(const string host,const bool buy,const bool opening,CReply &reply) const
     {
      ENUM_SYMBOL_TRADE_MODE mode=(ENUM_SYMBOL_TRADE_MODE)SymbolInfoInteger(host,SYMBOL_TRADE_MODE);
      bool allowed=(mode!=SYMBOL_TRADE_MODE_DISABLED);
      if(opening)
         allowed=(mode==SYMBOL_TRADE_MODE_FULL || (mode==SYMBOL_TRADE_MODE_LONGONLY && buy) ||
                  (mode==SYMBOL_TRADE_MODE_SHORTONLY && !buy));
      if(!allowed)
         reply.Invalid("TRADE_DISABLED","symbol",host,"does not permit this trade (mode "+TradeModeName(mode)+")");
      else if(!InSession(host))
        {
         allowed=false;
         reply.Invalid("MARKET_CLOSED","symbol",host,"is outside its trade sessions");
        }
      return(allowed);
     }

   //--- no sessions listed: always open
   bool              InSession(const string host) const
     {
      MqlDateTime now;
      datetime server=TimeTradeServer();
      TimeToStruct(server,now);
      long second=(long)(now.hour*3600+now.min*60+now.sec);
      bool any=false;
      datetime from=0;
      datetime to=0;
      for(int day=0; day<7; day++)
         for(uint n=0; n<16; n++)
           {
            if(!SymbolInfoSessionTrade(host,(ENUM_DAY_OF_WEEK)day,n,from,to))
               break;
            any=true;
            if(day==now.day_of_week && second>=(long)from && second<(long)to)
               return(true);
           }
      return(!any);
     }

   string            TradeModeName(const ENUM_SYMBOL_TRADE_MODE mode) const
     {
      switch(mode)
        {
         case SYMBOL_TRADE_MODE_FULL:
            return("FULL");
         case SYMBOL_TRADE_MODE_LONGONLY:
            return("LONG_ONLY");
         case SYMBOL_TRADE_MODE_SHORTONLY:
            return("SHORT_ONLY");
         case SYMBOL_TRADE_MODE_CLOSEONLY:
            return("CLOSE_ONLY");
         default:
            return("DISABLED");
        }
     }

   string            ExecutionName(const string host) const
     {
      switch((ENUM_SYMBOL_TRADE_EXECUTION)SymbolInfoInteger(host,SYMBOL_TRADE_EXEMODE))
        {
         case SYMBOL_TRADE_EXECUTION_REQUEST:
            return("REQUEST");
         case SYMBOL_TRADE_EXECUTION_INSTANT:
            return("INSTANT");
         case SYMBOL_TRADE_EXECUTION_MARKET:
            return("MARKET");
         default:
            return("EXCHANGE");
        }
     }

   //--- may a deal on this symbol use this filling? RETURN is refused under market execution only
   bool              AllowsFilling(const string host,const int filling) const
     {
      long flags=SymbolInfoInteger(host,SYMBOL_FILLING_MODE);
      if(filling==(int)ORDER_FILLING_FOK)
         return((flags&SYMBOL_FILLING_FOK)!=0);
      if(filling==(int)ORDER_FILLING_IOC)
         return((flags&SYMBOL_FILLING_IOC)!=0);
      return((ENUM_SYMBOL_TRADE_EXECUTION)SymbolInfoInteger(host,SYMBOL_TRADE_EXEMODE)!=SYMBOL_TRADE_EXECUTION_MARKET);
     }

   //--- the filling for a deal, other than `not_this` (-1: none was tried). FOK was asked for: nothing else will do; IOC may
   //--- become FOK, which leaves no remainder either. -1: none
   int               ChooseFilling(const string host,const string time_in_force,const int not_this) const
     {
      int wanted[3];
      wanted[0]=(int)(time_in_force=="IOC" ? ORDER_FILLING_IOC : ORDER_FILLING_FOK);
      wanted[1]=(int)(time_in_force=="IOC" ? ORDER_FILLING_FOK : ORDER_FILLING_IOC);
      wanted[2]=(int)ORDER_FILLING_RETURN;
      int choices=(time_in_force=="FOK" ? 1 : (time_in_force=="IOC" ? 2 : 3));
      for(int i=0; i<choices; i++)
         if(wanted[i]!=not_this && AllowsFilling(host,wanted[i]))
            return(wanted[i]);
      //--- after a refusal the flags are not to be trusted: take the next one they do not list
      for(int i=0; i<choices && not_this>=0; i++)
         if(wanted[i]!=not_this)
            return(wanted[i]);
      return(-1);
     }
  };

CSymbols g_symbols;

#endif
//+------------------------------------------------------------------+
