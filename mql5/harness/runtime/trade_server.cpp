#include "trade_server.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <sstream>

namespace harness {

using namespace mql;

namespace {

MqlTradeResult refused(unsigned retcode) {
    MqlTradeResult result;
    result.retcode = retcode;
    return result;
}

} // namespace

long long monotonicUs() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double Symbol::point() const { return std::pow(10.0, -digits); }

TradeServer::TradeServer(const Settings &s) : settings(s), latencyMs(s.latencyMs), random_(s.seed) {
    auto add = [this](const char *name, const char *base, const char *profit, int digits, double bid, double ask, double contract) {
        Symbol symbol;
        symbol.name = name;
        symbol.base = base;
        symbol.profit = profit;
        symbol.margin = base;
        symbol.digits = digits;
        symbol.contract = contract;
        symbol.tickSize = symbol.point();
        symbols[name] = symbol;
        setPrice(name, bid, ask);
    };
    add("EURUSD", "EUR", "USD", 5, 1.09500, 1.09510, 100000);
    add("GBPUSD", "GBP", "USD", 5, 1.27000, 1.27012, 100000);
    add("USDJPY", "USD", "JPY", 3, 149.500, 149.512, 100000);
    add("XAUUSD", "XAU", "USD", 2, 2030.10, 2030.40, 100);
    add("BTCUSD", "BTC", "USD", 2, 60000.00, 60010.00, 1);
    balance = s.deposit;
    load();
    thread_ = std::thread([this] { run(); });
}

TradeServer::~TradeServer() {
    {
        std::lock_guard<std::mutex> lock(mutex);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
    if (file_) std::fclose(file_);
}

long long TradeServer::serverMs() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count() + settings.serverOffsetSeconds * 1000LL;
}

void TradeServer::crashAt(const char *point) const {
    if (crashPoint == point) std::raise(SIGKILL);
}

void TradeServer::addFault(const Fault &fault) { faults_.push_back(fault); }
void TradeServer::clearFaults() { faults_.clear(); }

Fault TradeServer::takeFault() {
    if (faults_.empty()) return Fault();
    Fault fault = faults_.front();
    if (--faults_.front().count <= 0) faults_.pop_front();
    return fault;
}

// ---- requests

unsigned TradeServer::submit(const MqlTradeRequest &request) {
    std::lock_guard<std::mutex> lock(mutex);
    Job job;
    job.id = ++nextRequest_;
    job.request = request;
    job.fault = takeFault();
    job.dueUs = monotonicUs() + 1000LL * (job.fault.latencyMs >= 0 ? job.fault.latencyMs : latencyMs);
    queue_.push_back(job);
    requests++;
    if (StringLen(request.comment) > 0) sent[utf8(request.comment)]++;
    changed_.notify_all();
    return job.id;
}

MqlTradeResult TradeServer::submitAndWait(const MqlTradeRequest &request) {
    std::unique_lock<std::mutex> lock(mutex);
    Job job;
    job.id = ++nextRequest_;
    job.request = request;
    job.fault = takeFault();
    job.waited = true;
    job.dueUs = monotonicUs() + 1000LL * (job.fault.latencyMs >= 0 ? job.fault.latencyMs : latencyMs);
    unsigned id = job.id;
    queue_.push_back(job);
    requests++;
    if (StringLen(request.comment) > 0) sent[utf8(request.comment)]++;
    changed_.notify_all();
    changed_.wait(lock, [&] { return answers_.count(id) > 0 || stopping_; });
    MqlTradeResult result = stopping_ ? refused(TRADE_RETCODE_TIMEOUT) : answers_[id];
    answers_.erase(id);
    return result;
}

void TradeServer::run() {
    std::unique_lock<std::mutex> lock(mutex);
    while (!stopping_) {
        long long now = monotonicUs();
        auto next = std::min_element(queue_.begin(), queue_.end(), [](const Job &a, const Job &b) { return a.dueUs < b.dueUs; });
        if (next != queue_.end() && next->dueUs <= now) {
            Job job = *next;
            queue_.erase(next);
            perform(job);
            continue;
        }
        std::vector<Notice> notices;
        expire(notices);
        notify(notices);
        walk();
        auto wait = std::chrono::milliseconds(settings.walkMs > 0 ? std::min(settings.walkMs, 50) : 50);
        if (next != queue_.end()) changed_.wait_for(lock, std::min<std::chrono::microseconds>(wait, std::chrono::microseconds(next->dueUs - now)));
        else changed_.wait_for(lock, wait);
    }
}

// One step up or down, the same ones for the same seed; the spread stays.
void TradeServer::walk() {
    long long now = monotonicUs();
    if (settings.walkMs <= 0 || now < walkDueUs_) return;
    walkDueUs_ = now + settings.walkMs * 1000LL;
    std::vector<std::string> names;
    for (const auto &s : symbols) names.push_back(s.first);
    for (const std::string &name : names) {
        const Symbol &s = symbols[name];
        double step = (static_cast<int>(random_() % 3) - 1) * s.tickSize;
        setPrice(name, NormalizeDouble(s.bid + step, s.digits), NormalizeDouble(s.ask + step, s.digits));
    }
}

void TradeServer::perform(Job job) {
    std::vector<Notice> notices;
    MqlTradeResult result = refused(job.fault.retcode);
    if (job.fault.requotePoints != 0) {
        Symbol &symbol = symbols[utf8(job.request.symbol)];
        double shift = job.fault.requotePoints * symbol.point();
        setPrice(symbol.name, symbol.bid + shift, symbol.ask + shift);
    }
    if (job.fault.execute) {
        result = connected ? execute(job.request, job.fault, notices) : refused(TRADE_RETCODE_CONNECTION);
        crashAt("after_send");
    }
    if (job.fault.retcode != 0) {
        result.retcode = job.fault.retcode;
        if (job.fault.retcode != TRADE_RETCODE_DONE && job.fault.retcode != TRADE_RETCODE_PLACED &&
            job.fault.retcode != TRADE_RETCODE_DONE_PARTIAL) {
            result.order = result.deal = 0;
            result.volume = result.price = 0;
        }
    }
    auto symbol = symbols.find(utf8(job.request.symbol));
    if (symbol != symbols.end()) {
        result.bid = symbol->second.bid;
        result.ask = symbol->second.ask;
    }
    result.request_id = job.id;
    if (job.fault.events) notify(notices);
    if (job.waited) {
        if (!job.fault.answer) result = refused(TRADE_RETCODE_TIMEOUT);
        answers_[job.id] = result;
        changed_.notify_all();
    } else if (job.fault.answer && onNotice) {
        Notice answer;
        answer.transaction.type = TRADE_TRANSACTION_REQUEST;
        answer.request = job.request;
        answer.result = result;
        onNotice(answer);
    }
}

void TradeServer::notify(std::vector<Notice> &notices) {
    if (shuffle) std::shuffle(notices.begin(), notices.end(), random_);
    if (onNotice)
        for (const Notice &n : notices) onNotice(n);
    notices.clear();
}

MqlTradeResult TradeServer::manual(const MqlTradeRequest &request) {
    std::lock_guard<std::mutex> lock(mutex);
    std::vector<Notice> notices;
    MqlTradeResult result = execute(request, Fault(), notices);
    notify(notices);
    return result;
}

bool TradeServer::inSession(const Symbol &symbol) const {
    if (symbol.sessions.empty()) return true;
    long long seconds = serverMs() / 1000;
    int day = static_cast<int>((seconds / 86400 + 4) % 7), second = static_cast<int>(seconds % 86400);
    for (const Session &s : symbol.sessions)
        if (s.day == day && second >= s.from && second < s.to) return true;
    return false;
}

unsigned TradeServer::validate(const MqlTradeRequest &r) const {
    if (!tradeAllowed) return TRADE_RETCODE_CLIENT_DISABLES_AT;
    auto found = symbols.find(utf8(r.symbol));
    if (r.action == TRADE_ACTION_REMOVE || r.action == TRADE_ACTION_MODIFY) return 0;
    if (found == symbols.end()) return TRADE_RETCODE_INVALID;
    const Symbol &s = found->second;
    if (s.mode == SYMBOL_TRADE_MODE_DISABLED) return TRADE_RETCODE_TRADE_DISABLED;
    if (!inSession(s)) return TRADE_RETCODE_MARKET_CLOSED;
    if (r.action == TRADE_ACTION_SLTP) return 0;
    if (r.action != TRADE_ACTION_DEAL && r.action != TRADE_ACTION_PENDING) return TRADE_RETCODE_INVALID;
    bool market = r.type == ORDER_TYPE_BUY || r.type == ORDER_TYPE_SELL;
    if (market != (r.action == TRADE_ACTION_DEAL)) return TRADE_RETCODE_INVALID;
    double steps = r.volume / s.volumeStep;
    if (!(r.volume >= s.volumeMin - EPSILON) || r.volume > s.volumeMax + EPSILON || std::fabs(steps - std::round(steps)) > 1e-6)
        return TRADE_RETCODE_INVALID_VOLUME;
    bool opening = r.position == 0;
    if (opening && s.mode == SYMBOL_TRADE_MODE_CLOSEONLY) return TRADE_RETCODE_CLOSE_ONLY;
    if (opening && s.mode == SYMBOL_TRADE_MODE_LONGONLY && !isBuy(r.type)) return TRADE_RETCODE_LONG_ONLY;
    if (opening && s.mode == SYMBOL_TRADE_MODE_SHORTONLY && isBuy(r.type)) return TRADE_RETCODE_SHORT_ONLY;
    if (r.price <= 0 || !std::isfinite(r.price)) return TRADE_RETCODE_INVALID_PRICE;
    if (market) {
        bool allowed = r.type_filling == ORDER_FILLING_FOK   ? (s.filling & SYMBOL_FILLING_FOK) != 0
                       : r.type_filling == ORDER_FILLING_IOC ? (s.filling & SYMBOL_FILLING_IOC) != 0
                                                             : s.execution != SYMBOL_TRADE_EXECUTION_MARKET;
        if (!allowed) return TRADE_RETCODE_INVALID_FILL;
    } else {
        bool limit = r.type == ORDER_TYPE_BUY_LIMIT || r.type == ORDER_TYPE_SELL_LIMIT;
        double price = isBuy(r.type) ? s.ask : s.bid;
        double away = (isBuy(r.type) != limit) ? r.price - price : price - r.price;
        if (away <= 0 || away < s.stopsLevel * s.point() - EPSILON) return TRADE_RETCODE_INVALID_PRICE;
        if (r.type_time == ORDER_TIME_SPECIFIED && r.expiration * 1000 <= serverMs()) return TRADE_RETCODE_INVALID_EXPIRATION;
    }
    double from = market ? (isBuy(r.type) ? s.bid : s.ask) : r.price, direction = isBuy(r.type) ? 1 : -1;
    double least = s.stopsLevel * s.point() - EPSILON;
    if (r.sl > 0 && ((from - r.sl) * direction <= 0 || (from - r.sl) * direction < least)) return TRADE_RETCODE_INVALID_STOPS;
    if (r.tp > 0 && ((r.tp - from) * direction <= 0 || (r.tp - from) * direction < least)) return TRADE_RETCODE_INVALID_STOPS;
    if (opening && market && marginFor(s, r.volume, r.price) > equity() - marginUsed()) return TRADE_RETCODE_NO_MONEY;
    return 0;
}

unsigned TradeServer::check(const MqlTradeRequest &request, MqlTradeCheckResult &result) {
    std::lock_guard<std::mutex> lock(mutex);
    result.retcode = validate(request);
    result.balance = balance;
    result.equity = equity();
    result.margin = marginUsed();
    result.margin_free = result.equity - result.margin;
    return result.retcode;
}

MqlTradeResult TradeServer::execute(const MqlTradeRequest &request, const Fault &fault, std::vector<Notice> &notices) {
    unsigned problem = validate(request);
    if (problem) return refused(problem);
    switch (request.action) {
    case TRADE_ACTION_DEAL: return deal(request, fault, notices);
    case TRADE_ACTION_PENDING: return pending(request, notices);
    case TRADE_ACTION_MODIFY: return modify(request, notices);
    case TRADE_ACTION_REMOVE: return remove(request, notices);
    case TRADE_ACTION_SLTP: return protect(request, notices);
    default: return refused(TRADE_RETCODE_INVALID);
    }
}

std::string TradeServer::brokerComment(const std::string &comment) const {
    if (commentMode == "drop") return "";
    if (commentMode == "replace") return "broker#1";
    if (commentMode == "cut") return comment.substr(0, 20);
    return comment.substr(0, 31);
}

MqlTradeResult TradeServer::deal(const MqlTradeRequest &r, const Fault &fault, std::vector<Notice> &notices) {
    Symbol &s = symbols[utf8(r.symbol)];
    bool buy = r.type == ORDER_TYPE_BUY;
    double price = buy ? s.ask : s.bid;
    bool named = s.execution == SYMBOL_TRADE_EXECUTION_INSTANT || s.execution == SYMBOL_TRADE_EXECUTION_REQUEST;
    if (named && std::fabs(r.price - price) > static_cast<double>(r.deviation) * s.point() + EPSILON) return refused(TRADE_RETCODE_REQUOTE);
    if (r.position != 0) {
        auto position = positions.find(r.position);
        if (position == positions.end()) return refused(TRADE_RETCODE_POSITION_CLOSED);
        if (settings.hedging && (position->second.buy == buy || position->second.symbol != s.name)) return refused(TRADE_RETCODE_INVALID);
        if (settings.hedging && r.volume > position->second.volume + EPSILON) return refused(TRADE_RETCODE_INVALID_CLOSE_VOLUME);
    }
    double volume = r.volume;
    if (fault.partial > 0) {
        if (fault.partial < volume && r.type_filling == ORDER_FILLING_FOK) return refused(TRADE_RETCODE_REJECT);
        volume = fault.partial;
    }
    Order order;
    order.ticket = nextTicket_++;
    order.symbol = s.name;
    order.comment = brokerComment(utf8(r.comment));
    order.type = r.type;
    order.state = ORDER_STATE_STARTED;
    order.filling = r.type_filling;
    order.volume = order.left = r.volume;
    order.price = price;
    order.sl = r.sl;
    order.tp = r.tp;
    order.magic = static_cast<long long>(r.magic);
    order.setupMs = serverMs();
    order.position = r.position;
    notices.push_back(notice(TRADE_TRANSACTION_ORDER_ADD, order));
    MqlTradeResult result;
    result.order = order.ticket;
    result.deal = book(order, volume, price, DEAL_REASON_EXPERT, notices);
    result.volume = volume;
    result.price = price;
    result.comment = String(u"Request executed");
    result.retcode = TRADE_RETCODE_DONE;
    if (order.left > EPSILON) {
        result.retcode = TRADE_RETCODE_DONE_PARTIAL;
        if (order.filling == ORDER_FILLING_RETURN) {
            order.state = ORDER_STATE_PARTIAL;
            working[order.ticket] = order;
            save(order, true);
            notices.push_back(notice(TRADE_TRANSACTION_ORDER_UPDATE, order));
            return result;
        }
    }
    finish(order, order.left > EPSILON ? ORDER_STATE_CANCELED : ORDER_STATE_FILLED, notices);
    return result;
}

MqlTradeResult TradeServer::pending(const MqlTradeRequest &r, std::vector<Notice> &notices) {
    Order order;
    order.ticket = nextTicket_++;
    order.symbol = utf8(r.symbol);
    order.comment = brokerComment(utf8(r.comment));
    order.type = r.type;
    order.filling = r.type_filling;
    order.typeTime = r.type_time;
    order.expiration = r.type_time == ORDER_TIME_DAY ? (serverMs() / 86400000 + 1) * 86400 : r.expiration;
    order.volume = order.left = r.volume;
    order.price = r.price;
    order.stopLimit = r.stoplimit;
    order.sl = r.sl;
    order.tp = r.tp;
    order.magic = static_cast<long long>(r.magic);
    order.setupMs = serverMs();
    working[order.ticket] = order;
    save(order, true);
    notices.push_back(notice(TRADE_TRANSACTION_ORDER_ADD, order));
    MqlTradeResult result;
    result.order = order.ticket;
    result.volume = r.volume;
    result.retcode = TRADE_RETCODE_DONE;
    return result;
}

MqlTradeResult TradeServer::modify(const MqlTradeRequest &r, std::vector<Notice> &notices) {
    auto found = working.find(r.order);
    if (found == working.end()) return refused(TRADE_RETCODE_INVALID_ORDER);
    Order &o = found->second;
    if (r.price <= 0) return refused(TRADE_RETCODE_INVALID_PRICE);
    if (o.price == r.price && o.stopLimit == r.stoplimit && o.sl == r.sl && o.tp == r.tp && o.expiration == r.expiration)
        return refused(TRADE_RETCODE_NO_CHANGES);
    o.price = r.price;
    o.stopLimit = r.stoplimit;
    o.sl = r.sl;
    o.tp = r.tp;
    o.typeTime = r.type_time;
    o.expiration = r.expiration;
    save(o, true);
    notices.push_back(notice(TRADE_TRANSACTION_ORDER_UPDATE, o));
    MqlTradeResult result;
    result.order = o.ticket;
    result.retcode = TRADE_RETCODE_DONE;
    return result;
}

MqlTradeResult TradeServer::remove(const MqlTradeRequest &r, std::vector<Notice> &notices) {
    auto found = working.find(r.order);
    if (found == working.end()) return refused(TRADE_RETCODE_INVALID_ORDER);
    Order order = found->second;
    finish(order, ORDER_STATE_CANCELED, notices);
    MqlTradeResult result;
    result.order = order.ticket;
    result.retcode = TRADE_RETCODE_DONE;
    return result;
}

MqlTradeResult TradeServer::protect(const MqlTradeRequest &r, std::vector<Notice> &notices) {
    auto found = positions.find(r.position);
    if (found == positions.end()) return refused(TRADE_RETCODE_POSITION_CLOSED);
    Position &p = found->second;
    if (p.sl == r.sl && p.tp == r.tp) return refused(TRADE_RETCODE_NO_CHANGES);
    p.sl = r.sl;
    p.tp = r.tp;
    save(p, true);
    Notice n;
    n.transaction.type = TRADE_TRANSACTION_POSITION;
    n.transaction.position = p.ticket;
    n.transaction.symbol = utf16(p.symbol);
    notices.push_back(n);
    MqlTradeResult result;
    result.retcode = TRADE_RETCODE_DONE;
    return result;
}

// ---- money

double TradeServer::toUsd(const std::string &currency) const {
    if (currency == "USD") return 1;
    auto direct = symbols.find(currency + "USD");
    if (direct != symbols.end()) return direct->second.bid;
    auto inverse = symbols.find("USD" + currency);
    return inverse != symbols.end() && inverse->second.ask > 0 ? 1 / inverse->second.ask : 1;
}

double TradeServer::marginFor(const Symbol &s, double volume, double) const { return volume * s.contract * toUsd(s.base) / settings.leverage; }

double TradeServer::profitOf(const Position &p) const {
    const Symbol &s = symbols.at(p.symbol);
    return (p.buy ? s.bid - p.price : p.price - s.ask) * p.volume * s.contract * toUsd(s.profit);
}

double TradeServer::equity() const {
    double sum = balance;
    for (const auto &p : positions) sum += profitOf(p.second);
    return sum;
}

double TradeServer::marginUsed() const {
    double sum = 0;
    for (const auto &p : positions) sum += marginFor(symbols.at(p.second.symbol), p.second.volume, p.second.price);
    return sum;
}

} // namespace harness
