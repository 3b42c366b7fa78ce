// The emulated terminal with one program in it.
#include <sys/stat.h>

#include <csignal>
#include <iostream>

#include "terminal.h"

namespace {

const char *USAGE =
    "usage: PROGRAM --data DIR [--rep ENDPOINT] [--pub ENDPOINT] [--control ENDPOINT] [--seed N] [--timer-ms 15.6]\n"
    "  [--margin-mode hedging|netting] [--latency-ms N] [--walk-ms N] [--server-offset SECONDS] [--deposit N] [--login N] [--chart SYMBOL]\n"
    "  [--allow-url PREFIX] [--name NAME] [--die-with-parent 1] [--input NAME=VALUE]...\n"
    "Prints `ready rep=... pub=... control=...` once it runs; ENDPOINT may end in :* for a free port.\n"
    "DIR keeps the broker's ledger, the program's files and the terminal's global variables over restarts.\n";

void onSignal(int) { harness::stopProgram(); }

} // namespace

int main(int argc, char **argv) {
    using harness::options;
    for (int i = 1; i < argc; i += 2) {
        std::string name = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
        if (i + 1 >= argc) name = "";
        if (name == "--data") options.server.data = value;
        else if (name == "--control") options.control = value;
        else if (name == "--seed") options.server.seed = static_cast<unsigned>(std::stoul(value));
        else if (name == "--timer-ms") options.timerMs = std::stod(value);
        else if (name == "--margin-mode" && (value == "hedging" || value == "netting")) options.server.hedging = value == "hedging";
        else if (name == "--latency-ms") options.server.latencyMs = std::stoi(value);
        else if (name == "--walk-ms") options.server.walkMs = std::stoi(value);
        else if (name == "--server-offset") options.server.serverOffsetSeconds = std::stoi(value);
        else if (name == "--deposit") options.server.deposit = std::stod(value);
        else if (name == "--login") options.server.login = std::stoll(value);
        else if (name == "--chart") options.chartSymbol = value;
        else if (name == "--allow-url") options.allowedUrl = value;
        else if (name == "--name") options.name = value;
        else if (name == "--die-with-parent") options.dieWithParent = value == "1";
        else if (name != "--rep" && name != "--pub" && name != "--input") {
            std::cerr << USAGE;
            return 2;
        }
    }
    if (options.server.data.empty()) {
        std::cerr << USAGE;
        return 2;
    }
    mkdir(options.server.data.c_str(), 0755);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    harness::server = std::make_unique<harness::TradeServer>(options.server);
    {
        std::lock_guard<std::mutex> lock(harness::server->mutex);
        harness::server->onNotice = harness::postNotice;
        harness::server->onTick = harness::postTick;
    }
    harness::startControl(options.control);
    int result = harness::runProgram();
    harness::stopControl();
    harness::server.reset();
    return result;
}
