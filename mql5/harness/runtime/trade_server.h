// The simulated broker: symbols, orders, deals, positions and the account, on disk after every change, with faults on demand.
// It knows nothing of MQL5 programs; the terminal asks it and hears of what happens through the listener.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "mql5.h"

namespace harness {

using mql::ulong;

struct Session { int day; int from; int to; };

struct Symbol {
    std::string name, base, profit, margin;
    int digits = 5;
    double bid = 0, ask = 0, last = 0, contract = 100000;
    double volumeMin = 0.01, volumeMax = 100, volumeStep = 0.01;
    double tickSize = 0;
    int stopsLevel = 0, freezeLevel = 0;
    long long filling = 3;
    mql::ENUM_SYMBOL_TRADE_EXECUTION execution = mql::SYMBOL_TRADE_EXECUTION_MARKET;
    mql::ENUM_SYMBOL_TRADE_MODE mode = mql::SYMBOL_TRADE_MODE_FULL;
    std::vector<Session> sessions;
    std::deque<mql::MqlTick> ticks;
    double point() const;
};

struct Order {
    ulong ticket = 0;
    std::string symbol, comment;
    mql::ENUM_ORDER_TYPE type = mql::ORDER_TYPE_BUY;
    mql::ENUM_ORDER_STATE state = mql::ORDER_STATE_PLACED;
    mql::ENUM_ORDER_TYPE_FILLING filling = mql::ORDER_FILLING_RETURN;
    mql::ENUM_ORDER_TYPE_TIME typeTime = mql::ORDER_TIME_GTC;
    mql::ENUM_ORDER_REASON reason = mql::ORDER_REASON_EXPERT;
    double volume = 0, left = 0, price = 0, stopLimit = 0, sl = 0, tp = 0;
    long long expiration = 0, magic = 0, setupMs = 0, doneMs = 0;
    ulong position = 0;
};

struct Deal {
    ulong ticket = 0, order = 0, position = 0;
    std::string symbol, comment;
    mql::ENUM_DEAL_TYPE type = mql::DEAL_TYPE_BUY;
    mql::ENUM_DEAL_ENTRY entry = mql::DEAL_ENTRY_IN;
    mql::ENUM_DEAL_REASON reason = mql::DEAL_REASON_EXPERT;
    double volume = 0, price = 0, commission = 0, swap = 0, profit = 0;
    long long magic = 0, timeMs = 0;
};

struct Position {
    ulong ticket = 0;
    std::string symbol, comment;
    bool buy = true;
    double volume = 0, price = 0, sl = 0, tp = 0, swap = 0;
    long long magic = 0, timeMs = 0;
};

// What the next matching requests meet instead of plain sailing.
struct Fault {
    int count = 1;
    unsigned retcode = 0;      // the answer, whatever happened
    bool execute = true;       // carried out?
    bool answer = true;        // answered?
    bool events = true;        // are its transactions delivered?
    double partial = 0;        // volume filled at once
    double requotePoints = 0;  // the market moves first
    int latencyMs = -1;
};

struct Notice {
    mql::MqlTradeTransaction transaction;
    mql::MqlTradeRequest request;
    mql::MqlTradeResult result;
};

struct Settings {
    std::string data;
    bool hedging = true;
    unsigned seed = 1;
    int latencyMs = 1;
    int walkMs = 0;  // how often every price takes a random step; 0: prices stand still
    int serverOffsetSeconds = 7200;
    double deposit = 100000;
    int leverage = 100;
    long long login = 50001;
};

class TradeServer {
public:
    explicit TradeServer(const Settings &settings);
    ~TradeServer();

    // ---- the terminal's side; every call takes the lock
    std::mutex mutex;
    std::function<void(const Notice &)> onNotice;
    std::function<void(const std::string &)> onTick;

    // Hands a request over; the result comes as a notice. The id is the answer's.
    unsigned submit(const mql::MqlTradeRequest &request);
    // Waits for the answer, as OrderSend does.
    mql::MqlTradeResult submitAndWait(const mql::MqlTradeRequest &request);
    unsigned check(const mql::MqlTradeRequest &request, mql::MqlTradeCheckResult &result);

    // ---- state, read under the lock
    std::map<std::string, Symbol> symbols;
    std::map<ulong, Order> working;
    std::map<ulong, Order> history;
    std::map<ulong, Deal> deals;
    std::map<ulong, Position> positions;
    double balance = 0;
    bool connected = true;
    bool tradeAllowed = true;
    Settings settings;
    std::string crashPoint;
    int latencyMs = 1;
    bool shuffle = false;
    std::string commentMode = "keep";
    long long requests = 0;
    std::map<std::string, int> sent;  // requests by comment

    long long serverMs() const;
    double profitOf(const Position &position) const;
    double equity() const;
    double marginUsed() const;
    void setPrice(const std::string &symbol, double bid, double ask, double last = 0);
    void addFault(const Fault &fault);
    void clearFaults();
    // Fills a working order by hand; false: no such order.
    bool fillWorking(ulong ticket, double volume);
    // A person at the terminal: an order without our comment.
    mql::MqlTradeResult manual(const mql::MqlTradeRequest &request);
    std::string ledgerJson() const;
    void crashAt(const char *point) const;

private:
    struct Job {
        unsigned id = 0;
        long long dueUs = 0;
        mql::MqlTradeRequest request;
        Fault fault;
        bool wanted = false;
        bool waited = false;
    };

    void run();
    void walk();
    void perform(Job job);
    mql::MqlTradeResult execute(const mql::MqlTradeRequest &request, const Fault &fault, std::vector<Notice> &notices);
    mql::MqlTradeResult deal(const mql::MqlTradeRequest &request, const Fault &fault, std::vector<Notice> &notices);
    mql::MqlTradeResult pending(const mql::MqlTradeRequest &request, std::vector<Notice> &notices);
    mql::MqlTradeResult modify(const mql::MqlTradeRequest &request, std::vector<Notice> &notices);
    mql::MqlTradeResult remove(const mql::MqlTradeRequest &request, std::vector<Notice> &notices);
    mql::MqlTradeResult protect(const mql::MqlTradeRequest &request, std::vector<Notice> &notices);
    unsigned validate(const mql::MqlTradeRequest &request) const;
    bool inSession(const Symbol &symbol) const;
    ulong book(Order &order, double volume, double price, mql::ENUM_DEAL_REASON reason, std::vector<Notice> &notices);
    void finish(Order order, mql::ENUM_ORDER_STATE state, std::vector<Notice> &notices);
    void onPrice(const std::string &symbol);
    void closeBy(const Position &position, mql::ENUM_DEAL_REASON reason, std::vector<Notice> &notices);
    void expire(std::vector<Notice> &notices);
    void notify(std::vector<Notice> &notices);
    double toUsd(const std::string &currency) const;
    double marginFor(const Symbol &symbol, double volume, double price) const;
    std::string brokerComment(const std::string &comment) const;
    Fault takeFault();
    void load();
    void save(const Order &order, bool isWorking);
    void save(const Deal &deal);
    void save(const Position &position, bool open);
    void saveAccount();
    void line(const std::string &text);

    std::list<Fault> faults_;
    std::vector<Job> queue_;
    std::map<unsigned, mql::MqlTradeResult> answers_;
    std::condition_variable changed_;
    std::thread thread_;
    bool stopping_ = false;
    unsigned nextRequest_ = 0;
    long long walkDueUs_ = 0;
    ulong nextTicket_ = 1000;
    std::mt19937 random_;
    std::FILE *file_ = nullptr;
};

long long monotonicUs();

// Volumes and prices closer than this are equal.
constexpr double EPSILON = 1e-9;
bool isBuy(mql::ENUM_ORDER_TYPE type);
Notice notice(mql::ENUM_TRADE_TRANSACTION_TYPE type, const Order &order, ulong deal = 0);

} // namespace harness
