//+------------------------------------------------------------------+
//| EventClient.mqh - for any Expert Advisor: reports what it does   |
//| to Interlock's bridge and asks before it opens. Over ZeroMQ, or  |
//| over WebRequest where DLLs are not allowed: define               |
//| INTERLOCK_NO_DLL before this include and no DLL is imported.     |
//|                                                                  |
//| Reports wait in a bounded queue and leave from Pump, which never |
//| waits over ZeroMQ. Only TradeOpen waits, for its time-out at     |
//| most, and whatever goes wrong there means: not approved.         |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_EVENT_CLIENT_MQH
#define INTERLOCK_EVENT_CLIENT_MQH

#include <Interlock/Json.mqh>
#include <Interlock/Clock.mqh>
#ifndef INTERLOCK_NO_DLL
#include <Interlock/Zmq.mqh>
#endif

#define EVENT_QUEUE_SIZE      200
//--- heartbeats leave this much of the queue to reports of trades
#define EVENT_QUEUE_RESERVE   50
#define EVENT_MAX_TRIES       3
#define EVENT_FIRST_PAUSE_MS  500
#define EVENT_LONGEST_PAUSE_MS 30000

enum ENUM_EVENT_TRANSPORT
  {
   EVENT_OVER_ZMQ,   // ZeroMQ (libzmq.dll)
   EVENT_OVER_HTTP   // WebRequest
  };

//--- the bridge's answer; anything but a clear yes is a no
struct SEventAnswer
  {
   bool              ok;
   bool              approved;
   double            risk_multiplier;
   string            reason;
  };

struct SQueuedEvent
  {
   string            body;
   int               tries;
  };

class CEventClient
  {
private:
   ENUM_EVENT_TRANSPORT m_transport;
   string            m_address;
   string            m_token;
   string            m_ea;
   long              m_magic;
   int               m_answer_ms;
   int               m_max_reconnects;
   int               m_reconnects;
   long              m_pause_ms;
   long              m_next_try_ms;
   SQueuedEvent      m_queue[];
   int               m_dropped;
   int               m_delivered;
   bool              m_waiting;
   long              m_since_ms;
   uchar             m_buffer[];
#ifndef INTERLOCK_NO_DLL
   long              m_context;
   CZmqSocket        m_socket;
#endif

   void              Refuse(SEventAnswer &answer,const string why) const
     {
      answer.ok=false;
      answer.approved=false;
      answer.risk_multiplier=0;
      answer.reason=why;
     }

   bool              ReadAnswer(const uchar &bytes[],const int size,SEventAnswer &answer) const
     {
      CJson json;
      if(!json.Parse(bytes,0,size))
        {
         Refuse(answer,"unreadable answer: "+json.Error());
         return(false);
        }
      answer.ok=(json.Field(0,"status")=="ok");
      answer.approved=(answer.ok && json.Field(0,"approved")=="true");
      answer.risk_multiplier=(answer.approved ? StringToDouble(json.Field(0,"risk_multiplier")) : 0.0);
      answer.reason=json.Field(0,"reason");
      return(true);
     }

   string            Body(const string type,const string payload)
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("type",type);
      json.PutText("ea",m_ea);
      json.PutInt("magic",m_magic);
      json.PutInt("timestamp",g_clock.UtcMicros());
      json.PutRaw("payload",payload);
      json.CloseObject();
      return(json.Text());
     }

   bool              Enqueue(const string type,const string payload)
     {
      int count=ArraySize(m_queue);
      int limit=(type=="heartbeat" ? EVENT_QUEUE_SIZE-EVENT_QUEUE_RESERVE : EVENT_QUEUE_SIZE);
      if(count>=limit)
        {
         m_dropped++;
         return(false);
        }
      ArrayResize(m_queue,count+1,EVENT_QUEUE_SIZE);
      m_queue[count].body=Body(type,payload);
      m_queue[count].tries=0;
      return(true);
     }

   void              DropFirst(void)
     {
      int count=ArraySize(m_queue);
      for(int i=1; i<count; i++)
         m_queue[i-1]=m_queue[i];
      ArrayResize(m_queue,count-1,EVENT_QUEUE_SIZE);
     }

   //--- the first of the queue has been answered
   void              Delivered(void)
     {
      DropFirst();
      m_delivered++;
      m_waiting=false;
      m_reconnects=0;
      m_pause_ms=EVENT_FIRST_PAUSE_MS;
     }

   //--- no answer: the connection is given up, and tried again after a growing pause
   void              Failed(void)
     {
      Disconnect();
      m_waiting=false;
      m_reconnects++;
      m_next_try_ms=g_clock.MonoMs()+m_pause_ms;
      m_pause_ms=MathMin(m_pause_ms*2,EVENT_LONGEST_PAUSE_MS);
      if(ArraySize(m_queue)==0)
         return;
      m_queue[0].tries++;
      if(m_queue[0].tries>=EVENT_MAX_TRIES)
        {
         DropFirst();
         m_dropped++;
        }
      if(IsGivenUp())
         Print("Interlock: no answer from ",m_address," after ",m_reconnects," connections; Reset tries again");
     }

#ifndef INTERLOCK_NO_DLL
   bool              Connect(void)
     {
      if(m_socket.IsOpen())
         return(true);
      if(m_context==0)
         m_context=zmq_ctx_new();
      //--- relaxed and correlated: an answer that never came does not block the next question, and cannot be taken for its answer
      return(m_context!=0 && m_socket.Open(m_context,ZMQ_REQ) && m_socket.SetInt(ZMQ_REQ_RELAXED,1) && m_socket.SetInt(ZMQ_REQ_CORRELATE,1) &&
             m_socket.SetInt(ZMQ_IMMEDIATE,1) && m_socket.SetInt(ZMQ_HANDSHAKE_IVL,2000) && m_socket.SetLong(ZMQ_MAXMSGSIZE,65536) &&
             m_socket.Connect(m_address));
     }

   void              Disconnect(void) { m_socket.Close(); }

   bool              AskOverZmq(const string body,const int timeout_ms,SEventAnswer &answer)
     {
      long end=g_clock.MonoMs()+timeout_ms;
      m_waiting=false;
      if(!Connect() || !m_socket.SetInt(ZMQ_SNDTIMEO,timeout_ms) || !m_socket.SendText(body,0))
        {
         Refuse(answer,"not connected");
         return(false);
        }
      m_socket.SetInt(ZMQ_RCVTIMEO,(int)MathMax(1,end-g_clock.MonoMs()));
      int size=m_socket.Receive(m_buffer,0);
      if(size>=0 && size<=ArraySize(m_buffer))
         return(ReadAnswer(m_buffer,size,answer));
      Refuse(answer,"no answer in "+IntegerToString(timeout_ms)+" ms");
      return(false);
     }

   void              PumpZmq(void)
     {
      SEventAnswer answer;
      long now=g_clock.MonoMs();
      if(m_waiting)
        {
         int size=m_socket.Receive(m_buffer,ZMQ_DONTWAIT);
         if(size>=0)
           {
            if(size<=ArraySize(m_buffer) && ReadAnswer(m_buffer,size,answer) && !answer.ok)
               Print("Interlock: a report was refused: ",answer.reason);
            Delivered();
           }
         else if(now-m_since_ms>m_answer_ms)
            Failed();
         return;
        }
      if(ArraySize(m_queue)==0)
         return;
      if(!m_socket.IsOpen())
         m_since_ms=now;
      if(Connect() && m_socket.SendText(m_queue[0].body,ZMQ_DONTWAIT))
        {
         m_waiting=true;
         m_since_ms=now;
        }
      else if(now-m_since_ms>m_answer_ms)
         Failed();
     }
#else
   void              Disconnect(void) { m_waiting=false; }
#endif

   bool              AskOverHttp(const string body,const int timeout_ms,SEventAnswer &answer)
     {
      uchar data[];
      uchar received[];
      string headers="";
      int size=StringToCharArray(body,data,0,WHOLE_ARRAY,CP_UTF8);
      ArrayResize(data,size-1);
      ResetLastError();
      int code=WebRequest("POST",m_address,"Content-Type: application/json\r\nX-Token: "+m_token+"\r\n",timeout_ms,data,received,headers);
      if(code==-1)
        {
         int error=GetLastError();
         Refuse(answer,"WebRequest error "+IntegerToString(error)+(error==4014 ? ": add the address in Tools, Options, Expert Advisors" : ""));
         return(false);
        }
      if(!ReadAnswer(received,ArraySize(received),answer))
         return(false);
      if(code!=200)
         Refuse(answer,"HTTP "+IntegerToString(code)+" "+answer.reason);
      return(true);
     }

   void              PumpHttp(void)
     {
      SEventAnswer answer;
      if(ArraySize(m_queue)==0)
         return;
      if(!AskOverHttp(m_queue[0].body,m_answer_ms,answer))
        {
         Failed();
         return;
        }
      if(!answer.ok)
         Print("Interlock: a report was refused: ",answer.reason);
      Delivered();
     }

   string            TradePayload(const ulong ticket,const string symbol) const
     {
      return("{\"ticket\":\""+IntegerToString((long)ticket)+"\",\"symbol\":\""+symbol+"\"");
     }

   string            Decimal(const string name,const double number,const int digits) const
     {
      return(",\""+name+"\":\""+DoubleToString(number,digits)+"\"");
     }

public:
                     CEventClient(void)
     {
      m_transport=EVENT_OVER_HTTP;
      m_magic=0;
      m_answer_ms=1000;
      m_max_reconnects=0;
      m_reconnects=0;
      m_pause_ms=EVENT_FIRST_PAUSE_MS;
      m_next_try_ms=0;
      m_dropped=0;
      m_delivered=0;
      m_waiting=false;
      m_since_ms=0;
#ifndef INTERLOCK_NO_DLL
      m_context=0;
#endif
     }

   //--- address: tcp://host:5557, or http://host:8082/ea/events with its token. max_reconnects: how many connections may fail one
   //--- after the other before the client rests until Reset; 0: it never gives up
   bool              Open(const ENUM_EVENT_TRANSPORT transport,const string address,const string token,const string ea,const long magic,
                          const int answer_ms,const int max_reconnects)
     {
      m_transport=transport;
      m_address=address;
      m_token=token;
      m_ea=ea;
      m_magic=magic;
      m_answer_ms=answer_ms;
      m_max_reconnects=max_reconnects;
      ArrayResize(m_buffer,65536);
      g_clock.Start();
#ifdef INTERLOCK_NO_DLL
      return(transport==EVENT_OVER_HTTP);
#else
      return(transport==EVENT_OVER_HTTP || Connect());
#endif
     }

   void              Close(void)
     {
      Disconnect();
#ifndef INTERLOCK_NO_DLL
      if(m_context!=0)
         zmq_ctx_term(m_context);
      m_context=0;
#endif
     }

   int               Queued(void) const { return(ArraySize(m_queue)); }
   int               Dropped(void) const { return(m_dropped); }
   int               Sent(void) const { return(m_delivered); }
   bool              IsGivenUp(void) const { return(m_max_reconnects>0 && m_reconnects>=m_max_reconnects); }

   void              Reset(void)
     {
      m_reconnects=0;
      m_pause_ms=EVENT_FIRST_PAUSE_MS;
      m_next_try_ms=0;
     }

   //--- from OnTimer: sends what waits, one report at a time
   void              Pump(void)
     {
      if(IsGivenUp() || g_clock.MonoMs()<m_next_try_ms)
         return;
#ifndef INTERLOCK_NO_DLL
      if(m_transport==EVENT_OVER_ZMQ)
        {
         PumpZmq();
         return;
        }
#endif
      PumpHttp();
     }

   //--- may it open, and how large? Waits for timeout_ms at most; false: no answer, which is a no
   bool              TradeOpen(const string symbol,const bool buy,const double volume,const double price,const int timeout_ms,SEventAnswer &answer)
     {
      Refuse(answer,"not asked");
      string payload="{\"symbol\":\""+symbol+"\",\"side\":\""+(buy ? "BUY" : "SELL")+"\""+Decimal("volume",volume,8)+Decimal("price",price,8)+"}";
      if(IsGivenUp())
        {
         Refuse(answer,"given up after "+IntegerToString(m_reconnects)+" connections");
         return(false);
        }
      bool answered=false;
      string body=Body("trade_open",payload);
#ifndef INTERLOCK_NO_DLL
      if(m_transport==EVENT_OVER_ZMQ)
         answered=AskOverZmq(body,timeout_ms,answer);
      else
         answered=AskOverHttp(body,timeout_ms,answer);
#else
      answered=AskOverHttp(body,timeout_ms,answer);
#endif
      return(answered);
     }

   bool              TradeClose(const ulong ticket,const string symbol,const double volume,const double price,const double profit)
     {
      return(Enqueue("trade_close",TradePayload(ticket,symbol)+Decimal("volume",volume,8)+Decimal("price",price,8)+Decimal("profit",profit,2)+"}"));
     }

   bool              TradeModify(const ulong ticket,const string symbol,const double stop_loss,const double take_profit)
     {
      return(Enqueue("trade_modify",TradePayload(ticket,symbol)+Decimal("stop_loss",stop_loss,8)+Decimal("take_profit",take_profit,8)+"}"));
     }

   bool              Heartbeat(const double balance,const double equity,const int open_positions)
     {
      return(Enqueue("heartbeat","{\"open_positions\":"+IntegerToString(open_positions)+Decimal("balance",balance,2)+Decimal("equity",equity,2)+"}"));
     }

   bool              RiskUpdate(const double risk_multiplier,const string reason)
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutDecimal("risk_multiplier",risk_multiplier,4);
      json.PutText("reason",reason);
      json.CloseObject();
      return(Enqueue("risk_update",json.Text()));
     }
  };

#endif
//+------------------------------------------------------------------+
