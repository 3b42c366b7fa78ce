//+------------------------------------------------------------------+
//| EventClientExampleHttp.mq5 - EventClientExample for terminals    |
//| where DLLs are not allowed: WebRequest only.                     |
//+------------------------------------------------------------------+
#define INTERLOCK_NO_DLL
#include "EventClientExample.mq5"
//+------------------------------------------------------------------+
