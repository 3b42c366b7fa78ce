// The simulated broker's ledger on disk, one line a change, the last one of a ticket counts; and as JSON for tests.
#include "trade_server.h"

#include <algorithm>
#include <sstream>

namespace harness {

using namespace mql;

namespace {

std::string quoted(const std::string &text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace

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
    out << "],\"balance\":" << balance << ",\"equity\":" << equity() << ",\"requests\":" << requests << ",\"sent\":{";
    first = true;
    for (const auto &entry : sent) {
        out << (first ? "" : ",") << quoted(entry.first) << ':' << entry.second;
        first = false;
    }
    out << "}}";
    return out.str();
}

} // namespace harness
