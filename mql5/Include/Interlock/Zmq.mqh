//+------------------------------------------------------------------+
//| Zmq.mqh - the part of libzmq the gateway needs, and no more.     |
//| One context per program; sockets live as long as the program.    |
//| A socket belongs to the program's only thread.                   |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_ZMQ_MQH
#define INTERLOCK_ZMQ_MQH

//--- Handles are 64-bit pointers (long), sizes are size_t (ulong). Only uchar and int arrays and scalars cross the border:
//--- a string would arrive as UTF-16.
#import "libzmq.dll"
long zmq_ctx_new(void);
int  zmq_ctx_term(long context);
long zmq_socket(long context,int type);
int  zmq_close(long socket);
int  zmq_bind(long socket,const uchar &endpoint[]);
int  zmq_connect(long socket,const uchar &endpoint[]);
int  zmq_setsockopt(long socket,int option,const int &value[],ulong length);
int  zmq_setsockopt(long socket,int option,const uchar &value[],ulong length);
int  zmq_getsockopt(long socket,int option,uchar &value[],ulong &length);
int  zmq_send(long socket,const uchar &data[],ulong length,int flags);
int  zmq_recv(long socket,uchar &data[],ulong length,int flags);
int  zmq_errno(void);
#import

#define ZMQ_PUB               1
#define ZMQ_REQ               3
#define ZMQ_REP               4
#define ZMQ_ROUTER            6

#define ZMQ_RCVMORE           13
#define ZMQ_LINGER            17
#define ZMQ_MAXMSGSIZE        22
#define ZMQ_SNDHWM            23
#define ZMQ_RCVHWM            24
#define ZMQ_RCVTIMEO          27
#define ZMQ_SNDTIMEO          28
#define ZMQ_LAST_ENDPOINT     32
#define ZMQ_IMMEDIATE         39
#define ZMQ_CURVE_SERVER      47
#define ZMQ_CURVE_PUBLICKEY   48
#define ZMQ_CURVE_SECRETKEY   49
#define ZMQ_CURVE_SERVERKEY   50
#define ZMQ_REQ_CORRELATE     52
#define ZMQ_REQ_RELAXED       53
#define ZMQ_ZAP_DOMAIN        55
#define ZMQ_HANDSHAKE_IVL     66
#define ZMQ_HEARTBEAT_IVL     75
#define ZMQ_HEARTBEAT_TIMEOUT 77

#define ZMQ_DONTWAIT          1
#define ZMQ_SNDMORE           2

//--- errno of "nothing there yet", the same number on Windows and Linux
#define ZMQ_EAGAIN            11

//+------------------------------------------------------------------+
//| A ZeroMQ socket; every method answers false or -1 on failure.    |
//+------------------------------------------------------------------+
class CZmqSocket
  {
private:
   long              m_handle;
public:
                     CZmqSocket(void) { m_handle=0; }
   bool              IsOpen(void) const { return(m_handle!=0); }

   bool              Open(const long context,const int type)
     {
      m_handle=zmq_socket(context,type);
      if(m_handle==0)
         return(false);
      return(SetInt(ZMQ_LINGER,0));
     }

   void              Close(void)
     {
      if(m_handle!=0)
         zmq_close(m_handle);
      m_handle=0;
     }

   bool              SetInt(const int option,const int option_value)
     {
      int words[1];
      words[0]=option_value;
      return(zmq_setsockopt(m_handle,option,words,4)==0);
     }

   //--- an int64 option; the value is small and not negative
   bool              SetLong(const int option,const int option_value)
     {
      int words[2];
      words[0]=option_value;
      words[1]=0;
      return(zmq_setsockopt(m_handle,option,words,8)==0);
     }

   bool              SetText(const int option,const string text)
     {
      uchar bytes[];
      int size=StringToCharArray(text,bytes,0,WHOLE_ARRAY,CP_UTF8);
      return(zmq_setsockopt(m_handle,option,bytes,(ulong)(size-1))==0);
     }

   bool              Bind(const string endpoint)
     {
      uchar bytes[];
      StringToCharArray(endpoint,bytes,0,WHOLE_ARRAY,CP_UTF8);
      return(zmq_bind(m_handle,bytes)==0);
     }

   bool              Connect(const string endpoint)
     {
      uchar bytes[];
      StringToCharArray(endpoint,bytes,0,WHOLE_ARRAY,CP_UTF8);
      return(zmq_connect(m_handle,bytes)==0);
     }

   //--- the address really bound, for endpoints such as tcp://*:*
   string            LastEndpoint(void)
     {
      uchar bytes[256];
      ulong length=256;
      if(zmq_getsockopt(m_handle,ZMQ_LAST_ENDPOINT,bytes,length)!=0 || length==0)
         return("");
      return(CharArrayToString(bytes,0,(int)length-1,CP_UTF8));
     }

   //--- true while further frames of the message just received are waiting
   bool              HasMore(void)
     {
      uchar bytes[4];
      ulong length=4;
      if(zmq_getsockopt(m_handle,ZMQ_RCVMORE,bytes,length)!=0)
         return(false);
      return(bytes[0]!=0);
     }

   //--- the size of the frame, which may exceed what fitted into the buffer; -1: nothing
   int               Receive(uchar &buffer[],const int flags)
     {
      return(zmq_recv(m_handle,buffer,(ulong)ArraySize(buffer),flags));
     }

   //--- the terminating zero of the converted text stays behind
   bool              SendText(const string text,const int flags)
     {
      uchar bytes[];
      int size=StringToCharArray(text,bytes,0,WHOLE_ARRAY,CP_UTF8);
      return(zmq_send(m_handle,bytes,(ulong)(size-1),flags)>=0);
     }

   bool              SendBytes(const uchar &bytes[],const int size,const int flags)
     {
      return(zmq_send(m_handle,bytes,(ulong)size,flags)>=0);
     }
  };

#endif
//+------------------------------------------------------------------+
