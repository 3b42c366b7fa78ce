//+------------------------------------------------------------------+
//| Retcodes.mqh - what each answer of the trade server proves.      |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_RETCODES_MQH
#define INTERLOCK_RETCODES_MQH

enum ENUM_VERDICT
  {
   //--- carried out, or accepted
   VERDICT_DONE,
   //--- not carried out, a fresh price may help
   VERDICT_REQUOTE,
   //--- not carried out, the same may work a little later
   VERDICT_LATER,
   //--- not carried out, another filling mode may help
   VERDICT_FILLING,
   //--- not carried out
   VERDICT_REFUSED,
   //--- nothing is proved: look for the order before anything else
   VERDICT_UNKNOWN
  };

ENUM_VERDICT VerdictOf(const uint retcode)
  {
   switch(retcode)
     {
      case TRADE_RETCODE_PLACED:
      case TRADE_RETCODE_DONE:
      case TRADE_RETCODE_DONE_PARTIAL:
      case TRADE_RETCODE_NO_CHANGES:
         return(VERDICT_DONE);
      case TRADE_RETCODE_REQUOTE:
      case TRADE_RETCODE_PRICE_CHANGED:
      case TRADE_RETCODE_PRICE_OFF:
         return(VERDICT_REQUOTE);
      case TRADE_RETCODE_TOO_MANY_REQUESTS:
      case TRADE_RETCODE_LOCKED:
      case TRADE_RETCODE_FROZEN:
         return(VERDICT_LATER);
      case TRADE_RETCODE_INVALID_FILL:
         return(VERDICT_FILLING);
      case TRADE_RETCODE_REJECT:
      case TRADE_RETCODE_CANCEL:
      case TRADE_RETCODE_INVALID:
      case TRADE_RETCODE_INVALID_VOLUME:
      case TRADE_RETCODE_INVALID_PRICE:
      case TRADE_RETCODE_INVALID_STOPS:
      case TRADE_RETCODE_TRADE_DISABLED:
      case TRADE_RETCODE_MARKET_CLOSED:
      case TRADE_RETCODE_NO_MONEY:
      case TRADE_RETCODE_INVALID_EXPIRATION:
      case TRADE_RETCODE_ORDER_CHANGED:
      case TRADE_RETCODE_SERVER_DISABLES_AT:
      case TRADE_RETCODE_CLIENT_DISABLES_AT:
      case TRADE_RETCODE_ONLY_REAL:
      case TRADE_RETCODE_LIMIT_ORDERS:
      case TRADE_RETCODE_LIMIT_VOLUME:
      case TRADE_RETCODE_INVALID_ORDER:
      case TRADE_RETCODE_POSITION_CLOSED:
      case TRADE_RETCODE_INVALID_CLOSE_VOLUME:
      case TRADE_RETCODE_CLOSE_ORDER_EXIST:
      case TRADE_RETCODE_LIMIT_POSITIONS:
      case TRADE_RETCODE_REJECT_CANCEL:
      case TRADE_RETCODE_LONG_ONLY:
      case TRADE_RETCODE_SHORT_ONLY:
      case TRADE_RETCODE_CLOSE_ONLY:
      case TRADE_RETCODE_FIFO_CLOSE:
      case TRADE_RETCODE_HEDGE_PROHIBITED:
         return(VERDICT_REFUSED);
      //--- 10011, 10012, 0, and 10031: the connection may have broken after the request had left; and every code not known here
      default:
         return(VERDICT_UNKNOWN);
     }
  }

string RetcodeName(const int retcode)
  {
   switch(retcode)
     {
      case 0:
         return("NONE");
      case TRADE_RETCODE_REQUOTE:
         return("REQUOTE");
      case TRADE_RETCODE_REJECT:
         return("REJECT");
      case TRADE_RETCODE_CANCEL:
         return("CANCEL");
      case TRADE_RETCODE_PLACED:
         return("PLACED");
      case TRADE_RETCODE_DONE:
         return("DONE");
      case TRADE_RETCODE_DONE_PARTIAL:
         return("DONE_PARTIAL");
      case TRADE_RETCODE_ERROR:
         return("ERROR");
      case TRADE_RETCODE_TIMEOUT:
         return("TIMEOUT");
      case TRADE_RETCODE_INVALID:
         return("INVALID");
      case TRADE_RETCODE_INVALID_VOLUME:
         return("INVALID_VOLUME");
      case TRADE_RETCODE_INVALID_PRICE:
         return("INVALID_PRICE");
      case TRADE_RETCODE_INVALID_STOPS:
         return("INVALID_STOPS");
      case TRADE_RETCODE_TRADE_DISABLED:
         return("TRADE_DISABLED");
      case TRADE_RETCODE_MARKET_CLOSED:
         return("MARKET_CLOSED");
      case TRADE_RETCODE_NO_MONEY:
         return("NO_MONEY");
      case TRADE_RETCODE_PRICE_CHANGED:
         return("PRICE_CHANGED");
      case TRADE_RETCODE_PRICE_OFF:
         return("PRICE_OFF");
      case TRADE_RETCODE_INVALID_EXPIRATION:
         return("INVALID_EXPIRATION");
      case TRADE_RETCODE_ORDER_CHANGED:
         return("ORDER_CHANGED");
      case TRADE_RETCODE_TOO_MANY_REQUESTS:
         return("TOO_MANY_REQUESTS");
      case TRADE_RETCODE_NO_CHANGES:
         return("NO_CHANGES");
      case TRADE_RETCODE_SERVER_DISABLES_AT:
         return("SERVER_DISABLES_AT");
      case TRADE_RETCODE_CLIENT_DISABLES_AT:
         return("CLIENT_DISABLES_AT");
      case TRADE_RETCODE_LOCKED:
         return("LOCKED");
      case TRADE_RETCODE_FROZEN:
         return("FROZEN");
      case TRADE_RETCODE_INVALID_FILL:
         return("INVALID_FILL");
      case TRADE_RETCODE_CONNECTION:
         return("CONNECTION");
      case TRADE_RETCODE_ONLY_REAL:
         return("ONLY_REAL");
      case TRADE_RETCODE_LIMIT_ORDERS:
         return("LIMIT_ORDERS");
      case TRADE_RETCODE_LIMIT_VOLUME:
         return("LIMIT_VOLUME");
      case TRADE_RETCODE_INVALID_ORDER:
         return("INVALID_ORDER");
      case TRADE_RETCODE_POSITION_CLOSED:
         return("POSITION_CLOSED");
      case TRADE_RETCODE_INVALID_CLOSE_VOLUME:
         return("INVALID_CLOSE_VOLUME");
      case TRADE_RETCODE_CLOSE_ORDER_EXIST:
         return("CLOSE_ORDER_EXIST");
      case TRADE_RETCODE_LIMIT_POSITIONS:
         return("LIMIT_POSITIONS");
      case TRADE_RETCODE_REJECT_CANCEL:
         return("REJECT_CANCEL");
      case TRADE_RETCODE_LONG_ONLY:
         return("LONG_ONLY");
      case TRADE_RETCODE_SHORT_ONLY:
         return("SHORT_ONLY");
      case TRADE_RETCODE_CLOSE_ONLY:
         return("CLOSE_ONLY");
      case TRADE_RETCODE_FIFO_CLOSE:
         return("FIFO_CLOSE");
      case TRADE_RETCODE_HEDGE_PROHIBITED:
         return("HEDGE_PROHIBITED");
      default:
         return("RETCODE_"+IntegerToString(retcode));
     }
  }

#endif
//+------------------------------------------------------------------+
