#include "trade_server.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <sstream>

namespace harness {

using namespace mql;

namespace {

constexpr double EPSILON = 1e-9;

bool isBuy(ENUM_ORDER_TYPE type) {
    return type == ORDER_TYPE_BUY || type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_BUY_STOP || type == ORDER_TYPE_BUY_STOP_LIMIT;
}

MqlTradeResult refused(unsigned retcode) {
    MqlTradeResult result;
    result.retcode = retcode;
    return result;
}

Notice notice(ENUM_TRADE_TRANSACTION_TYPE type, const Order &order, ulong deal = 0) {
    Notice n;
    n.transaction.type = type;
    n.transaction.order = order.ticket;
    n.transaction.deal = deal;
    n.transaction.symbol = utf16(order.symbol);
    n.transaction.order_type = order.type;
    n.transaction.order_state = order.state;
    n.transaction.price = order.price;
    n.transaction.volume = order.left;
    n.transaction.position = order.position;
    return n;
}

std::string quoted(const std::string &text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
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
    if (fault.partial > 0 && fault.partial < volume) {
        if (r.type_filling == ORDER_FILLING_FOK) return refused(TRADE_RETCODE_REJECT);
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

// ---- bookings

// One deal of an order: the position it opens, changes or closes, and the balance.
ulong TradeServer::book(Order &order, double volume, double price, ENUM_DEAL_REASON reason, std::vector<Notice> &notices) {
    bool buy = isBuy(order.type);
    const Symbol &s = symbols[order.symbol];
    Deal deal;
    deal.ticket = nextTicket_++;
    deal.order = order.ticket;
    deal.symbol = order.symbol;
    deal.comment = order.comment;
    deal.type = buy ? DEAL_TYPE_BUY : DEAL_TYPE_SELL;
    deal.reason = reason;
    deal.volume = volume;
    deal.price = price;
    deal.magic = order.magic;
    deal.timeMs = serverMs();
    auto target = positions.end();
    if (settings.hedging) {
        if (order.position) target = positions.find(order.position);
    } else {
        target = std::find_if(positions.begin(), positions.end(), [&](const auto &p) { return p.second.symbol == order.symbol; });
    }
    double opened = volume;
    if (target != positions.end() && target->second.buy != buy) {
        Position &p = target->second;
        double closed = std::min(p.volume, volume);
        deal.entry = volume > p.volume + EPSILON ? DEAL_ENTRY_INOUT : DEAL_ENTRY_OUT;
        deal.profit = (buy ? p.price - price : price - p.price) * closed * s.contract * toUsd(s.profit);
        deal.position = p.ticket;
        balance += deal.profit;
        opened = volume - closed;
        p.volume -= closed;
        if (p.volume < EPSILON) {
            Position gone = p;
            positions.erase(target);
            save(gone, false);
            target = positions.end();
        } else {
            save(p, true);
        }
    }
    if (opened > EPSILON) {
        if (target != positions.end() && target->second.buy == buy && !settings.hedging) {
            Position &p = target->second;
            p.price = (p.price * p.volume + price * opened) / (p.volume + opened);
            p.volume += opened;
            deal.position = p.ticket;
            save(p, true);
        } else {
            Position p;
            p.ticket = order.ticket;
            // A partly filled hedging order adds to its own position.
            auto own = positions.find(order.ticket);
            if (own != positions.end()) p = own->second;
            p.symbol = order.symbol;
            p.comment = order.comment;
            p.buy = buy;
            p.price = (p.price * p.volume + price * opened) / (p.volume + opened);
            p.volume += opened;
            p.sl = order.sl;
            p.tp = order.tp;
            p.magic = order.magic;
            p.timeMs = deal.timeMs;
            deal.position = p.ticket;
            positions[p.ticket] = p;
            save(p, true);
        }
    }
    order.left = std::max(0.0, order.left - volume);
    order.position = deal.position;
    deals[deal.ticket] = deal;
    save(deal);
    saveAccount();
    Notice n = notice(TRADE_TRANSACTION_DEAL_ADD, order, deal.ticket);
    n.transaction.deal_type = deal.type;
    n.transaction.price = price;
    n.transaction.volume = volume;
    notices.push_back(n);
    return deal.ticket;
}

void TradeServer::finish(Order order, ENUM_ORDER_STATE state, std::vector<Notice> &notices) {
    order.state = state;
    order.doneMs = serverMs();
    working.erase(order.ticket);
    history[order.ticket] = order;
    save(order, false);
    notices.push_back(notice(TRADE_TRANSACTION_ORDER_DELETE, order));
    notices.push_back(notice(TRADE_TRANSACTION_HISTORY_ADD, order));
}

bool TradeServer::fillWorking(ulong ticket, double volume) {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = working.find(ticket);
    if (found == working.end()) return false;
    std::vector<Notice> notices;
    Order order = found->second;
    book(order, std::min(volume, order.left), order.price, DEAL_REASON_EXPERT, notices);
    order.state = ORDER_STATE_PARTIAL;
    found->second = order;
    save(order, true);
    if (order.left <= EPSILON) finish(order, ORDER_STATE_FILLED, notices);
    notify(notices);
    return true;
}

void TradeServer::closeBy(const Position &position, ENUM_DEAL_REASON reason, std::vector<Notice> &notices) {
    const Symbol &s = symbols[position.symbol];
    Order order;
    order.ticket = nextTicket_++;
    order.symbol = position.symbol;
    order.type = position.buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
    order.comment = reason == DEAL_REASON_SL ? "[sl]" : reason == DEAL_REASON_TP ? "[tp]" : "[so]";
    order.volume = order.left = position.volume;
    order.magic = position.magic;
    order.setupMs = serverMs();
    order.position = position.ticket;
    order.price = position.buy ? s.bid : s.ask;
    notices.push_back(notice(TRADE_TRANSACTION_ORDER_ADD, order));
    book(order, position.volume, order.price, reason, notices);
    finish(order, ORDER_STATE_FILLED, notices);
}

void TradeServer::setPrice(const std::string &name, double bid, double ask, double last) {
    Symbol &s = symbols[name];
    s.bid = bid;
    s.ask = ask;
    if (last > 0) s.last = last;
    MqlTick tick;
    tick.time_msc = serverMs();
    tick.time = tick.time_msc / 1000;
    tick.bid = bid;
    tick.ask = ask;
    tick.last = s.last;
    tick.flags = 6;
    s.ticks.push_back(tick);
    if (s.ticks.size() > 10000) s.ticks.pop_front();
    onPrice(name);
    if (onTick) onTick(name);
}

void TradeServer::onPrice(const std::string &name) {
    const Symbol s = symbols[name];
    std::vector<Notice> notices;
    std::vector<Order> candidates;
    for (const auto &o : working)
        if (o.second.symbol == name) candidates.push_back(o.second);
    for (Order &o : candidates) {
        bool reached = false;
        switch (o.type) {
        case ORDER_TYPE_BUY_LIMIT: reached = s.ask <= o.price + EPSILON; break;
        case ORDER_TYPE_SELL_LIMIT: reached = s.bid >= o.price - EPSILON; break;
        case ORDER_TYPE_BUY_STOP: case ORDER_TYPE_BUY_STOP_LIMIT: reached = s.ask >= o.price - EPSILON; break;
        case ORDER_TYPE_SELL_STOP: case ORDER_TYPE_SELL_STOP_LIMIT: reached = s.bid <= o.price + EPSILON; break;
        default: reached = true; break; // the rest of a market order with RETURN filling
        }
        if (!reached) continue;
        if (o.type == ORDER_TYPE_BUY_STOP_LIMIT || o.type == ORDER_TYPE_SELL_STOP_LIMIT) {
            o.type = o.type == ORDER_TYPE_BUY_STOP_LIMIT ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT;
            o.price = o.stopLimit;
            working[o.ticket] = o;
            save(o, true);
            notices.push_back(notice(TRADE_TRANSACTION_ORDER_UPDATE, o));
            continue;
        }
        book(o, o.left, isBuy(o.type) ? s.ask : s.bid, DEAL_REASON_EXPERT, notices);
        finish(o, ORDER_STATE_FILLED, notices);
    }
    std::vector<Position> open;
    for (const auto &p : positions)
        if (p.second.symbol == name) open.push_back(p.second);
    for (const Position &p : open) {
        double price = p.buy ? s.bid : s.ask, direction = p.buy ? 1 : -1;
        if (p.sl > 0 && (price - p.sl) * direction <= EPSILON) closeBy(p, DEAL_REASON_SL, notices);
        else if (p.tp > 0 && (p.tp - price) * direction <= EPSILON) closeBy(p, DEAL_REASON_TP, notices);
    }
    // Stop-out at half the margin, the worst position first.
    while (!positions.empty() && marginUsed() > 0 && equity() < marginUsed() / 2) {
        auto worst = std::min_element(positions.begin(), positions.end(),
                                      [&](const auto &a, const auto &b) { return profitOf(a.second) < profitOf(b.second); });
        closeBy(Position(worst->second), DEAL_REASON_SO, notices);
    }
    notify(notices);
}

void TradeServer::expire(std::vector<Notice> &notices) {
    std::vector<Order> over;
    for (const auto &o : working)
        if (o.second.expiration > 0 && o.second.typeTime != ORDER_TIME_GTC && o.second.expiration * 1000 <= serverMs()) over.push_back(o.second);
    for (const Order &o : over) finish(o, ORDER_STATE_EXPIRED, notices);
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

// ---- disk: one line a change, the last one of a ticket counts

void TradeServer::line(const std::string &text) {
    if (!file_) return;
    std::fputs((text + "\n").c_str(), file_);
    std::fflush(file_);
}

void TradeServer::save(const Order &o, bool isWorking) {
    std::ostringstream out;
    out.precision(12);
    out << (isWorking ? "working" : "history") << '\t' << o.ticket << '\t' << o.symbol << '\t' << o.comment << '\t' << o.type << '\t' << o.state
        << '\t' << o.filling << '\t' << o.typeTime << '\t' << o.reason << '\t' << o.volume << '\t' << o.left << '\t' << o.price << '\t'
        << o.stopLimit << '\t' << o.sl << '\t' << o.tp << '\t' << o.expiration << '\t' << o.magic << '\t' << o.setupMs << '\t' << o.doneMs
        << '\t' << o.position;
    line(out.str());
}

void TradeServer::save(const Deal &d) {
    std::ostringstream out;
    out.precision(12);
    out << "deal\t" << d.ticket << '\t' << d.order << '\t' << d.position << '\t' << d.symbol << '\t' << d.comment << '\t' << d.type << '\t'
        << d.entry << '\t' << d.reason << '\t' << d.volume << '\t' << d.price << '\t' << d.profit << '\t' << d.magic << '\t' << d.timeMs;
    line(out.str());
}

void TradeServer::save(const Position &p, bool open) {
    std::ostringstream out;
    out.precision(12);
    out << (open ? "position" : "closed") << '\t' << p.ticket << '\t' << p.symbol << '\t' << p.comment << '\t' << p.buy << '\t' << p.volume
        << '\t' << p.price << '\t' << p.sl << '\t' << p.tp << '\t' << p.magic << '\t' << p.timeMs;
    line(out.str());
}

void TradeServer::saveAccount() {
    std::ostringstream out;
    out.precision(12);
    out << "account\t" << balance;
    line(out.str());
}

void TradeServer::load() {
    if (settings.data.empty()) return;
    std::string path = settings.data + "/server.tsv";
    if (std::FILE *old = std::fopen(path.c_str(), "r")) {
        char buffer[4096];
        while (std::fgets(buffer, sizeof buffer, old)) {
            std::vector<std::string> f;
            std::string row(buffer), field;
            if (row.empty() || row.back() != '\n') break;
            row.pop_back();
            for (size_t at = 0, end; at <= row.size(); at = end + 1) {
                end = std::min(row.find('\t', at), row.size());
                f.push_back(row.substr(at, end - at));
            }
            auto num = [&](size_t i) { return std::stod(f.at(i)); };
            auto big = [&](size_t i) { return std::stoll(f.at(i)); };
            if (f[0] == "working" || f[0] == "history") {
                Order o;
                o.ticket = static_cast<ulong>(big(1));
                o.symbol = f[2];
                o.comment = f[3];
                o.type = static_cast<ENUM_ORDER_TYPE>(big(4));
                o.state = static_cast<ENUM_ORDER_STATE>(big(5));
                o.filling = static_cast<ENUM_ORDER_TYPE_FILLING>(big(6));
                o.typeTime = static_cast<ENUM_ORDER_TYPE_TIME>(big(7));
                o.reason = static_cast<ENUM_ORDER_REASON>(big(8));
                o.volume = num(9);
                o.left = num(10);
                o.price = num(11);
                o.stopLimit = num(12);
                o.sl = num(13);
                o.tp = num(14);
                o.expiration = big(15);
                o.magic = big(16);
                o.setupMs = big(17);
                o.doneMs = big(18);
                o.position = static_cast<ulong>(big(19));
                working.erase(o.ticket);
                (f[0] == "working" ? working : history)[o.ticket] = o;
                nextTicket_ = std::max(nextTicket_, o.ticket + 1);
            } else if (f[0] == "deal") {
                Deal d;
                d.ticket = static_cast<ulong>(big(1));
                d.order = static_cast<ulong>(big(2));
                d.position = static_cast<ulong>(big(3));
                d.symbol = f[4];
                d.comment = f[5];
                d.type = static_cast<ENUM_DEAL_TYPE>(big(6));
                d.entry = static_cast<ENUM_DEAL_ENTRY>(big(7));
                d.reason = static_cast<ENUM_DEAL_REASON>(big(8));
                d.volume = num(9);
                d.price = num(10);
                d.profit = num(11);
                d.magic = big(12);
                d.timeMs = big(13);
                deals[d.ticket] = d;
                nextTicket_ = std::max(nextTicket_, d.ticket + 1);
            } else if (f[0] == "position" || f[0] == "closed") {
                Position p;
                p.ticket = static_cast<ulong>(big(1));
                p.symbol = f[2];
                p.comment = f[3];
                p.buy = big(4) != 0;
                p.volume = num(5);
                p.price = num(6);
                p.sl = num(7);
                p.tp = num(8);
                p.magic = big(9);
                p.timeMs = big(10);
                positions.erase(p.ticket);
                if (f[0] == "position") positions[p.ticket] = p;
            } else if (f[0] == "account") {
                balance = num(1);
            }
        }
        std::fclose(old);
    }
    file_ = std::fopen(path.c_str(), "a");
}

std::string TradeServer::ledgerJson() const {
    std::ostringstream out;
    out.precision(10);
    auto orders = [&](const std::map<ulong, Order> &all) {
        out << '[';
        bool first = true;
        for (const auto &entry : all) {
            const Order &o = entry.second;
            out << (first ? "" : ",") << "{\"order\":" << o.ticket << ",\"symbol\":" << quoted(o.symbol) << ",\"comment\":" << quoted(o.comment)
                << ",\"type\":" << o.type << ",\"state\":" << o.state << ",\"filling\":" << o.filling << ",\"volume\":" << o.volume
                << ",\"left\":" << o.left << ",\"price\":" << o.price << ",\"stop_limit\":" << o.stopLimit << ",\"sl\":" << o.sl
                << ",\"tp\":" << o.tp << ",\"magic\":" << o.magic << ",\"expiration\":" << o.expiration << ",\"position\":" << o.position << '}';
            first = false;
        }
        out << ']';
    };
    out << "{\"working\":";
    orders(working);
    out << ",\"history\":";
    orders(history);
    out << ",\"deals\":[";
    bool first = true;
    for (const auto &entry : deals) {
        const Deal &d = entry.second;
        out << (first ? "" : ",") << "{\"deal\":" << d.ticket << ",\"order\":" << d.order << ",\"position\":" << d.position
            << ",\"symbol\":" << quoted(d.symbol) << ",\"comment\":" << quoted(d.comment) << ",\"type\":" << d.type << ",\"entry\":" << d.entry
            << ",\"reason\":" << d.reason << ",\"volume\":" << d.volume << ",\"price\":" << d.price << ",\"profit\":" << d.profit
            << ",\"magic\":" << d.magic << ",\"time_msc\":" << d.timeMs << '}';
        first = false;
    }
    out << "],\"positions\":[";
    first = true;
    for (const auto &entry : positions) {
        const Position &p = entry.second;
        out << (first ? "" : ",") << "{\"ticket\":" << p.ticket << ",\"symbol\":" << quoted(p.symbol) << ",\"buy\":" << (p.buy ? "true" : "false")
            << ",\"volume\":" << p.volume << ",\"price\":" << p.price << ",\"sl\":" << p.sl << ",\"tp\":" << p.tp << ",\"magic\":" << p.magic
            << ",\"comment\":" << quoted(p.comment) << '}';
        first = false;
    }
    out << "],\"balance\":" << balance << ",\"equity\":" << equity() << ",\"requests\":" << requests << '}';
    return out.str();
}

} // namespace harness
