//+------------------------------------------------------------------+
//| EventClientExample.mq5 - how an Expert Advisor asks Interlock    |
//| before it opens and reports what it does. Its trading rule is a  |
//| placeholder on purpose: one market order, if OpenOnce says so.   |
//| EventClientExampleHttp.mq5 is the same without any DLL.          |
//+------------------------------------------------------------------+
#property copyright "Interlock"
#property version   "1.00"
#property strict

#include <Interlock/EventClient.mqh>

input ENUM_EVENT_TRANSPORT Transport = EVENT_OVER_HTTP;      // how to reach the bridge
input string BridgeAddress = "http://127.0.0.1:8082/ea/events"; // or tcp://host:5557
input string Token = "";                                     // X-Token for WebRequest
input string EaName = "EventClientExample";                  // name in the bridge's registry
input int    Magic = 20260105;                               // magic number
input int    AnswerMs = 1000;                                // longest wait for an answer
input int    MaxReconnects = 20;                             // failed connections in a row before it rests (0: never)
input int    HeartbeatSeconds = 5;                           // heartbeat interval
input bool   OpenOnce = false;                               // open one market order when started
input double OpenVolume = 0.10;                              // its volume, lots

CEventClient g_client;
long         g_next_heartbeat_ms=0;
bool         g_opened=false;

//--- down to the volume step; 0: less than the smallest volume
double RoundDown(const string symbol,const double volume)
  {
   double step=SymbolInfoDouble(symbol,SYMBOL_VOLUME_STEP);
   double steps=MathRound(volume/step);
   if(steps*step>volume+step*0.000001)
      steps-=1;
   double rounded=NormalizeDouble(steps*step,8);
   return(rounded<SymbolInfoDouble(symbol,SYMBOL_VOLUME_MIN)-step*0.000001 ? 0.0 : rounded);
  }

void OpenAfterAsking(const string symbol)
  {
   SEventAnswer answer;
   double ask=SymbolInfoDouble(symbol,SYMBOL_ASK);
   g_client.TradeOpen(symbol,true,OpenVolume,ask,AnswerMs,answer);
   double volume=RoundDown(symbol,OpenVolume*answer.risk_multiplier);
   if(!answer.approved || volume<=0)
     {
      Print("not opened: ",answer.reason);
      return;
     }
   MqlTradeRequest request;
   MqlTradeResult result;
   ZeroMemory(request);
   ZeroMemory(result);
   request.action=TRADE_ACTION_DEAL;
   request.symbol=symbol;
   request.volume=volume;
   request.type=ORDER_TYPE_BUY;
   request.price=ask;
   request.type_filling=((SymbolInfoInteger(symbol,SYMBOL_FILLING_MODE)&SYMBOL_FILLING_FOK)!=0 ? ORDER_FILLING_FOK : ORDER_FILLING_IOC);
   request.magic=(ulong)Magic;
   if(!OrderSend(request,result))
      Print("not opened: retcode ",result.retcode);
   else
      Print("opened ",volume," as order ",result.order);
  }

int OnInit(void)
  {
   if(!g_client.Open(Transport,BridgeAddress,Token,EaName,Magic,AnswerMs,MaxReconnects))
     {
      Print("the event client cannot be opened: ",BridgeAddress);
      return(INIT_FAILED);
     }
   return(EventSetMillisecondTimer(100) ? INIT_SUCCEEDED : INIT_FAILED);
  }

void OnDeinit(const int reason)
  {
   EventKillTimer();
   Print("reports sent ",g_client.Sent(),", waiting ",g_client.Queued(),", dropped ",g_client.Dropped());
   g_client.Close();
  }

void OnTimer(void)
  {
   long now=g_clock.MonoMs();
   if(now>=g_next_heartbeat_ms)
     {
      g_next_heartbeat_ms=now+HeartbeatSeconds*1000;
      g_client.Heartbeat(AccountInfoDouble(ACCOUNT_BALANCE),AccountInfoDouble(ACCOUNT_EQUITY),PositionsTotal());
     }
   g_client.Pump();
   if(OpenOnce && !g_opened && SymbolsTotal(true)>0)
     {
      g_opened=true;
      OpenAfterAsking(SymbolName(0,true));
     }
  }

void OnTradeTransaction(const MqlTradeTransaction &transaction,const MqlTradeRequest &request,const MqlTradeResult &result)
  {
   if(transaction.type==TRADE_TRANSACTION_POSITION && PositionSelectByTicket(transaction.position))
      g_client.TradeModify(transaction.position,transaction.symbol,PositionGetDouble(POSITION_SL),PositionGetDouble(POSITION_TP));
   if(transaction.type!=TRADE_TRANSACTION_DEAL_ADD || !HistoryDealSelect(transaction.deal))
      return;
   if(HistoryDealGetInteger(transaction.deal,DEAL_ENTRY)==(long)DEAL_ENTRY_IN)
      return;
   g_client.TradeClose((ulong)HistoryDealGetInteger(transaction.deal,DEAL_POSITION_ID),HistoryDealGetString(transaction.deal,DEAL_SYMBOL),
                       HistoryDealGetDouble(transaction.deal,DEAL_VOLUME),HistoryDealGetDouble(transaction.deal,DEAL_PRICE),
                       HistoryDealGetDouble(transaction.deal,DEAL_PROFIT));
  }
//+------------------------------------------------------------------+
