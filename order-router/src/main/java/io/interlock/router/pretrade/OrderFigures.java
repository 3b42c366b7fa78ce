package io.interlock.router.pretrade;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.signal.TradeSignal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An order's size and price as the controls see them.
 *
 * @param volume lots or base units; null if the command has none or it can't be converted
 * @param volumeProblem why units can't be converted exactly, or null
 * @param touch what it would trade at now: ask for a buy, bid for a sell; null without quote or
 *     side
 * @param ownPrice the signal's limit price, stop price or reference, or null
 * @param notional the most it can be worth, quote currency; null if there is no price at all
 */
record OrderFigures(
    @Nullable BigDecimal volume,
    @Nullable Reason volumeProblem,
    @Nullable BigDecimal touch,
    @Nullable BigDecimal ownPrice,
    @Nullable BigDecimal notional) {

  static OrderFigures of(PreTradeInput input) {
    TradeSignal signal = input.signal();
    SymbolSpecification specification = input.specification();
    Volume volume = volume(signal, specification);
    BigDecimal touch = touch(input.side(), input.tick());
    BigDecimal own = signal.price() != null ? signal.price() : signal.stopPrice();
    BigDecimal worst = max(max(touch, signal.price()), signal.stopPrice());
    BigDecimal notional =
        volume.lots() == null || worst == null || specification == null
            ? null
            : volume.lots().multiply(specification.contractSize()).multiply(worst);
    return new OrderFigures(volume.lots(), volume.problem(), touch, own, notional);
  }

  /** What slippage is measured against. */
  @Nullable BigDecimal decisionPrice() {
    return ownPrice != null ? ownPrice : touch;
  }

  private record Volume(@Nullable BigDecimal lots, @Nullable Reason problem) {}

  /** Units become lots exactly or not at all: nothing is ever re-sized. */
  private static Volume volume(TradeSignal signal, @Nullable SymbolSpecification specification) {
    if (signal.units() == null) {
      return new Volume(signal.volume(), null);
    }
    if (specification == null) {
      return new Volume(
          null,
          Denials.reason(
              DenialReason.UNITS_NOT_EXACT,
              "units can't be converted without the symbol's specification",
              "units",
              signal.units()));
    }
    BigDecimal step = specification.contractSize().multiply(specification.volumeStep());
    BigDecimal[] steps = signal.units().divideAndRemainder(step);
    if (steps[1].signum() != 0) {
      return new Volume(
          null,
          Denials.reason(
              DenialReason.UNITS_NOT_EXACT,
              "units are not a whole number of volume steps",
              "units",
              signal.units(),
              "contract_size",
              specification.contractSize(),
              "volume_step",
              specification.volumeStep()));
    }
    return new Volume(steps[0].multiply(specification.volumeStep()), null);
  }

  private static @Nullable BigDecimal touch(@Nullable Side side, @Nullable Tick tick) {
    if (side == null || tick == null) {
      return null;
    }
    return switch (side) {
      case BUY -> tick.ask();
      case SELL -> tick.bid();
    };
  }

  private static @Nullable BigDecimal max(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    if (a == null) {
      return b;
    }
    return b == null ? a : a.max(b);
  }
}
