//+------------------------------------------------------------------+
//| Events.mqh - the PUB socket: numbered events, the latest of them |
//| kept for REPLAY_EVENTS, ticks and heartbeats.                    |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_EVENTS_MQH
#define INTERLOCK_EVENTS_MQH

#define EVENTS_KEPT 10000

class CEvents
  {
private:
   CZmqSocket        m_socket;
   long              m_tick_seq;
   long              m_event_seq;
   long              m_heartbeat_seq;
   //--- event n stands at n modulo EVENTS_KEPT
   string            m_kept[];

   string            Frame(const string topic,const long seq,const string data) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutInt("v",1);
      json.PutText("topic",topic);
      json.PutInt("seq",seq);
      json.PutText("boot_id",g_clock.boot_id);
      json.PutInt("epoch",g_journal.Epoch());
      json.PutInt("timestamp",g_clock.UtcMicros());
      json.PutRaw("data",data);
      json.CloseObject();
      return(json.Text());
     }

   //--- never waits: a subscriber that does not keep up loses frames and sees the gap
   void              Send(const string topic,const string frame)
     {
      if(m_socket.IsOpen() && m_socket.SendText(topic,ZMQ_DONTWAIT|ZMQ_SNDMORE))
         m_socket.SendText(frame,ZMQ_DONTWAIT);
     }

public:
                     CEvents(void) { m_tick_seq=0; m_event_seq=0; m_heartbeat_seq=0; }

   bool              Open(const long context)
     {
      return(m_socket.Open(context,ZMQ_PUB) && m_socket.SetInt(ZMQ_SNDHWM,100000) && m_socket.SetInt(ZMQ_HANDSHAKE_IVL,2000));
     }

   bool              SetText(const int option,const string text) { return(m_socket.SetText(option,text)); }
   bool              SetInt(const int option,const int number) { return(m_socket.SetInt(option,number)); }
   bool              Bind(const string endpoint) { return(m_socket.Bind(endpoint)); }
   string            Endpoint(void) { return(m_socket.LastEndpoint()); }
   void              Close(void) { m_socket.Close(); }

   void              Publish(const string topic,const string data)
     {
      if(ArraySize(m_kept)==0)
         ArrayResize(m_kept,EVENTS_KEPT);
      m_event_seq++;
      string frame=Frame(topic,m_event_seq,data);
      m_kept[(int)(m_event_seq%EVENTS_KEPT)]=frame;
      Send(topic,frame);
     }

   void              Tick(const string symbol,const string data)
     {
      m_tick_seq++;
      string topic="tick."+symbol;
      Send(topic,Frame(topic,m_tick_seq,data));
     }

   void              Heartbeat(const string data)
     {
      m_heartbeat_seq++;
      Send("hb",Frame("hb",m_heartbeat_seq,data));
     }

   //--- number of the last event; heartbeats carry it, so that a lost last one is missed
   long              LastEvent(void) const { return(m_event_seq); }

   string            SeqJson(void) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutInt("tick",m_tick_seq);
      json.PutInt("event",m_event_seq);
      json.PutInt("hb",m_heartbeat_seq);
      json.CloseObject();
      return(json.Text());
     }

   void              Replay(CRequest &request,CReply &reply)
     {
      int payload=request.Payload();
      request.Allow(payload,"class,from_seq,limit");
      string kind=request.GetName(payload,"class","event");
      long from=request.GetInt(payload,"from_seq",true,0);
      long limit=request.GetInt(payload,"limit",false,1000);
      request.Demand(limit>=1 && limit<=1000,"limit",IntegerToString(limit),"must be 1 to 1000");
      if(request.Refused(reply))
         return;
      long oldest=(m_event_seq>EVENTS_KEPT ? m_event_seq-EVENTS_KEPT+1 : 1);
      long seq=(from<oldest ? oldest : from);
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("class",kind);
      json.OpenArray("events");
      for(long n=0; n<limit && seq<=m_event_seq && json.Length()<WIRE_LIST_BYTES; n++)
        {
         json.PutRaw("",m_kept[(int)(seq%EVENTS_KEPT)]);
         seq++;
        }
      json.CloseArray();
      json.PutInt("next_seq",seq);
      json.PutBool("complete",from>=oldest || (from==0 && oldest==1));
      json.CloseObject();
      reply.Success(json.Text());
     }
  };

CEvents g_events;

#endif
//+------------------------------------------------------------------+
