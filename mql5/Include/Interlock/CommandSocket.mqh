//+------------------------------------------------------------------+
//| CommandSocket.mqh - the reply end of REQ/REP, made of a ROUTER.  |
//| libzmq's own REP loses its reply to one client when another has  |
//| sent a message without the empty frame and gone: what is left of |
//| that message swallows the next envelope. Here the envelope is    |
//| read and written in the open.                                    |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_COMMAND_SOCKET_MQH
#define INTERLOCK_COMMAND_SOCKET_MQH

//--- frames before the body: who asked, the addresses on the way, the empty one
#define COMMAND_MAX_ENVELOPE  16
#define COMMAND_MAX_ADDRESS   255

//--- what Receive answers when there is no body
#define COMMAND_NONE          -1
#define COMMAND_NO_ENVELOPE   -2

class CCommandSocket
  {
private:
   CZmqSocket        m_socket;
   //--- the envelope of the request that is being answered, frame after frame
   uchar             m_envelope[];
   int               m_sizes[COMMAND_MAX_ENVELOPE];
   int               m_parts;
   int               m_bytes;
   bool              m_single;
   uchar             m_part[];

   bool              Keep(const uchar &frame[],const int size)
     {
      if(size>COMMAND_MAX_ADDRESS || m_parts>=COMMAND_MAX_ENVELOPE)
         return(false);
      if(size>0)
         ArrayCopy(m_envelope,frame,m_bytes,0,size);
      m_sizes[m_parts]=size;
      m_parts++;
      m_bytes+=size;
      return(true);
     }

   //--- the frames of a message arrive together or not at all: the rest is there
   void              Drain(void)
     {
      while(m_socket.HasMore())
         if(m_socket.Receive(m_part,ZMQ_DONTWAIT)<0)
            return;
     }

   //--- everything up to the empty frame; false: this is not a request, there is nobody to answer
   bool              TakeEnvelope(uchar &buffer[],const int first_size)
     {
      if(!Keep(buffer,first_size))
         return(false);
      while(m_socket.HasMore())
        {
         int size=m_socket.Receive(buffer,ZMQ_DONTWAIT);
         if(size<0 || !Keep(buffer,size))
            return(false);
         if(size==0)
            return(m_socket.HasMore());
        }
      return(false);
     }

public:
                     CCommandSocket(void) { m_parts=0; m_bytes=0; m_single=true; }

   bool              Open(const long context)
     {
      ArrayResize(m_envelope,COMMAND_MAX_ENVELOPE*COMMAND_MAX_ADDRESS);
      ArrayResize(m_part,COMMAND_MAX_ADDRESS);
      return(m_socket.Open(context,ZMQ_ROUTER));
     }

   bool              SetInt(const int option,const int option_value) { return(m_socket.SetInt(option,option_value)); }
   bool              SetLong(const int option,const int option_value) { return(m_socket.SetLong(option,option_value)); }
   bool              SetText(const int option,const string text) { return(m_socket.SetText(option,text)); }
   bool              Bind(const string endpoint) { return(m_socket.Bind(endpoint)); }
   string            LastEndpoint(void) { return(m_socket.LastEndpoint()); }
   void              Close(void) { m_socket.Close(); }

   //--- waits as long as ZMQ_RCVTIMEO says; the size of the body, which may exceed what fitted into the buffer,
   //--- or COMMAND_NONE, or COMMAND_NO_ENVELOPE
   int               Receive(uchar &body[])
     {
      m_parts=0;
      m_bytes=0;
      m_single=true;
      int size=m_socket.Receive(body,0);
      if(size<0)
         return(COMMAND_NONE);
      if(!TakeEnvelope(body,size))
        {
         Drain();
         return(COMMAND_NO_ENVELOPE);
        }
      size=m_socket.Receive(body,ZMQ_DONTWAIT);
      m_single=!m_socket.HasMore();
      Drain();
      return(size<0 ? COMMAND_NO_ENVELOPE : size);
     }

   //--- the body was one frame, as it must be
   bool              IsSingle(void) const { return(m_single); }

   //--- to whom the last request came from; a client that has gone is not waited for
   bool              Reply(const string text)
     {
      int at=0;
      for(int n=0; n<m_parts; n++)
        {
         if(m_sizes[n]>0)
            ArrayCopy(m_part,m_envelope,0,at,m_sizes[n]);
         at+=m_sizes[n];
         if(!m_socket.SendBytes(m_part,m_sizes[n],ZMQ_DONTWAIT|ZMQ_SNDMORE))
            return(false);
        }
      return(m_socket.SendText(text,ZMQ_DONTWAIT));
     }
  };

#endif
//+------------------------------------------------------------------+
