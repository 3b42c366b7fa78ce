package io.interlock.contracts.broker;

import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.TradeSignal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which broker takes a signal: a pure function the router decides with and the registry explains
 * with.
 *
 * <p>A broker fits if it is enabled, is the one the signal names (by broker or account), serves the
 * strategy and trades the symbol. Among those, connected ones come first, then the lowest priority
 * number, then the broker id, so that the same input gives the same answer everywhere.
 */
public final class RoutingPolicy {
  private RoutingPolicy() {}

  /** The policy's answer. */
  public sealed interface Route {
    /** The broker that takes it. */
    record To(BrokerDescriptor broker) implements Route {}

    /** No broker does, and why. */
    record Nowhere(Reason reason) implements Route {}
  }

  /**
   * @param account the leg's account, or null if the signal names none
   * @param statusOf what is known of a broker; may answer null
   */
  public static Route route(
      TradeSignal signal,
      @Nullable String account,
      Collection<BrokerDescriptor> catalog,
      java.util.function.Function<String, @Nullable BrokerStatus> statusOf) {
    List<BrokerDescriptor> named =
        catalog.stream()
            .filter(BrokerDescriptor::enabled)
            .filter(b -> signal.broker() == null || signal.broker().equals(b.brokerId()))
            .filter(b -> account == null || account.equals(b.account()))
            .toList();
    if (named.isEmpty()) {
      return account == null
          ? nowhere(
              DenialReason.NO_BROKER,
              "no enabled broker is known by that name",
              "broker",
              signal.broker())
          : nowhere(
              DenialReason.ACCOUNT_UNKNOWN,
              "no enabled broker holds the account",
              "account",
              account);
    }
    List<BrokerDescriptor> authorised =
        named.stream().filter(b -> b.serves(signal.strategy())).toList();
    if (authorised.isEmpty()) {
      return nowhere(
          DenialReason.STRATEGY_NOT_AUTHORISED,
          "no broker is open to the strategy",
          "strategy",
          signal.strategy());
    }
    String symbol = signal.symbol();
    return authorised.stream()
        .filter(b -> symbol == null || b.trades(symbol))
        .min(
            Comparator.comparing((BrokerDescriptor b) -> !connected(statusOf.apply(b.brokerId())))
                .thenComparingInt(BrokerDescriptor::priority)
                .thenComparing(BrokerDescriptor::brokerId))
        .<Route>map(Route.To::new)
        .orElseGet(
            () ->
                nowhere(
                    DenialReason.SYMBOL_NOT_TRADABLE,
                    "no broker trades the symbol",
                    "symbol",
                    symbol));
  }

  private static boolean connected(@Nullable BrokerStatus status) {
    return status != null && status.state() == BrokerStatus.State.CONNECTED;
  }

  private static Route nowhere(
      DenialReason code, String message, String name, @Nullable String value) {
    return new Route.Nowhere(
        new Reason(code.name(), message, Map.of(name, value == null ? "none" : value)));
  }
}
