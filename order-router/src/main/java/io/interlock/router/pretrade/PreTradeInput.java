package io.interlock.router.pretrade;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.TradeSignal;
import io.interlock.router.control.EffectiveControls;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All a decision is made from.
 *
 * @param account the leg's account, or null while none is chosen
 * @param symbol the signal's, else the target order's or position's; null if unknown
 * @param side likewise
 * @param arrival what is known of how the signal came
 * @param route the broker chosen, or why there is none
 * @param status what is known of that broker
 * @param market latest quotes of that broker
 * @param controls what stands for broker, account, strategy and symbol
 * @param inDoubt whether an earlier order of the account and symbol is in doubt
 */
public record PreTradeInput(
    DecodedSignal decoded,
    @Nullable String account,
    @Nullable String symbol,
    @Nullable Side side,
    Arrival arrival,
    Route route,
    @Nullable BrokerStatus status,
    Market market,
    EffectiveControls controls,
    boolean inDoubt,
    Instant now) {

  /** Latest quotes of one broker by our symbol. */
  @FunctionalInterface
  public interface Market {
    @Nullable Tick tick(String symbol);
  }

  /**
   * How the signal came.
   *
   * @param recordTime the Kafka record's time
   * @param seenBefore its claim exists already
   * @param cancelledBefore a CANCEL came before it
   */
  public record Arrival(Instant recordTime, boolean seenBefore, boolean cancelledBefore) {}

  public TradeSignal signal() {
    return decoded.signal();
  }

  public Intent intent() {
    return Intent.of(decoded.signal());
  }

  public @Nullable BrokerDescriptor broker() {
    return route instanceof Route.To to ? to.broker() : null;
  }

  public @Nullable SymbolSpecification specification() {
    return status == null || symbol == null ? null : status.specification(symbol);
  }

  public @Nullable Tick tick() {
    return symbol == null ? null : market.tick(symbol);
  }
}
