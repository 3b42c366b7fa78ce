package io.interlock.router.pretrade;

import static io.interlock.router.pretrade.Denials.reason;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Controls that hold an order against the market as it is quoted. */
final class MarketChecks {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int DECIMALS = 6;

  private MarketChecks() {}

  static @Nullable Reason collar(PreTradeInput input, OrderFigures figures) {
    BigDecimal limit = input.controls().limits().priceCollarPercent();
    BigDecimal own = figures.ownPrice();
    if (limit == null || own == null) {
      return null;
    }
    Tick tick = input.tick();
    if (tick == null) {
      return noQuote(input, "price_collar_percent");
    }
    BigDecimal reference = reference(input.side(), tick);
    BigDecimal percent =
        own.subtract(reference)
            .abs()
            .multiply(HUNDRED)
            .divide(reference, DECIMALS, RoundingMode.UP);
    return percent.compareTo(limit) > 0
        ? reason(
            DenialReason.PRICE_COLLAR,
            "the price lies too far from the market",
            "price",
            own,
            "reference",
            reference,
            "percent",
            percent,
            "limit_percent",
            limit,
            "scope",
            input.controls().source("price_collar_percent"))
        : null;
  }

  static @Nullable Reason data(PreTradeInput input) {
    Long limitMillis = input.controls().limits().maxQuoteAgeMillis();
    // 0 is a risk officer's word that a broker has no quotes and trades without
    if (limitMillis != null && limitMillis == 0) {
      return null;
    }
    Tick tick = input.tick();
    if (tick == null) {
      return noQuote(input, "max_quote_age_millis");
    }
    long ageMillis = Duration.between(tick.receivedAt(), input.now()).toMillis();
    boolean ahead = -ageMillis > StandingChecks.MOST_AHEAD.toMillis();
    boolean old = limitMillis != null && ageMillis > limitMillis;
    boolean crossed = tick.ask().compareTo(tick.bid()) < 0;
    return ahead || old || crossed
        ? reason(
            DenialReason.MARKET_DATA_STALE,
            crossed ? "the quote is crossed" : "the quote is not fresh",
            "age_ms",
            ageMillis,
            "limit_ms",
            limitMillis,
            "bid",
            tick.bid(),
            "ask",
            tick.ask(),
            "scope",
            input.controls().source("max_quote_age_millis"))
        : null;
  }

  static @Nullable Reason spread(PreTradeInput input) {
    BigDecimal limit = input.controls().limits().maxSpreadPips();
    SymbolSpecification specification = input.specification();
    if (limit == null || specification == null) {
      return null;
    }
    Tick tick = input.tick();
    if (tick == null) {
      return noQuote(input, "max_spread_pips");
    }
    BigDecimal pips =
        tick.ask().subtract(tick.bid()).divide(specification.pipSize(), DECIMALS, RoundingMode.UP);
    return pips.compareTo(limit) > 0
        ? reason(
            DenialReason.SPREAD_TOO_WIDE,
            "the spread is too wide to open into",
            "spread_pips",
            pips,
            "limit_pips",
            limit,
            "scope",
            input.controls().source("max_spread_pips"))
        : null;
  }

  static @Nullable Reason liquidity(PreTradeInput input, OrderFigures figures) {
    BigDecimal multiple = input.controls().limits().minLiquidity();
    Tick tick = input.tick();
    BigDecimal volume = figures.volume();
    if (multiple == null || tick == null || volume == null) {
      return null;
    }
    BigDecimal offered = input.side() == Side.SELL ? tick.bidVolume() : tick.askVolume();
    BigDecimal needed = volume.multiply(multiple);
    return offered != null && offered.compareTo(needed) < 0
        ? reason(
            DenialReason.NOT_ENOUGH_LIQUIDITY,
            "too little is offered at the touch",
            "offered",
            offered,
            "needed",
            needed,
            "scope",
            input.controls().source("min_liquidity"))
        : null;
  }

  static Reason noQuote(PreTradeInput input, String limit) {
    return reason(
        DenialReason.NO_MARKET_DATA,
        "there is no quote to hold the order against",
        "symbol",
        input.symbol(),
        "needed_by",
        limit,
        "scope",
        input.controls().source(limit));
  }

  private static BigDecimal reference(@Nullable Side side, Tick tick) {
    return switch (side) {
      case null -> tick.bid().add(tick.ask()).divide(BigDecimal.TWO);
      case BUY -> tick.ask();
      case SELL -> tick.bid();
    };
  }
}
