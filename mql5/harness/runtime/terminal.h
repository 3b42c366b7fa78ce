// The emulated terminal: one event queue and one thread for the program, as MetaTrader gives an expert.
#pragma once

#include <memory>
#include <string>

#include "trade_server.h"

namespace harness {

struct Options {
    Settings server;
    double timerMs = 15.6;
    std::string chartSymbol = "EURUSD";
    std::string control = "tcp://127.0.0.1:*";
    std::string allowedUrl;
    std::string name = "Harness";
    bool dieWithParent = false;
};

extern Options options;
extern std::unique_ptr<TradeServer> server;

// Sets last error, as GetLastError reports it.
void setError(int code);

// Runs the program until it is asked to stop; the value of OnInit if that failed.
int runProgram();
void stopProgram();
void postNotice(const Notice &notice);
void postTick(const std::string &symbol);

// Where the terminal dies, or its disk fails, as the control port says.
struct CrashPlan {
    int flushes = 0;
    bool beforeSend = false;
    bool beforeReply = false;
    bool diskFull = false;
    bool diskTorn = false;  // full in the middle of what is written
};
extern CrashPlan crashPlan;

// Endpoints the program has bound, in order.
std::string boundEndpoint(size_t n);

void startControl(const std::string &endpoint);
std::string controlEndpoint();
void stopControl();

} // namespace harness
