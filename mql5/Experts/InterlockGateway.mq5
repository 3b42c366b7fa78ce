//+------------------------------------------------------------------+
//| InterlockGateway.mq5 - the MetaTrader 5 end of Interlock: takes  |
//| interlock-1 commands on one socket, publishes events and ticks   |
//| on another.                                                      |
//| One thread: everything here runs in the terminal's event queue.  |
//+------------------------------------------------------------------+
#property copyright "Interlock"
#property version   "1.00"
#property strict

#include <Interlock/Zmq.mqh>
#include <Interlock/CommandSocket.mqh>
#include <Interlock/Json.mqh>
#include <Interlock/Clock.mqh>
#include <Interlock/LineFile.mqh>
#include <Interlock/Wire.mqh>
#include <Interlock/Journal.mqh>
#include <Interlock/Symbols.mqh>
#include <Interlock/Retcodes.mqh>
#include <Interlock/Events.mqh>
#include <Interlock/Reports.mqh>
#include <Interlock/KillSwitch.mqh>
#include <Interlock/OrderTracking.mqh>
#include <Interlock/Trading.mqh>
#include <Interlock/Admission.mqh>
#include <Interlock/Commands.mqh>
#include <Interlock/Queries.mqh>
#include <Interlock/Ticks.mqh>
#include <Interlock/Curve.mqh>

#define GATEWAY_VERSION "1.0.0"

input group "Sockets"
input string RepEndpoint = "tcp://*:5555";      // commands
input string PubEndpoint = "tcp://*:5556";      // events and ticks
input group "Trading"
input bool   AsyncOrders = true;                // answer PENDING at once (false: wait for the broker inside each command)
input int    AnswerTimeoutMs = 30000;           // an order unanswered for so long counts as unknown
input int    FenceGraceMs = 30000;              // age of a send without a trace before its absence may be declared
input string SymbolMap = "";                    // ours=theirs,ours=theirs
input group "Timing"
input int    TimerMs = 10;                      // timer period
input int    SliceMs = 12;                      // how long one timer event may wait for commands
input group "CURVE (all empty: off)"
input string CurveServerSecretKey = "";         // Z85, 40 characters
input string CurveClientKeys = "";              // Z85 public keys that may connect, separated by blanks

//--- while an answer is under way the slices are shorter, so that its event gets its turn; more than half of a timer step of
//--- 15.6 ms all the same, so that most commands still meet a waiting program
#define GATEWAY_BUSY_SLICE_MS 9
#define GATEWAY_BURST         32

long       g_context=0;
CCommandSocket g_rep;
CCurve     g_curve;
uchar      g_frame[];
int        g_receive_timeout_ms=-1;
ulong      g_started_us=0;
long       g_last_heartbeat_ms=0;
long       g_commands_seen=0;
long       g_duplicates=0;
long       g_refused=0;
string     g_last_error="";

//+------------------------------------------------------------------+
//| The host as HELLO and STATUS describe it                         |
//+------------------------------------------------------------------+
void PutHost(CJsonWriter &json)
  {
   json.PutText("host",TerminalInfoString(TERMINAL_NAME));
   json.PutText("version",GATEWAY_VERSION);
   json.PutText("boot_id",g_clock.boot_id);
   json.PutInt("mono_ms",g_clock.MonoMs());
   json.PutInt("epoch",g_journal.Epoch());
   json.PutBool("connected",IsConnected());
   json.OpenObject("account");
   json.PutText("login",IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN)));
   json.PutText("server",AccountInfoString(ACCOUNT_SERVER));
   json.PutText("currency",AccountInfoString(ACCOUNT_CURRENCY));
   json.PutText("margin_mode",MarginModeName());
   long mode=AccountInfoInteger(ACCOUNT_TRADE_MODE);
   json.PutText("trade_mode",mode==(long)ACCOUNT_TRADE_MODE_REAL ? "REAL" : (mode==(long)ACCOUNT_TRADE_MODE_CONTEST ? "CONTEST" : "DEMO"));
   json.CloseObject();
   json.OpenArray("capabilities");
   if(g_trading.IsAsync())
      json.PutText("","ASYNC");
   json.PutText("","BATCH");
   json.PutText("","ORDER_BOOK");
   json.PutText("","TICKS");
   json.PutText("","REPLAY");
   json.PutText("","FENCE");
   json.CloseArray();
   g_kill.PutState(json);
   json.PutRaw("seq",g_events.SeqJson());
  }

string HelloJson(void)
  {
   CJsonWriter json;
   json.OpenObject("");
   PutHost(json);
   json.CloseObject();
   return(json.Text());
  }

string PingJson(void)
  {
   CJsonWriter json;
   json.OpenObject("");
   json.PutText("boot_id",g_clock.boot_id);
   json.PutInt("mono_ms",g_clock.MonoMs());
   json.PutBool("connected",IsConnected());
   g_kill.PutState(json);
   json.CloseObject();
   return(json.Text());
  }

string StatusJson(void)
  {
   CJsonWriter json;
   json.OpenObject("");
   PutHost(json);
   json.PutText("gateway","MT5-Windows");
   json.PutInt("uptime_ms",(long)((GetMicrosecondCount()-g_started_us)/1000));
   json.PutInt("commands",g_commands_seen);
   json.PutInt("duplicates",g_duplicates);
   json.PutInt("refused",g_refused);
   json.PutInt("orders_open",OrdersTotal());
   json.PutInt("positions_open",PositionsTotal());
   json.PutTextOrNull("last_error",g_last_error);
   json.CloseObject();
   return(json.Text());
  }

//--- an action without fields of its own
bool HasNoFields(CRequest &request,CReply &reply)
  {
   request.Allow(request.Payload(),"");
   return(!request.Refused(reply));
  }

//--- KILL and RESET need an epoch only; a kill of an older writer still kills
bool HasEpoch(CRequest &request,CReply &reply)
  {
   request.Demand(request.epoch!=WIRE_MISSING,"epoch","","is required");
   return(!request.Refused(reply));
  }

bool QueryAction(CRequest &request,CReply &reply)
  {
   string action=request.action;
   if(action=="GET_ACCOUNT_INFO")
      g_queries.Account(request,reply);
   else if(action=="GET_POSITIONS")
      g_queries.Positions(request,reply);
   else if(action=="GET_ORDERS")
      g_queries.Orders(request,reply);
   else if(action=="GET_ORDER_STATUS")
      g_commands.OrderStatus(request,reply);
   else if(action=="GET_DEALS")
      g_queries.Deals(request,reply);
   else if(action=="GET_QUOTES")
      g_queries.Quotes(request,reply);
   else if(action=="GET_ORDER_BOOK")
      g_queries.Book(request,reply);
   else if(action=="GET_SYMBOL_INFO")
      g_queries.Symbols(request,reply);
   else if(action=="SUBSCRIBE")
      g_ticks.OnSubscribe(request,true,reply);
   else if(action=="UNSUBSCRIBE")
      g_ticks.OnSubscribe(request,false,reply);
   else if(action=="REPLAY_EVENTS")
      g_events.Replay(request,reply);
   else
      return(false);
   return(true);
  }

bool TradeAction(CRequest &request,CReply &reply)
  {
   string action=request.action;
   if(action=="OPEN_ORDER")
      g_commands.Open(request,reply);
   else if(action=="OPEN_ORDERS")
      g_commands.OpenMany(request,reply);
   else if(action=="CLOSE_POSITION")
      g_commands.Close(request,reply);
   else if(action=="MODIFY_ORDER")
      g_commands.ModifyOrder(request,reply);
   else if(action=="MODIFY_POSITION")
      g_commands.ModifyPosition(request,reply);
   else if(action=="CANCEL_ORDER")
      g_commands.CancelOrder(request,reply);
   else if(action=="FENCE_ORDER")
      g_commands.FenceOrder(request,reply);
   else
      return(false);
   return(true);
  }

void Dispatch(CRequest &request,CReply &reply)
  {
   string action=request.action;
   if(action=="PING" || action=="HEARTBEAT")
     {
      if(HasNoFields(request,reply))
         reply.Success(PingJson());
     }
   else if(action=="HELLO")
     {
      if(g_commands.Greet(request,reply))
         reply.Success(HelloJson());
     }
   else if(action=="STATUS")
     {
      if(HasNoFields(request,reply))
         reply.Success(StatusJson());
     }
   else if(action=="KILL_SWITCH")
     {
      if(HasEpoch(request,reply))
         g_kill.OnKill(request,reply);
     }
   else if(action=="RESET_KILL_SWITCH")
     {
      if(HasEpoch(request,reply) && request.epoch>=g_journal.Epoch())
         g_kill.OnReset(request,reply);
      else if(!request.Refused(reply))
         reply.Error("STALE_EPOCH","epoch "+IntegerToString(request.epoch)+" is below "+IntegerToString(g_journal.Epoch()));
     }
   else if(!TradeAction(request,reply) && !QueryAction(request,reply))
      reply.Error("UNKNOWN_ACTION",action+" is not an action of interlock-1");
  }

//+------------------------------------------------------------------+
//| One request, one reply: a REQ socket waits for it                |
//+------------------------------------------------------------------+
void Answer(const int size)
  {
   CRequest request;
   CReply reply;
   g_commands_seen++;
   if(size>WIRE_MAX_REQUEST)
      reply.Error("TOO_LARGE",IntegerToString(size)+" bytes; at most "+IntegerToString(WIRE_MAX_REQUEST));
   else if(!g_rep.IsSingle())
      reply.Error("BAD_REQUEST","a request is one frame");
   else if(request.Parse(g_frame,size))
      Dispatch(request,reply);
   else
      request.Refused(reply);
   if(reply.duplicate)
      g_duplicates++;
   if(reply.status=="ERROR")
     {
      g_refused++;
      g_last_error=reply.code+": "+reply.message;
     }
   if(!g_rep.Reply(reply.Render(request.request_id)))
      Print("Interlock: a reply could not be sent, errno ",zmq_errno());
  }

//--- waits for commands until the slice is used up, answers as many as come
void Serve(const int slice_ms)
  {
   ulong end=GetMicrosecondCount()+(ulong)slice_ms*1000;
   int answered=0;
   while(!IsStopped())
     {
      g_curve.Pump();
      ulong now=GetMicrosecondCount();
      int left=(now<end ? (int)((end-now)/1000) : 0);
      //--- under a flood of commands orders and the kill switch get their turn too
      if(left==0 && answered>=GATEWAY_BURST)
         return;
      if(left!=g_receive_timeout_ms)
        {
         g_rep.SetInt(ZMQ_RCVTIMEO,left);
         g_receive_timeout_ms=left;
        }
      int size=g_rep.Receive(g_frame);
      if(size==COMMAND_NONE)
         return;
      if(size>=0)
         Answer(size);
      answered++;
     }
  }

//--- everything that does not come from the wire
void Work(void)
  {
   g_trading.Pump();
   g_kill.Pump(g_trading.Outstanding()>0);
   g_ticks.Poll();
   //--- looked at often, the clock finds the beginning of a second and with it the fraction
   g_clock.UtcMicros();
   long now=g_clock.MonoMs();
   if(now-g_last_heartbeat_ms<1000)
      return;
   g_last_heartbeat_ms=now;
   CJsonWriter json;
   json.OpenObject("");
   json.PutInt("mono_ms",now);
   json.PutBool("connected",IsConnected());
   g_kill.PutState(json);
   json.PutInt("event_seq",g_events.LastEvent());
   json.CloseObject();
   g_events.Heartbeat(json.Text());
  }

bool SecureSockets(void)
  {
   if(StringLen(CurveServerSecretKey)==0 && StringLen(CurveClientKeys)==0)
      return(true);
   if(StringLen(CurveServerSecretKey)!=40 || !g_curve.Open(g_context,CurveClientKeys))
      return(false);
   return(g_rep.SetText(ZMQ_ZAP_DOMAIN,"interlock") && g_rep.SetInt(ZMQ_CURVE_SERVER,1) &&
          g_rep.SetText(ZMQ_CURVE_SECRETKEY,CurveServerSecretKey) &&
          g_events.SetText(ZMQ_ZAP_DOMAIN,"interlock") && g_events.SetInt(ZMQ_CURVE_SERVER,1) &&
          g_events.SetText(ZMQ_CURVE_SECRETKEY,CurveServerSecretKey));
  }

bool OpenSockets(void)
  {
   g_context=zmq_ctx_new();
   if(g_context==0)
      return(false);
   //--- larger frames break the connection; up to there they are answered TOO_LARGE
   if(!g_rep.Open(g_context) || !g_rep.SetLong(ZMQ_MAXMSGSIZE,1048576) || !g_rep.SetInt(ZMQ_HANDSHAKE_IVL,2000))
      return(false);
   if(!g_events.Open(g_context) || !SecureSockets())
      return(false);
   return(g_rep.Bind(RepEndpoint) && g_events.Bind(PubEndpoint));
  }

bool OpenFiles(void)
  {
   string account=IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN));
   FolderCreate("Interlock",0);
   if(!g_journal.Open("Interlock\\journal-"+account+".jsonl"))
     {
      Print("Interlock: the journal cannot be opened, error ",GetLastError());
      return(false);
     }
   if(g_journal.Damaged()>0)
      Print("Interlock: the journal has ",g_journal.Damaged()," damaged lines; trading is refused, see the README");
   if(!g_kill.Open("Interlock\\kill-"+account+".jsonl","Interlock.Kill."+account))
     {
      Print("Interlock: the kill switch file cannot be opened, error ",GetLastError());
      return(false);
     }
   return(true);
  }

int OnInit(void)
  {
   g_clock.Start();
   g_started_us=GetMicrosecondCount();
   ArrayResize(g_frame,WIRE_MAX_REQUEST+1);
   if(TimerMs<1 || SliceMs<1 || SliceMs>100 || AnswerTimeoutMs<100 || FenceGraceMs<0)
     {
      Print("Interlock: an input is out of range: TimerMs 1.., SliceMs 1..100, AnswerTimeoutMs 100.., FenceGraceMs 0..");
      return(INIT_PARAMETERS_INCORRECT);
     }
   if(!g_symbols.Load(SymbolMap))
     {
      Print("Interlock: SymbolMap must be name=name,name=name");
      return(INIT_PARAMETERS_INCORRECT);
     }
   if(AccountInfoInteger(ACCOUNT_LOGIN)==0)
     {
      Print("Interlock: no account yet; start it again once the terminal is logged in");
      return(INIT_FAILED);
     }
   if(!OpenFiles())
      return(INIT_FAILED);
   g_clock.NameBoot(g_journal.Boots());
   g_trading.Start(AsyncOrders,AnswerTimeoutMs,FenceGraceMs);
   if(!OpenSockets())
     {
      Print("Interlock: the sockets cannot be opened, errno ",zmq_errno(),", ",RepEndpoint,", ",PubEndpoint);
      return(INIT_FAILED);
     }
   if(!EventSetMillisecondTimer(TimerMs))
      return(INIT_FAILED);
   Print("Interlock: gateway ",GATEWAY_VERSION," boot ",g_clock.boot_id," commands ",g_rep.LastEndpoint()," events ",g_events.Endpoint());
   if(g_kill.IsLatched())
      Print("Interlock: the kill switch is latched, kill epoch ",g_kill.KillEpoch());
   return(INIT_SUCCEEDED);
  }

//--- the terminal allows about 2.5 s
void OnDeinit(const int reason)
  {
   EventKillTimer();
   g_queries.Close();
   g_rep.Close();
   g_events.Close();
   g_curve.Close();
   if(g_context!=0)
      zmq_ctx_term(g_context);
   g_context=0;
   g_journal.Close();
   g_kill.Close();
   Print("Interlock: stopped, reason ",reason);
  }

void OnTimer(void)
  {
   Work();
   bool busy=(g_trading.Outstanding()>0 || g_kill.IsLatched());
   Serve(busy ? MathMin(SliceMs,GATEWAY_BUSY_SLICE_MS) : SliceMs);
  }

void OnTick(void)
  {
   g_ticks.Poll();
   Serve(0);
  }

void OnTradeTransaction(const MqlTradeTransaction &transaction,const MqlTradeRequest &request,const MqlTradeResult &result)
  {
   g_trading.OnTransaction(transaction,result);
   g_kill.Pump(g_trading.Outstanding()>0);
   Serve(0);
  }
//+------------------------------------------------------------------+
