package io.interlock.local.mt5.command;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.Quote;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is asked about symbols: quotes, depth, specifications, and which ticks are published. */
final class MarketQueries {
  private final Terminal terminal;
  private final Guard guard;

  MarketQueries(Terminal terminal, Guard guard) {
    this.terminal = terminal;
    this.guard = guard;
  }

  record Symbols(@Nullable String symbol, @Nullable List<String> symbols, @Nullable Integer page) {
    List<String> all() {
      return symbols != null ? symbols : symbol != null ? List.of(symbol) : List.of();
    }
  }

  record Book(String symbol, @Nullable Integer depth) {
    Book {
      Rule.name("symbol", symbol);
    }
  }

  Reply quotes(Request request) throws InvalidMessage {
    List<Object> quotes = new ArrayList<>();
    for (String symbol : Json.convert(request.payload(), Symbols.class).all()) {
      Reply refused = guard.symbol(symbol);
      if (refused != null) {
        return refused;
      }
      Quote quote = touch(guard.instrument(symbol));
      quotes.add(
          Map.of(
              "symbol", quote.symbol(),
              "bid", quote.bid(),
              "ask", quote.ask(),
              "last", quote.bid(),
              "time_msc", quote.timeMsc()));
    }
    return Reply.success(Map.of("quotes", quotes));
  }

  Reply book(Request request) throws InvalidMessage {
    Book asked = Json.convert(request.payload(), Book.class);
    Reply refused = guard.symbol(asked.symbol());
    if (refused != null) {
      return refused;
    }
    Instrument instrument = guard.instrument(asked.symbol());
    Quote quote = touch(instrument);
    int depth = asked.depth() == null ? 5 : Math.clamp(asked.depth(), 1, 50);
    List<Object> bids = new ArrayList<>();
    List<Object> asks = new ArrayList<>();
    for (int level = 0; level < depth; level++) {
      BigDecimal away = instrument.points(level);
      BigDecimal volume = BigDecimal.valueOf(10L * (level + 1));
      bids.add(Map.of("price", quote.bid().subtract(away), "volume", volume));
      asks.add(Map.of("price", quote.ask().add(away), "volume", volume));
    }
    return Reply.success(Map.of("symbol", instrument.symbol(), "bids", bids, "asks", asks));
  }

  Reply symbolInfo(Request request) throws InvalidMessage {
    List<String> asked = Json.convert(request.payload(), Symbols.class).all();
    List<Object> infos = new ArrayList<>();
    for (String symbol : asked) {
      Reply refused = guard.symbol(symbol);
      if (refused != null) {
        return refused;
      }
      infos.add(SymbolInfo.of(symbol, guard.instrument(symbol), terminal));
    }
    return Reply.success(Map.of("symbols", infos));
  }

  Reply subscribe(Request request, boolean on) throws InvalidMessage {
    for (String symbol : Json.convert(request.payload(), Symbols.class).all()) {
      Reply refused = guard.symbol(symbol);
      if (refused != null) {
        return refused;
      }
      String name = guard.instrument(symbol).symbol();
      if (on) {
        terminal.subscribed.add(name);
      } else {
        terminal.subscribed.remove(name);
      }
    }
    return Reply.success(Map.of("symbols", List.copyOf(terminal.subscribed)));
  }

  private Quote touch(Instrument instrument) {
    return Objects.requireNonNull(
        terminal.server().touch(instrument.symbol()), "every symbol is quoted from the start");
  }
}
