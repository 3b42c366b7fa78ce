// The control port: tests script the broker and read its ledger. One text line in, JSON out.
#include <zmq.h>

#include <csignal>
#include <iostream>
#include <sstream>

#include "terminal.h"

namespace harness {

namespace {

void *context = nullptr;
void *rep = nullptr;
std::thread thread;
std::string endpoint;

using Words = std::map<std::string, std::string>;

double number(const Words &words, const char *name, double otherwise) {
    auto found = words.find(name);
    return found == words.end() ? otherwise : std::stod(found->second);
}

std::string fault(const Words &w) {
    Fault f;
    f.retcode = static_cast<unsigned>(number(w, "retcode", 0));
    f.execute = number(w, "execute", f.retcode == 0) != 0;
    f.answer = number(w, "answer", 1) != 0;
    f.events = number(w, "events", 1) != 0;
    f.partial = number(w, "partial", 0);
    f.requotePoints = number(w, "requote", 0);
    f.latencyMs = static_cast<int>(number(w, "latency", -1));
    f.count = static_cast<int>(number(w, "count", 1));
    server->addFault(f);
    return "{\"ok\":true}";
}

std::string symbol(const std::string &name, const Words &w) {
    Symbol &s = server->symbols[name];
    if (s.name.empty()) {
        s = server->symbols["EURUSD"];
        s.name = name;
    }
    s.mode = static_cast<mql::ENUM_SYMBOL_TRADE_MODE>(static_cast<int>(number(w, "mode", s.mode)));
    s.execution = static_cast<mql::ENUM_SYMBOL_TRADE_EXECUTION>(static_cast<int>(number(w, "execution", s.execution)));
    s.filling = static_cast<long long>(number(w, "filling", static_cast<double>(s.filling)));
    s.stopsLevel = static_cast<int>(number(w, "stops_level", s.stopsLevel));
    s.volumeMin = number(w, "volume_min", s.volumeMin);
    s.volumeMax = number(w, "volume_max", s.volumeMax);
    s.volumeStep = number(w, "volume_step", s.volumeStep);
    auto sessions = w.find("sessions");
    if (sessions != w.end()) {
        s.sessions.clear();
        std::istringstream list(sessions->second);
        for (std::string one; std::getline(list, one, ',');) {
            Session session{};
            if (std::sscanf(one.c_str(), "%d:%d:%d", &session.day, &session.from, &session.to) == 3) s.sessions.push_back(session);
        }
    }
    return "{\"ok\":true}";
}

std::string crash(const std::string &point, const Words &w) {
    if (point == "before_send") crashPlan.beforeSend = true;
    else if (point == "before_reply") crashPlan.beforeReply = true;
    else if (point == "flush") crashPlan.flushes = static_cast<int>(number(w, "count", 1));
    else server->crashPoint = point;
    return "{\"ok\":true}";
}

std::string manual(const Words &w) {
    mql::MqlTradeRequest request;
    request.action = mql::TRADE_ACTION_DEAL;
    request.symbol = mql::utf16(w.count("symbol") ? w.at("symbol") : "EURUSD");
    request.volume = number(w, "volume", 0.01);
    request.type = number(w, "sell", 0) != 0 ? mql::ORDER_TYPE_SELL : mql::ORDER_TYPE_BUY;
    request.magic = static_cast<mql::ulong>(number(w, "magic", 0));
    request.position = static_cast<mql::ulong>(number(w, "position", 0));
    request.comment = mql::utf16(w.count("comment") ? w.at("comment") : "");
    request.price = 1;
    mql::MqlTradeResult result = server->manual(request);
    return "{\"retcode\":" + std::to_string(result.retcode) + ",\"order\":" + std::to_string(result.order) + "}";
}

// Commands that take the server's lock themselves come first.
std::string obey(const std::string &line) {
    std::istringstream words(line);
    std::string command, word;
    words >> command;
    std::vector<std::string> plain;
    Words named;
    while (words >> word) {
        size_t equals = word.find('=');
        if (equals == std::string::npos) plain.push_back(word);
        else named[word.substr(0, equals)] = word.substr(equals + 1);
    }
    auto at = [&](size_t n) { return n < plain.size() ? plain[n] : std::string(); };
    if (command == "fill") return server->fillWorking(std::stoull(at(0)), std::stod(at(1))) ? "{\"ok\":true}" : "{\"ok\":false}";
    if (command == "manual") return manual(named);
    if (command == "stop") {
        stopProgram();
        return "{\"ok\":true}";
    }
    std::lock_guard<std::mutex> lock(server->mutex);
    if (command == "ledger") return server->ledgerJson();
    if (command == "fault") return fault(named);
    if (command == "symbol") return symbol(at(0), named);
    if (command == "crash") return crash(at(0), named);
    if (command == "clear") server->clearFaults();
    else if (command == "disk") {
        crashPlan.diskFull = at(0) == "full";
        crashPlan.diskTorn = at(0) == "torn";
    }
    else if (command == "latency") server->latencyMs = std::stoi(at(0));
    else if (command == "connected") server->connected = at(0) == "1";
    else if (command == "trade_allowed") server->tradeAllowed = at(0) == "1";
    else if (command == "shuffle") server->shuffle = at(0) == "1";
    else if (command == "comments") server->commentMode = at(0);
    else if (command == "balance") server->balance = std::stod(at(0));
    else if (command == "price") server->setPrice(at(0), std::stod(at(1)), std::stod(at(2)));
    else return "{\"error\":\"unknown command " + command + "\"}";
    return "{\"ok\":true}";
}

void serve() {
    char buffer[4096];
    while (true) {
        int size = zmq_recv(rep, buffer, sizeof buffer, 0);
        if (size < 0) return;
        std::string answer;
        try {
            answer = obey(std::string(buffer, static_cast<size_t>(std::min<int>(size, sizeof buffer))));
        } catch (const std::exception &e) {
            answer = std::string("{\"error\":\"") + e.what() + "\"}";
        }
        zmq_send(rep, answer.data(), answer.size(), 0);
    }
}

} // namespace

void startControl(const std::string &where) {
    context = zmq_ctx_new();
    rep = zmq_socket(context, ZMQ_REP);
    int linger = 0;
    zmq_setsockopt(rep, ZMQ_LINGER, &linger, sizeof linger);
    if (zmq_bind(rep, where.c_str()) != 0) {
        std::cerr << "cannot bind the control port " << where << ": " << zmq_strerror(zmq_errno()) << std::endl;
        std::exit(2);
    }
    char bound[256];
    size_t length = sizeof bound;
    zmq_getsockopt(rep, ZMQ_LAST_ENDPOINT, bound, &length);
    endpoint = bound;
    thread = std::thread(serve);
}

std::string controlEndpoint() { return endpoint; }

// The answer to `stop` is still on its way out.
void stopControl() {
    zmq_ctx_shutdown(context);
    thread.join();
    int linger = 100;
    zmq_setsockopt(rep, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(rep);
    zmq_ctx_term(context);
}

} // namespace harness
