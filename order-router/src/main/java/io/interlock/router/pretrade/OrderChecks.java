package io.interlock.router.pretrade;

import static io.interlock.router.pretrade.Denials.reason;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.signal.TradeSignal;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Controls that hold an order against its broker's and symbol's rules. */
final class OrderChecks {

  private OrderChecks() {}

  static @Nullable Reason marketOpen(PreTradeInput input) {
    BrokerDescriptor broker = input.broker();
    String symbol = input.symbol();
    if (broker == null || symbol == null) {
      return null;
    }
    String closedBy = SessionCalendar.closedBy(broker, input.specification(), symbol, input.now());
    return closedBy == null
        ? null
        : reason(
            DenialReason.MARKET_CLOSED,
            "the market is closed",
            "symbol",
            symbol,
            "calendar",
            closedBy,
            "at",
            input.now());
  }

  static @Nullable Reason tradable(PreTradeInput input) {
    SymbolSpecification specification = input.specification();
    if (specification == null) {
      return reason(
          DenialReason.SYMBOL_NOT_TRADABLE,
          "the broker has told no specification of the symbol",
          "symbol",
          input.symbol());
    }
    return specification.tradable()
        ? null
        : reason(
            DenialReason.SYMBOL_NOT_TRADABLE,
            "the venue takes no opening orders for the symbol",
            "symbol",
            input.symbol());
  }

  static @Nullable Reason supported(PreTradeInput input) {
    BrokerDescriptor broker = input.broker();
    if (broker == null) {
      return null;
    }
    boolean supported = broker.kind() != BrokerKind.MT5 || speaks(broker.dialect(), input.signal());
    return supported
        ? null
        : reason(
            DenialReason.NOT_SUPPORTED_BY_BROKER,
            "the broker's dialect has no word for it",
            "broker",
            broker.brokerId(),
            "dialect",
            broker.dialect(),
            "command",
            input.signal().command(),
            "type",
            input.signal().type());
  }

  private static boolean speaks(@Nullable Dialect dialect, TradeSignal signal) {
    boolean market = signal.type() == OrderType.MARKET;
    return switch (dialect) {
      case null -> true;
      case INTERLOCK_1 -> true;
      case MT5_CRS ->
          switch (signal.command()) {
            case OPEN, CLOSE -> true;
            case MODIFY, CANCEL -> false;
          };
      case FLAT_ORDER ->
          switch (signal.command()) {
            // it can't carry protective legs, and an order must not lose them silently
            case OPEN -> market && signal.stopLoss() == null && signal.takeProfit() == null;
            case CLOSE, MODIFY, CANCEL -> false;
          };
      case QUANTMIND ->
          switch (signal.command()) {
            case OPEN -> market;
            case CLOSE -> false;
            case MODIFY -> Intent.of(signal) == Intent.PROTECT;
            case CANCEL -> true;
          };
    };
  }

  static @Nullable Reason volume(PreTradeInput input, OrderFigures figures) {
    if (figures.volumeProblem() != null) {
      return figures.volumeProblem();
    }
    BigDecimal volume = figures.volume();
    SymbolSpecification specification = input.specification();
    if (volume == null || specification == null) {
      return null;
    }
    boolean fits =
        volume.compareTo(specification.volumeMin()) >= 0
            && volume.compareTo(specification.volumeMax()) <= 0
            && isMultiple(volume, specification.volumeStep());
    return fits
        ? null
        : reason(
            DenialReason.VOLUME_INVALID,
            "the volume is not one the symbol trades in",
            "volume",
            volume,
            "min",
            specification.volumeMin(),
            "max",
            specification.volumeMax(),
            "step",
            specification.volumeStep());
  }

  static @Nullable Reason price(PreTradeInput input, OrderFigures figures) {
    TradeSignal signal = input.signal();
    SymbolSpecification specification = input.specification();
    if (specification == null) {
      return null;
    }
    // a market order's price is only a reference and may lie between ticks
    boolean resting = input.intent() != Intent.OPEN || signal.type() != OrderType.MARKET;
    BigDecimal offTick =
        firstOffTick(
            specification.tickSize(),
            resting ? signal.price() : null,
            signal.stopPrice(),
            signal.stopLoss(),
            signal.takeProfit());
    if (offTick != null) {
      return reason(
          DenialReason.PRICE_INVALID,
          "a price does not lie on the symbol's tick",
          "price",
          offTick,
          "tick_size",
          specification.tickSize());
    }
    return input.intent() == Intent.OPEN ? wrongSide(input, figures) : null;
  }

  /** Protective legs belong on either side of the entry. */
  private static @Nullable Reason wrongSide(PreTradeInput input, OrderFigures figures) {
    BigDecimal entry =
        input.signal().type() == OrderType.MARKET ? figures.touch() : figures.ownPrice();
    Side side = input.side();
    if (entry == null || side == null) {
      return null;
    }
    BigDecimal stopLoss = set(input.signal().stopLoss());
    BigDecimal takeProfit = set(input.signal().takeProfit());
    int worse = side == Side.BUY ? -1 : 1;
    boolean stopFits = stopLoss == null || stopLoss.compareTo(entry) == worse;
    boolean takeFits = takeProfit == null || takeProfit.compareTo(entry) == -worse;
    return stopFits && takeFits
        ? null
        : reason(
            DenialReason.PRICE_INVALID,
            "a protective leg lies on the wrong side of the entry",
            "side",
            side,
            "entry",
            entry,
            "stop_loss",
            stopLoss,
            "take_profit",
            takeProfit);
  }

  private static @Nullable BigDecimal set(@Nullable BigDecimal leg) {
    return leg == null || leg.signum() == 0 ? null : leg;
  }

  private static @Nullable BigDecimal firstOffTick(
      BigDecimal tickSize, @Nullable BigDecimal... prices) {
    return Arrays.stream(prices)
        .filter(price -> price != null && !isMultiple(price, tickSize))
        .findFirst()
        .orElse(null);
  }

  private static boolean isMultiple(BigDecimal value, BigDecimal step) {
    return value.remainder(step).signum() == 0;
  }
}
