//+------------------------------------------------------------------+
//| Curve.mqh - CURVE encryption and its allow-list. libzmq asks a   |
//| ZAP handler about every client key; without one it would accept  |
//| any. The handler runs in the program's only thread.              |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_CURVE_MQH
#define INTERLOCK_CURVE_MQH

#define CURVE_ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define CURVE_Z85_ALPHABET "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

class CCurve
  {
private:
   CZmqSocket        m_zap;
   string            m_allowed[];
   uchar             m_buffer[256];

   //--- 32 bytes to 40 characters
   string            Z85(const uchar &bytes[]) const
     {
      string text="";
      for(int block=0; block<8; block++)
        {
         ulong word=0;
         for(int i=0; i<4; i++)
            word=word*256+bytes[block*4+i];
         string part="";
         for(int i=0; i<5; i++)
           {
            part=StringSubstr(CURVE_Z85_ALPHABET,(int)(word%85),1)+part;
            word/=85;
           }
         text+=part;
        }
      return(text);
     }

   bool              IsAllowed(const string key) const
     {
      for(int i=0; i<ArraySize(m_allowed); i++)
         if(m_allowed[i]==key)
            return(true);
      return(false);
     }

public:
   //--- clients: Z85 public keys, separated by blanks; must be open before a server socket binds
   bool              Open(const long context,const string clients)
     {
      if(StringSplit(clients,' ',m_allowed)<1)
         return(false);
      for(int i=0; i<ArraySize(m_allowed); i++)
         if(StringLen(m_allowed[i])!=40)
            return(false);
      return(m_zap.Open(context,ZMQ_REP) && m_zap.Bind(CURVE_ZAP_ENDPOINT));
     }

   void              Close(void) { m_zap.Close(); }

   //--- answers every question that waits: version, request id, domain, address, identity, mechanism, key
   void              Pump(void)
     {
      if(!m_zap.IsOpen())
         return;
      int size=m_zap.Receive(m_buffer,ZMQ_DONTWAIT);
      while(size>=0)
        {
         string request_id="";
         string mechanism="";
         string key="";
         int frame=0;
         while(true)
           {
            int kept=MathMin(size,256);
            if(frame==1)
               request_id=CharArrayToString(m_buffer,0,kept,CP_UTF8);
            if(frame==5)
               mechanism=CharArrayToString(m_buffer,0,kept,CP_UTF8);
            if(frame==6 && size==32)
               key=Z85(m_buffer);
            frame++;
            if(!m_zap.HasMore())
               break;
            size=m_zap.Receive(m_buffer,ZMQ_DONTWAIT);
           }
         bool allowed=(mechanism=="CURVE" && IsAllowed(key));
         if(!allowed)
            Print("Interlock: refused a connection with the ",mechanism," key ",key);
         m_zap.SendText("1.0",ZMQ_SNDMORE);
         m_zap.SendText(request_id,ZMQ_SNDMORE);
         m_zap.SendText(allowed ? "200" : "400",ZMQ_SNDMORE);
         m_zap.SendText(allowed ? "OK" : "unknown key",ZMQ_SNDMORE);
         m_zap.SendText(key,ZMQ_SNDMORE);
         m_zap.SendText("",0);
         size=m_zap.Receive(m_buffer,ZMQ_DONTWAIT);
        }
     }
  };

#endif
//+------------------------------------------------------------------+
