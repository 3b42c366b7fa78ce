package io.interlock.router.pretrade;

import static io.interlock.router.pretrade.Denials.reason;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Controls that hold an order against what the account has, holds and has done. */
final class RiskChecks {

  private RiskChecks() {}

  static @Nullable Reason maxVolume(PreTradeInput input, OrderFigures figures) {
    BigDecimal limit = input.controls().limits().maxOrderVolume();
    BigDecimal volume = figures.volume();
    return limit != null && volume != null && volume.compareTo(limit) > 0
        ? reason(
            DenialReason.MAX_ORDER_VOLUME,
            "the volume is above the limit",
            "volume",
            volume,
            "limit",
            limit,
            "scope",
            input.controls().source("max_order_volume"))
        : null;
  }

  static @Nullable Reason maxValue(PreTradeInput input, OrderFigures figures) {
    BigDecimal limit = input.controls().limits().maxOrderValue();
    if (limit == null) {
      return null;
    }
    BigDecimal value = figures.notional();
    if (value == null) {
      return MarketChecks.noQuote(input, "max_order_value");
    }
    return value.compareTo(limit) > 0
        ? reason(
            DenialReason.MAX_ORDER_VALUE,
            "the value is above the limit",
            "value",
            value,
            "limit",
            limit,
            "scope",
            input.controls().source("max_order_value"))
        : null;
  }

  /**
   * Asked unless the cushion is 0, a risk officer's word that a broker tells no money. An order
   * without any price, at a broker that trades without quotes, can't be valued and passes.
   */
  static @Nullable Reason margin(PreTradeInput input, OrderFigures figures) {
    BigDecimal cushion = input.controls().limits().marginCushion();
    SymbolSpecification specification = input.specification();
    BigDecimal notional = figures.notional();
    if (cushion == null || cushion.signum() == 0 || specification == null || notional == null) {
      return null;
    }
    BrokerStatus status = input.status();
    AccountSnapshot account = status == null ? null : status.accountSnapshot();
    if (account == null) {
      return reason(
          DenialReason.NOT_ENOUGH_MARGIN,
          "the account's free margin is not known",
          "account",
          input.account(),
          "scope",
          input.controls().source("margin_cushion"));
    }
    String quote = specification.quoteCurrency();
    BigDecimal inAccountCurrency =
        quote == null
            ? notional
            : CurrencyConversion.convert(notional, quote, account.currency(), input.market());
    if (inAccountCurrency == null) {
      return reason(
          DenialReason.NOT_ENOUGH_MARGIN,
          "the margin can't be told: no quote converts the currencies",
          "from",
          quote,
          "to",
          account.currency());
    }
    MarginRate rate = MarginRate.of(specification, account);
    BigDecimal needed = inAccountCurrency.multiply(rate.perNotional()).multiply(cushion);
    return account.freeMargin().compareTo(needed) < 0
        ? reason(
            DenialReason.NOT_ENOUGH_MARGIN,
            "too little free margin",
            "free_margin",
            account.freeMargin(),
            "needed",
            needed,
            "margin_rate",
            rate.perNotional(),
            "margin_rate_from",
            rate.source(),
            "cushion",
            cushion,
            "scope",
            input.controls().source("margin_cushion"))
        : null;
  }

  /** Each scope's limit is held against its own sum, within the account. */
  static @Nullable Reason exposure(PreTradeInput input, OrderFigures figures, Usage usage) {
    for (Map.Entry<Scope, BigDecimal> cap : input.controls().exposureCaps().entrySet()) {
      BigDecimal adds = figures.notional();
      if (adds == null) {
        return MarketChecks.noQuote(input, "max_open_exposure");
      }
      BigDecimal held =
          switch (cap.getKey().kind()) {
            case GLOBAL, BROKER, ACCOUNT -> usage.accountExposure();
            case STRATEGY -> usage.strategyExposure();
            case SYMBOL -> usage.symbolExposure();
          };
      if (held.add(adds).compareTo(cap.getValue()) > 0) {
        return reason(
            DenialReason.MAX_OPEN_EXPOSURE,
            "open exposure would pass the limit",
            "held",
            held,
            "adds",
            adds,
            "limit",
            cap.getValue(),
            "scope",
            cap.getKey());
      }
    }
    return null;
  }

  static @Nullable Reason rate(PreTradeInput input, Usage usage) {
    Integer limit = input.controls().limits().maxOrdersPerSecond();
    return limit != null && usage.ordersLastSecond() >= limit
        ? reason(
            DenialReason.MESSAGE_RATE,
            "too many orders a second",
            "last_second",
            usage.ordersLastSecond(),
            "limit",
            limit,
            "scope",
            input.controls().source("max_orders_per_second"))
        : null;
  }

  static @Nullable Reason repeated(PreTradeInput input, Usage usage) {
    Limits limits = input.controls().limits();
    if (usage.throttledSince() != null) {
      return reason(
          DenialReason.REPEATED_EXECUTION,
          "stopped for repeating itself; a person must re-enable it",
          "since",
          usage.throttledSince());
    }
    Integer limit = limits.repeatedExecutions();
    return limit != null && usage.repeated() >= limit
        ? reason(
            DenialReason.REPEATED_EXECUTION,
            "the same strategy, symbol and side too often",
            "executions",
            usage.repeated(),
            "limit",
            limit,
            "window_ms",
            RepeatedExecutions.windowMillis(limits),
            "scope",
            input.controls().source("repeated_executions"))
        : null;
  }

  static @Nullable Reason dailyLoss(PreTradeInput input, Usage usage) {
    BigDecimal limit = input.controls().limits().maxDailyLoss();
    if (limit == null) {
      return null;
    }
    BigDecimal loss = usage.dailyLoss();
    return loss == null || loss.compareTo(limit) >= 0
        ? reason(
            DenialReason.DAILY_LOSS,
            loss == null ? "the day's result is not known" : "the day's loss is at the limit",
            "loss",
            loss,
            "limit",
            limit,
            "scope",
            input.controls().source("max_daily_loss"))
        : null;
  }

  static @Nullable Reason inDoubt(PreTradeInput input) {
    return input.inDoubt()
        ? reason(
            DenialReason.ACCOUNT_IN_DOUBT,
            "an order of the account and symbol is in doubt",
            "symbol",
            input.symbol())
        : null;
  }
}
