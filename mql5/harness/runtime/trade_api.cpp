// The trading functions of MQL5, answered from the simulated server with the terminal's own habits: what is selected is a
// copy, and selecting one deal or order of the history forgets the list selected before.
#include <csignal>

#include "terminal.h"

namespace mql {

using namespace harness;

namespace {

using Lock = std::lock_guard<std::mutex>;

Order selectedOrder;
Position selectedPosition;
std::vector<ulong> historyOrders, historyDeals;

const Symbol *symbolOf(const String &name) {
    auto found = server->symbols.find(utf8(name));
    return found == server->symbols.end() ? nullptr : &found->second;
}

bool listed(const std::vector<ulong> &list, ulong ticket) {
    for (ulong one : list)
        if (one == ticket) return true;
    setError(4753);
    return false;
}

double orderDouble(const Order &o, ENUM_ORDER_PROPERTY_DOUBLE what) {
    switch (what) {
    case ORDER_VOLUME_INITIAL: return o.volume;
    case ORDER_VOLUME_CURRENT: return o.left;
    case ORDER_PRICE_OPEN: case ORDER_PRICE_CURRENT: return o.price;
    case ORDER_SL: return o.sl;
    case ORDER_TP: return o.tp;
    case ORDER_PRICE_STOPLIMIT: return o.stopLimit;
    }
    return 0;
}

long long orderInteger(const Order &o, ENUM_ORDER_PROPERTY_INTEGER what) {
    switch (what) {
    case ORDER_TICKET: return static_cast<long long>(o.ticket);
    case ORDER_TIME_SETUP: return o.setupMs / 1000;
    case ORDER_TIME_SETUP_MSC: return o.setupMs;
    case ORDER_TIME_DONE: return o.doneMs / 1000;
    case ORDER_TIME_DONE_MSC: return o.doneMs;
    case ORDER_TYPE: return o.type;
    case ORDER_STATE: return o.state;
    case ORDER_TIME_EXPIRATION: return o.typeTime == ORDER_TIME_GTC ? 0 : o.expiration;
    case ORDER_TYPE_FILLING: return o.filling;
    case ORDER_TYPE_TIME: return o.typeTime;
    case ORDER_MAGIC: return o.magic;
    case ORDER_REASON: return o.reason;
    case ORDER_POSITION_ID: return static_cast<long long>(o.position);
    case ORDER_POSITION_BY_ID: return 0;
    }
    return 0;
}

String orderString(const Order &o, ENUM_ORDER_PROPERTY_STRING what) {
    return what == ORDER_SYMBOL ? utf16(o.symbol) : what == ORDER_COMMENT ? utf16(o.comment) : String();
}

} // namespace

// ---- terminal and account

long long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER what) {
    Lock lock(server->mutex);
    if (what == TERMINAL_CONNECTED) return server->connected;
    if (what == TERMINAL_TRADE_ALLOWED) return server->tradeAllowed;
    return what == TERMINAL_BUILD ? 5000 : 1;
}
String TerminalInfoString(ENUM_TERMINAL_INFO_STRING what) { return utf16(what == TERMINAL_NAME ? options.name : options.server.data); }
long long MQLInfoInteger(ENUM_MQL_INFO_INTEGER what) { return what == MQL_TESTER ? 0 : 1; }
String MQLInfoString(ENUM_MQL_INFO_STRING) { return utf16(options.name); }

double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE what) {
    Lock lock(server->mutex);
    double equity = server->equity(), margin = server->marginUsed();
    switch (what) {
    case ACCOUNT_BALANCE: return server->balance;
    case ACCOUNT_EQUITY: return equity;
    case ACCOUNT_MARGIN: return margin;
    case ACCOUNT_MARGIN_FREE: return equity - margin;
    case ACCOUNT_MARGIN_LEVEL: return margin > 0 ? equity / margin * 100 : 0;
    case ACCOUNT_PROFIT: return equity - server->balance;
    }
    return 0;
}
long long AccountInfoInteger(ENUM_ACCOUNT_INFO_INTEGER what) {
    switch (what) {
    case ACCOUNT_LOGIN: return options.server.login;
    case ACCOUNT_TRADE_MODE: return ACCOUNT_TRADE_MODE_DEMO;
    case ACCOUNT_LEVERAGE: return options.server.leverage;
    case ACCOUNT_MARGIN_MODE: return options.server.hedging ? ACCOUNT_MARGIN_MODE_RETAIL_HEDGING : ACCOUNT_MARGIN_MODE_RETAIL_NETTING;
    default: return 1;
    }
}
String AccountInfoString(ENUM_ACCOUNT_INFO_STRING what) {
    return what == ACCOUNT_CURRENCY ? String(u"USD") : what == ACCOUNT_SERVER ? String(u"Harness-Demo") : String(u"Harness");
}

// ---- symbols

int SymbolsTotal(bool) {
    Lock lock(server->mutex);
    return static_cast<int>(server->symbols.size());
}
String SymbolName(int n, bool) {
    Lock lock(server->mutex);
    for (const auto &s : server->symbols)
        if (n-- == 0) return utf16(s.first);
    return String();
}
bool SymbolSelect(const String &name, bool) {
    Lock lock(server->mutex);
    return symbolOf(name) != nullptr;
}
double SymbolInfoDouble(const String &name, ENUM_SYMBOL_INFO_DOUBLE what) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s) { setError(4301); return 0; }
    switch (what) {
    case SYMBOL_BID: return s->bid;
    case SYMBOL_ASK: return s->ask;
    case SYMBOL_LAST: return s->last;
    case SYMBOL_POINT: return s->point();
    case SYMBOL_TRADE_TICK_SIZE: return s->tickSize;
    case SYMBOL_TRADE_TICK_VALUE: return s->tickSize * s->contract;
    case SYMBOL_TRADE_CONTRACT_SIZE: return s->contract;
    case SYMBOL_VOLUME_MIN: return s->volumeMin;
    case SYMBOL_VOLUME_MAX: return s->volumeMax;
    case SYMBOL_VOLUME_STEP: return s->volumeStep;
    case SYMBOL_MARGIN_INITIAL: return 0;
    }
    return 0;
}
long long SymbolInfoInteger(const String &name, ENUM_SYMBOL_INFO_INTEGER what) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s) { setError(4301); return 0; }
    switch (what) {
    case SYMBOL_DIGITS: return s->digits;
    case SYMBOL_SPREAD: return std::llround((s->ask - s->bid) / s->point());
    case SYMBOL_TRADE_STOPS_LEVEL: return s->stopsLevel;
    case SYMBOL_TRADE_FREEZE_LEVEL: return s->freezeLevel;
    case SYMBOL_TRADE_MODE: return s->mode;
    case SYMBOL_TRADE_EXEMODE: return s->execution;
    case SYMBOL_FILLING_MODE: return s->filling;
    case SYMBOL_SELECT: return 1;
    case SYMBOL_TIME_MSC: return s->ticks.empty() ? 0 : s->ticks.back().time_msc;
    }
    return 0;
}
String SymbolInfoString(const String &name, ENUM_SYMBOL_INFO_STRING what) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s) { setError(4301); return String(); }
    return utf16(what == SYMBOL_CURRENCY_BASE ? s->base : what == SYMBOL_CURRENCY_PROFIT ? s->profit : what == SYMBOL_CURRENCY_MARGIN ? s->margin : s->name);
}
bool SymbolInfoTick(const String &name, MqlTick &tick) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s || s->ticks.empty() || s->bid <= 0) { setError(4301); return false; }
    tick = s->ticks.back();
    return true;
}
bool SymbolInfoSessionTrade(const String &name, ENUM_DAY_OF_WEEK day, uint n, datetime &from, datetime &to) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s) return false;
    for (const Session &session : s->sessions)
        if (session.day == day && n-- == 0) {
            from = session.from;
            to = session.to;
            return true;
        }
    return false;
}
int CopyTicks(const String &name, Array<MqlTick> &ticks, uint, ulong from, uint count) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s) { setError(4301); return -1; }
    std::vector<MqlTick> chosen;
    for (const MqlTick &tick : s->ticks)
        if (static_cast<ulong>(tick.time_msc) >= from && chosen.size() < count) chosen.push_back(tick);
    ticks.resize(static_cast<long long>(chosen.size()));
    for (size_t i = 0; i < chosen.size(); i++) ticks[static_cast<long long>(i)] = chosen[i];
    return static_cast<int>(chosen.size());
}

namespace { std::map<std::string, bool> books; }

bool MarketBookAdd(const String &name) {
    Lock lock(server->mutex);
    if (!symbolOf(name)) return false;
    books[utf8(name)] = true;
    return true;
}
// Five levels a side, a tick apart.
bool MarketBookGet(const String &name, Array<MqlBookInfo> &levels) {
    Lock lock(server->mutex);
    const Symbol *s = symbolOf(name);
    if (!s || !books[utf8(name)]) { setError(4901); return false; }
    levels.resize(10);
    for (int i = 0; i < 5; i++) {
        MqlBookInfo ask, bid;
        ask.type = BOOK_TYPE_SELL;
        ask.price = s->ask + (4 - i) * s->tickSize;
        bid.type = BOOK_TYPE_BUY;
        bid.price = s->bid - i * s->tickSize;
        ask.volume_real = bid.volume_real = 1 + i;
        ask.volume = bid.volume = 1 + i;
        levels[i] = ask;
        levels[5 + i] = bid;
    }
    return true;
}
bool MarketBookRelease(const String &name) { return books.erase(utf8(name)) > 0; }

// ---- sending

bool OrderCheck(const MqlTradeRequest &request, MqlTradeCheckResult &result) {
    result = MqlTradeCheckResult();
    return server->check(request, result) == 0;
}

bool OrderSend(const MqlTradeRequest &request, MqlTradeResult &result) {
    if (crashPlan.beforeSend) std::raise(SIGKILL);
    result = server->submitAndWait(request);
    return result.retcode == TRADE_RETCODE_DONE || result.retcode == TRADE_RETCODE_PLACED || result.retcode == TRADE_RETCODE_DONE_PARTIAL;
}

bool OrderSendAsync(const MqlTradeRequest &request, MqlTradeResult &result) {
    if (crashPlan.beforeSend) std::raise(SIGKILL);
    result = MqlTradeResult();
    bool connected, allowed;
    {
        Lock lock(server->mutex);
        connected = server->connected;
        allowed = server->tradeAllowed;
    }
    if (!connected || !allowed) {
        result.retcode = connected ? TRADE_RETCODE_CLIENT_DISABLES_AT : TRADE_RETCODE_CONNECTION;
        setError(4756);
        return false;
    }
    result.request_id = server->submit(request);
    result.retcode = TRADE_RETCODE_PLACED;
    return true;
}

// ---- positions

int PositionsTotal() {
    Lock lock(server->mutex);
    return static_cast<int>(server->positions.size());
}
ulong PositionGetTicket(int n) {
    Lock lock(server->mutex);
    if (n < 0) return 0;
    for (const auto &p : server->positions)
        if (n-- == 0) {
            selectedPosition = p.second;
            return p.first;
        }
    return 0;
}
bool PositionSelectByTicket(ulong ticket) {
    Lock lock(server->mutex);
    auto found = server->positions.find(ticket);
    if (found == server->positions.end()) { setError(4753); return false; }
    selectedPosition = found->second;
    return true;
}
double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE what) {
    Lock lock(server->mutex);
    const Position &p = selectedPosition;
    auto symbol = server->symbols.find(p.symbol);
    if (symbol == server->symbols.end()) { setError(4753); return 0; }
    switch (what) {
    case POSITION_VOLUME: return p.volume;
    case POSITION_PRICE_OPEN: return p.price;
    case POSITION_SL: return p.sl;
    case POSITION_TP: return p.tp;
    case POSITION_PRICE_CURRENT: return p.buy ? symbol->second.bid : symbol->second.ask;
    case POSITION_SWAP: return p.swap;
    case POSITION_PROFIT: return server->profitOf(p);
    }
    return 0;
}
long long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER what) {
    const Position &p = selectedPosition;
    switch (what) {
    case POSITION_TICKET: case POSITION_IDENTIFIER: return static_cast<long long>(p.ticket);
    case POSITION_TIME: return p.timeMs / 1000;
    case POSITION_TIME_MSC: return p.timeMs;
    case POSITION_TIME_UPDATE: return p.timeMs / 1000;
    case POSITION_TYPE: return p.buy ? POSITION_TYPE_BUY : POSITION_TYPE_SELL;
    case POSITION_MAGIC: return p.magic;
    case POSITION_REASON: return 3;
    }
    return 0;
}
String PositionGetString(ENUM_POSITION_PROPERTY_STRING what) { return utf16(what == POSITION_SYMBOL ? selectedPosition.symbol : selectedPosition.comment); }

// ---- orders

int OrdersTotal() {
    Lock lock(server->mutex);
    return static_cast<int>(server->working.size());
}
ulong OrderGetTicket(int n) {
    Lock lock(server->mutex);
    if (n < 0) return 0;
    for (const auto &o : server->working)
        if (n-- == 0) {
            selectedOrder = o.second;
            return o.first;
        }
    return 0;
}
bool OrderSelect(ulong ticket) {
    Lock lock(server->mutex);
    auto found = server->working.find(ticket);
    if (found == server->working.end()) { setError(4754); return false; }
    selectedOrder = found->second;
    return true;
}
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE what) { return orderDouble(selectedOrder, what); }
long long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER what) { return orderInteger(selectedOrder, what); }
String OrderGetString(ENUM_ORDER_PROPERTY_STRING what) { return orderString(selectedOrder, what); }

// ---- history

bool HistorySelect(datetime from, datetime to) {
    Lock lock(server->mutex);
    historyOrders.clear();
    historyDeals.clear();
    for (const auto &o : server->history)
        if (o.second.doneMs >= from * 1000 && o.second.setupMs <= to * 1000) historyOrders.push_back(o.first);
    for (const auto &d : server->deals)
        if (d.second.timeMs >= from * 1000 && d.second.timeMs <= to * 1000) historyDeals.push_back(d.first);
    return true;
}
bool HistoryOrderSelect(ulong ticket) {
    Lock lock(server->mutex);
    if (!server->history.count(ticket)) { setError(4754); return false; }
    historyOrders.assign(1, ticket);
    return true;
}
int HistoryOrdersTotal() { return static_cast<int>(historyOrders.size()); }
ulong HistoryOrderGetTicket(int n) { return n >= 0 && n < HistoryOrdersTotal() ? historyOrders[n] : 0; }
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE what) {
    Lock lock(server->mutex);
    return listed(historyOrders, ticket) ? orderDouble(server->history[ticket], what) : 0;
}
long long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER what) {
    Lock lock(server->mutex);
    return listed(historyOrders, ticket) ? orderInteger(server->history[ticket], what) : 0;
}
String HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING what) {
    Lock lock(server->mutex);
    return listed(historyOrders, ticket) ? orderString(server->history[ticket], what) : String();
}
bool HistoryDealSelect(ulong ticket) {
    Lock lock(server->mutex);
    if (!server->deals.count(ticket)) { setError(4755); return false; }
    historyDeals.assign(1, ticket);
    return true;
}
int HistoryDealsTotal() { return static_cast<int>(historyDeals.size()); }
ulong HistoryDealGetTicket(int n) { return n >= 0 && n < HistoryDealsTotal() ? historyDeals[n] : 0; }
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE what) {
    Lock lock(server->mutex);
    if (!listed(historyDeals, ticket)) return 0;
    const Deal &d = server->deals[ticket];
    switch (what) {
    case DEAL_VOLUME: return d.volume;
    case DEAL_PRICE: return d.price;
    case DEAL_COMMISSION: return d.commission;
    case DEAL_SWAP: return d.swap;
    case DEAL_PROFIT: return d.profit;
    case DEAL_FEE: return 0;
    }
    return 0;
}
long long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER what) {
    Lock lock(server->mutex);
    if (!listed(historyDeals, ticket)) return 0;
    const Deal &d = server->deals[ticket];
    switch (what) {
    case DEAL_TICKET: return static_cast<long long>(d.ticket);
    case DEAL_ORDER: return static_cast<long long>(d.order);
    case DEAL_TIME: return d.timeMs / 1000;
    case DEAL_TIME_MSC: return d.timeMs;
    case DEAL_TYPE: return d.type;
    case DEAL_ENTRY: return d.entry;
    case DEAL_MAGIC: return d.magic;
    case DEAL_REASON: return d.reason;
    case DEAL_POSITION_ID: return static_cast<long long>(d.position);
    }
    return 0;
}
String HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING what) {
    Lock lock(server->mutex);
    if (!listed(historyDeals, ticket)) return String();
    const Deal &d = server->deals[ticket];
    return utf16(what == DEAL_SYMBOL ? d.symbol : d.comment);
}

} // namespace mql
