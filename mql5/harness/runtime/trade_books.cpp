// What the simulated broker books when orders trade, end, or meet a price.
#include "trade_server.h"

#include <algorithm>

namespace harness {

using namespace mql;

bool isBuy(ENUM_ORDER_TYPE type) {
    return type == ORDER_TYPE_BUY || type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_BUY_STOP || type == ORDER_TYPE_BUY_STOP_LIMIT;
}

Notice notice(ENUM_TRADE_TRANSACTION_TYPE type, const Order &order, ulong deal) {
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

} // namespace harness
