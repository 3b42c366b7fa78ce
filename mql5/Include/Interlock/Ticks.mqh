//+------------------------------------------------------------------+
//| Ticks.mqh - every tick of the subscribed symbols, once, in order.|
//+------------------------------------------------------------------+
#ifndef INTERLOCK_TICKS_MQH
#define INTERLOCK_TICKS_MQH

#define TICKS_MAX_SYMBOLS 200
#define TICKS_A_LOOK      1000

//--- the place in one symbol's tick history: ticks share milliseconds, so it takes the count at the last one too
struct SSubscription
  {
   string            wire;
   string            host;
   long              last_msc;
   int               count_at_last;
  };

class CTicks
  {
private:
   SSubscription     m_list[];

   int               Find(const string wire) const
     {
      for(int i=0; i<ArraySize(m_list); i++)
         if(m_list[i].wire==wire)
            return(i);
      return(-1);
     }

   void              Add(const string wire,const string host)
     {
      if(Find(wire)>=0)
         return;
      int count=ArraySize(m_list);
      ArrayResize(m_list,count+1,16);
      m_list[count].wire=wire;
      m_list[count].host=host;
      m_list[count].last_msc=0;
      m_list[count].count_at_last=0;
      //--- from the next tick on: what is already there counts as seen
      MqlTick tick;
      MqlTick ticks[];
      if(!SymbolInfoTick(host,tick))
         return;
      m_list[count].last_msc=tick.time_msc;
      m_list[count].count_at_last=MathMax(0,CopyTicks(host,ticks,COPY_TICKS_ALL,(ulong)tick.time_msc,TICKS_A_LOOK));
     }

   void              Remove(const string wire)
     {
      int i=Find(wire);
      if(i<0)
         return;
      int last=ArraySize(m_list)-1;
      m_list[i]=m_list[last];
      ArrayResize(m_list,last,16);
     }

   void              Publish(const int i,const MqlTick &tick)
     {
      int digits=g_symbols.Digits(m_list[i].host);
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("symbol",m_list[i].wire);
      json.PutDecimal("bid",tick.bid,digits);
      json.PutDecimal("ask",tick.ask,digits);
      json.PutDecimal("last",tick.last,digits);
      json.PutDecimal("volume",tick.volume_real,2);
      json.PutInt("time_msc",g_clock.ServerToUtcMs(tick.time_msc));
      json.CloseObject();
      g_events.Tick(m_list[i].wire,json.Text());
     }

   void              PollOne(const int i)
     {
      MqlTick ticks[];
      int count=CopyTicks(m_list[i].host,ticks,COPY_TICKS_ALL,(ulong)m_list[i].last_msc,TICKS_A_LOOK);
      int skip=m_list[i].count_at_last;
      for(int n=0; n<count; n++)
        {
         if(ticks[n].time_msc==m_list[i].last_msc)
           {
            if(skip>0)
              {
               skip--;
               continue;
              }
            m_list[i].count_at_last++;
           }
         else
           {
            m_list[i].last_msc=ticks[n].time_msc;
            m_list[i].count_at_last=1;
            skip=0;
           }
         Publish(i,ticks[n]);
        }
     }

public:
   void              Poll(void)
     {
      for(int i=0; i<ArraySize(m_list); i++)
         PollOne(i);
     }

   void              OnSubscribe(CRequest &request,const bool add,CReply &reply)
     {
      request.Allow(request.Payload(),"symbols");
      string symbols[];
      int count=request.GetTexts(request.Payload(),"symbols",symbols);
      request.Demand(!add || ArraySize(m_list)+count<=TICKS_MAX_SYMBOLS,"symbols",IntegerToString(count),"must keep the list at 200 symbols");
      if(request.Refused(reply))
         return;
      string hosts[];
      ArrayResize(hosts,count);
      for(int i=0; i<count && add; i++)
         if(!g_symbols.Resolve(symbols[i],hosts[i],reply))
            return;
      for(int i=0; i<count; i++)
        {
         if(add)
            Add(symbols[i],hosts[i]);
         else
            Remove(symbols[i]);
        }
      CJsonWriter json;
      json.OpenObject("");
      json.OpenArray("symbols");
      for(int i=0; i<ArraySize(m_list); i++)
         json.PutText("",m_list[i].wire);
      json.CloseArray();
      json.CloseObject();
      reply.Success(json.Text());
     }
  };

CTicks g_ticks;

#endif
//+------------------------------------------------------------------+
