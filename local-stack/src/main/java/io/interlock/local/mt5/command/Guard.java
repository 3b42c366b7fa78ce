package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.OrderTerms;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks between a command and the broker; each answers null or the refusal. */
final class Guard {
  private final Terminal terminal;

  Guard(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What every state-changing command must carry. */
  @Nullable Reply changing(Request request) {
    if (request.commandId() == null) {
      return Reply.refused("BAD_REQUEST", "command_id", null, "is required");
    }
    if (request.bootId() == null) {
      return Reply.refused("BAD_REQUEST", "boot_id", null, "is required");
    }
    if (request.deadline() == null) {
      return Reply.refused("BAD_REQUEST", "deadline", null, "is required");
    }
    if (!terminal.hello) {
      return Reply.error("NO_HELLO", "say HELLO first: the host has started at " + terminal.bootId);
    }
    if (!request.bootId().equals(terminal.bootId)) {
      return Reply.refused("WRONG_BOOT", "boot_id", request.bootId(), "is " + terminal.bootId);
    }
    Reply stale = epoch(request);
    if (stale != null) {
      return stale;
    }
    long now = terminal.clock.monoMillis();
    if (now > request.deadline()) {
      return Reply.refused(
          "DEADLINE_PASSED", "deadline", request.deadline(), "has passed: it is " + now);
    }
    return null;
  }

  /** A writer that has been replaced is refused; a newer one is remembered. */
  @Nullable Reply epoch(Request request) {
    if (request.epoch() == null) {
      return Reply.refused("BAD_REQUEST", "epoch", null, "is required");
    }
    if (request.epoch() < terminal.epoch()) {
      return Reply.refused(
          "STALE_EPOCH", "epoch", request.epoch(), "must be at least " + terminal.epoch());
    }
    terminal.raiseEpoch(request.epoch());
    return null;
  }

  @Nullable Reply connection() {
    return terminal.broker.connected()
        ? null
        : Reply.error("NOT_CONNECTED", "the terminal is not connected to its trade server");
  }

  @Nullable Reply killed(long magic, String symbol) {
    return terminal.kill().covers(magic, symbol)
        ? Reply.error("KILLED", "the kill switch is set, epoch " + terminal.kill().killEpoch())
        : null;
  }

  /** The host's name of a symbol, or why there is none. */
  @Nullable Reply symbol(String asked) {
    return candidates(asked).size() == 1
        ? null
        : Reply.refused(
            candidates(asked).isEmpty() ? "UNKNOWN_SYMBOL" : "AMBIGUOUS_SYMBOL",
            "symbol",
            asked,
            candidates(asked).isEmpty()
                ? "must be one the host knows"
                : "must fit one only of " + candidates(asked));
  }

  /** The instrument of a symbol that {@link #symbol} let pass. */
  Instrument instrument(String asked) {
    Instrument found = terminal.server().find(candidates(asked).iterator().next());
    if (found == null) {
      throw new IllegalStateException("candidates are traded symbols");
    }
    return found;
  }

  /** Market hours, volume and prices. */
  @Nullable Reply terms(OrderTerms terms, Instrument instrument) {
    if (!terminal.broker.marketOpen(instrument.symbol())) {
      return Reply.error("MARKET_CLOSED", instrument.symbol() + " does not trade now");
    }
    BigDecimal volume = terms.volume();
    if (volume.compareTo(instrument.volumeMin()) < 0
        || volume.compareTo(instrument.volumeMax()) > 0
        || volume.remainder(instrument.volumeStep()).signum() != 0) {
      return Reply.refused(
          "INVALID_VOLUME",
          "volume",
          volume.toPlainString(),
          "must be %s to %s in steps of %s"
              .formatted(instrument.volumeMin(), instrument.volumeMax(), instrument.volumeStep()));
    }
    for (PriceField price : prices(terms)) {
      if (price.value() != null
          && price.value().stripTrailingZeros().scale() > instrument.digits()) {
        return Reply.refused(
            price.leg() ? "INVALID_STOPS" : "INVALID_PRICE",
            price.name(),
            price.value().toPlainString(),
            "must have at most " + instrument.digits() + " decimals");
      }
    }
    return null;
  }

  private record PriceField(String name, @Nullable BigDecimal value, boolean leg) {}

  private static List<PriceField> prices(OrderTerms terms) {
    return List.of(
        new PriceField("price", terms.price(), false),
        new PriceField("stop_price", terms.stopPrice(), false),
        new PriceField("stop_loss", terms.stopLoss(), true),
        new PriceField("take_profit", terms.takeProfit(), true));
  }

  private Set<String> candidates(String asked) {
    if (terminal.server().find(asked) != null) {
      return Set.of(asked);
    }
    Set<String> fitting = new TreeSet<>();
    for (Instrument instrument : terminal.server().instruments()) {
      String name = instrument.symbol();
      if (!asked.isEmpty() && (name.startsWith(asked) || name.endsWith(asked))) {
        fitting.add(name);
      }
    }
    return fitting;
  }
}
