//+------------------------------------------------------------------+
//| Clock.mqh - the host's clocks: monotonic for deadlines, UTC for  |
//| stamps, and the trade server's time zone.                        |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_CLOCK_MQH
#define INTERLOCK_CLOCK_MQH

class CClock
  {
private:
   ulong             m_ticks_at_start;
   ulong             m_micros_at_start;
   long              m_utc_base;
   ulong             m_utc_mark;

public:
   //--- which start of this host it is; new after every start
   string            boot_id;

                     CClock(void) { m_ticks_at_start=0; m_micros_at_start=0; m_utc_base=0; m_utc_mark=0; }

   //--- boots: how often this host has started, from its journal
   void              NameBoot(const long boots)
     {
      boot_id="b-"+IntegerToString(boots)+"-"+IntegerToString((long)TimeGMT())+"-"+IntegerToString((long)(m_ticks_at_start%1000000));
     }

   void              Start(void)
     {
      m_ticks_at_start=GetTickCount64();
      m_micros_at_start=GetMicrosecondCount();
      m_utc_base=(long)TimeGMT()*1000000;
      m_utc_mark=m_micros_at_start;
     }

   //--- monotonic milliseconds; GetTickCount64 alone only moves every 10 to 16 ms
   long              MonoMs(void) const
     {
      return((long)(m_ticks_at_start+(GetMicrosecondCount()-m_micros_at_start)/1000));
     }

   //--- UTC microseconds: the terminal only tells seconds, so the fraction is counted and re-based when it drifts out of the second
   long              UtcMicros(void)
     {
      ulong now=GetMicrosecondCount();
      long second=(long)TimeGMT()*1000000;
      long estimate=m_utc_base+(long)(now-m_utc_mark);
      if(estimate<second || estimate>=second+1000000)
        {
         m_utc_base=second;
         m_utc_mark=now;
         estimate=second;
        }
      return(estimate);
     }

   long              UtcMs(void) { return(UtcMicros()/1000); }

   //--- how far the trade server's clock is ahead of UTC, ms; zones are whole quarters of an hour
   long              ServerOffsetMs(void) const
     {
      long seconds=(long)TimeTradeServer()-(long)TimeGMT();
      return((long)MathRound((double)seconds/900.0)*900000);
     }

   long              ServerToUtcMs(const long server_ms) const { return(server_ms-ServerOffsetMs()); }
   datetime          UtcMsToServer(const long utc_ms) const { return((datetime)((utc_ms+ServerOffsetMs())/1000)); }
  };

CClock g_clock;

#endif
//+------------------------------------------------------------------+
