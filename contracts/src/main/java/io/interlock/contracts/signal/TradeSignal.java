package io.interlock.contracts.signal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a strategy wants done, on {@code trade.signals} and {@code POST /execute}.
 *
 * <p>The constructor holds the rules that need no market: which fields a command must have and must
 * not have, signs, and prices that belong to an order type. Absent {@code command}, {@code type}
 * and {@code timeInForce} mean OPEN, MARKET, and IOC for market orders or GTC for resting ones.
 *
 * @param signalId identity within the source, at most 128 characters; absent: see order identity in
 *     the documentation
 * @param timestamp when the strategy decided; ISO-8601 or epoch seconds
 * @param ttlMillis how long the signal may be traded after its timestamp; absent: the configured
 *     one
 * @param accounts accounts the signal names for a fan-out, each becoming a leg; empty: one account,
 *     {@code account} or the routing policy's choice
 * @param volume lots for MT5, base units elsewhere
 * @param units base units, converted to lots exactly by the contract size; instead of {@code
 *     volume}
 * @param price limit price; for market orders the reference the collar and the slippage are
 *     measured against
 * @param maxSlippagePips passed to the venue as deviation where it has one
 * @param ticket position to close or protect
 * @param target order a CANCEL or MODIFY is about; or {@code targetSignalId} within the same source
 * @param allOfStrategy CLOSE everything the strategy holds (on {@code symbol} if given)
 * @param revision of a MODIFY; an older one than the last is refused
 * @param confidence 0 to 1, informative
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TradeSignal(
    @Nullable String signalId,
    String strategy,
    @Nullable String account,
    List<String> accounts,
    @Nullable String broker,
    Command command,
    @Nullable String symbol,
    @Nullable Side side,
    OrderType type,
    @Nullable BigDecimal volume,
    @Nullable BigDecimal units,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    TimeInForce timeInForce,
    @Nullable Instant expiresAt,
    @Nullable BigDecimal maxSlippagePips,
    @Nullable Long magic,
    @Nullable String ticket,
    @Nullable OrderId target,
    @Nullable String targetSignalId,
    @Nullable Boolean allOfStrategy,
    @Nullable Integer revision,
    @Nullable BigDecimal confidence,
    @Nullable Instant timestamp,
    @Nullable Long ttlMillis) {

  @SuppressWarnings("NullAway") // JSON may leave any component out; defaults are filled in here
  public TradeSignal {
    command = command == null ? Command.OPEN : command;
    type = type == null ? OrderType.MARKET : type;
    if (timeInForce == null) {
      timeInForce = type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC;
    }
    accounts = Rule.list("accounts", accounts);
    Rule.nameOrNull("signal_id", signalId);
    Rule.name("strategy", strategy);
    Rule.nameOrNull("account", account);
    accounts.forEach(name -> Rule.name("accounts", name));
    Rule.that(
        accounts.isEmpty() || account == null,
        "accounts",
        accounts,
        "must not stand beside account");
    Rule.that(
        accounts.size() == accounts.stream().distinct().count(),
        "accounts",
        accounts,
        "must not name an account twice");
    Rule.nameOrNull("broker", broker);
    Rule.nameOrNull("symbol", symbol);
    Rule.nameOrNull("ticket", ticket);
    Rule.nameOrNull("target_signal_id", targetSignalId);
    Rule.positiveOrNull("volume", volume);
    Rule.positiveOrNull("units", units);
    Rule.positiveOrNull("price", price);
    Rule.positiveOrNull("stop_price", stopPrice);
    Rule.notNegativeOrNull("stop_loss", stopLoss);
    Rule.notNegativeOrNull("take_profit", takeProfit);
    Rule.notNegativeOrNull("max_slippage_pips", maxSlippagePips);
    Rule.that(magic == null || magic >= 0, "magic", magic, "must not be negative");
    Rule.that(revision == null || revision >= 0, "revision", revision, "must not be negative");
    Rule.that(
        ttlMillis == null || ttlMillis > 0, "ttl_millis", ttlMillis, "must be greater than 0");
    Rule.that(
        confidence == null
            || (confidence.signum() >= 0 && confidence.compareTo(BigDecimal.ONE) <= 0),
        "confidence",
        confidence,
        "must be between 0 and 1");
    switch (command) {
      case OPEN -> {
        checkOpen(symbol, side, type, volume, units, price, stopPrice, timeInForce, expiresAt);
        Rule.absent("ticket", ticket, "for OPEN");
        Rule.absent("target", target, "for OPEN");
        Rule.absent("target_signal_id", targetSignalId, "for OPEN");
        Rule.absent(
            "all_of_strategy", Boolean.TRUE.equals(allOfStrategy) ? true : null, "for OPEN");
        Rule.absent("revision", revision, "for OPEN");
      }
      case CLOSE -> {
        checkClose(ticket, target, targetSignalId, allOfStrategy, volume);
        Rule.absent("units", units, "for CLOSE, which takes volume");
        Rule.absent("stop_price", stopPrice, "for CLOSE");
        Rule.absent("stop_loss", stopLoss, "for CLOSE");
        Rule.absent("take_profit", takeProfit, "for CLOSE");
        Rule.absent("expires_at", expiresAt, "for CLOSE");
        Rule.absent("revision", revision, "for CLOSE");
      }
      case MODIFY -> {
        checkTarget(ticket, target, targetSignalId);
        Rule.absent("volume", volume, "for MODIFY");
        Rule.absent("units", units, "for MODIFY");
        Rule.absent(
            "all_of_strategy", Boolean.TRUE.equals(allOfStrategy) ? true : null, "for MODIFY");
        if (ticket != null) {
          Rule.absent("price", price, "for a position");
          Rule.absent("stop_price", stopPrice, "for a position");
          Rule.absent("expires_at", expiresAt, "for a position");
        }
        Rule.required("revision", revision);
        Rule.that(
            price != null
                || stopPrice != null
                || stopLoss != null
                || takeProfit != null
                || expiresAt != null,
            "price",
            "nothing",
            "MODIFY must change price, stop_price, stop_loss, take_profit or expires_at");
      }
      case CANCEL -> {
        Rule.absent("ticket", ticket, "for CANCEL, which is about an order");
        checkTarget(null, target, targetSignalId);
        Rule.absent("volume", volume, "for CANCEL");
        Rule.absent("units", units, "for CANCEL");
        Rule.absent(
            "all_of_strategy", Boolean.TRUE.equals(allOfStrategy) ? true : null, "for CANCEL");
        Rule.absent("revision", revision, "for CANCEL");
      }
    }
  }

  private static void checkOpen(
      @Nullable String symbol,
      @Nullable Side side,
      OrderType type,
      @Nullable BigDecimal volume,
      @Nullable BigDecimal units,
      @Nullable BigDecimal price,
      @Nullable BigDecimal stopPrice,
      TimeInForce timeInForce,
      @Nullable Instant expiresAt) {
    Rule.required("symbol", symbol);
    Rule.required("side", side);
    Rule.that(
        (volume == null) != (units == null),
        "volume",
        volume,
        "exactly one of volume and units is required");
    if (type.hasLimitPrice()) {
      Rule.required("price", price);
    }
    if (type.hasStopPrice()) {
      Rule.required("stop_price", stopPrice);
    } else {
      Rule.absent("stop_price", stopPrice, "for a " + type + " order");
    }
    if (timeInForce == TimeInForce.GTD) {
      Rule.required("expires_at", expiresAt);
    } else {
      Rule.absent("expires_at", expiresAt, "unless time_in_force is GTD");
    }
  }

  private static void checkClose(
      @Nullable String ticket,
      @Nullable OrderId target,
      @Nullable String targetSignalId,
      @Nullable Boolean allOfStrategy,
      @Nullable BigDecimal volume) {
    boolean all = Boolean.TRUE.equals(allOfStrategy);
    int named =
        (ticket != null ? 1 : 0) + (target != null ? 1 : 0) + (targetSignalId != null ? 1 : 0);
    Rule.that(
        all ? named == 0 : named == 1,
        "ticket",
        ticket,
        "CLOSE needs exactly one of ticket, target, target_signal_id and all_of_strategy");
    Rule.that(!all || volume == null, "volume", volume, "must be absent when everything is closed");
  }

  private static void checkTarget(
      @Nullable String ticket, @Nullable OrderId target, @Nullable String targetSignalId) {
    int named =
        (ticket != null ? 1 : 0) + (target != null ? 1 : 0) + (targetSignalId != null ? 1 : 0);
    Rule.that(
        named == 1,
        "target",
        target,
        "exactly one of target, target_signal_id (and, for MODIFY, ticket) is required");
  }

  /** Whether the command can only lower risk; controls that limit opening let it pass. */
  public boolean reducesRisk() {
    return command != Command.OPEN;
  }
}
