package io.interlock.contracts.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.signal.TradeSignal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingPolicyTest {
  private final List<BrokerDescriptor> catalog = new ArrayList<>();
  private final Set<String> connected = new HashSet<>();

  @Test
  void shouldPreferConnectedThenPriorityThenName() throws InvalidMessage {
    // Given
    broker("b", 1, true);
    broker("a", 1, true);
    broker("c", 2, true);

    // When / Then
    assertThat(to(route("EURUSD", null, null))).isEqualTo("a");
    connected.add("c");
    assertThat(to(route("EURUSD", null, null))).isEqualTo("c");
    connected.add("b");
    assertThat(to(route("EURUSD", null, null))).isEqualTo("b");
  }

  @Test
  void shouldTakeTheBrokerOrAccountTheSignalNames() throws InvalidMessage {
    // Given
    broker("a", 1, true);
    broker("b", 2, true);

    // When / Then
    assertThat(to(route("EURUSD", "b", null))).isEqualTo("b");
    assertThat(to(route("EURUSD", null, "account-b"))).isEqualTo("b");
    assertThat(why(route("EURUSD", "x", null))).isEqualTo(DenialReason.NO_BROKER);
    assertThat(why(route("EURUSD", null, "account-x"))).isEqualTo(DenialReason.ACCOUNT_UNKNOWN);
    assertThat(why(route("EURUSD", "a", "account-b"))).isEqualTo(DenialReason.ACCOUNT_UNKNOWN);
  }

  @Test
  void shouldLeaveOutDisabledOnesAndThoseThatDoNotServe() throws InvalidMessage {
    // Given
    broker("a", 1, false);
    catalog.add(descriptor("b", 2, true, Map.of("EURUSD", "EURUSD.m"), List.of("other")));
    catalog.add(descriptor("c", 3, true, Map.of("EURUSD", "EURUSD.m"), List.of("s")));

    // When / Then
    assertThat(to(route("EURUSD", null, null))).isEqualTo("c");
    assertThat(why(route("XAUUSD", null, null))).isEqualTo(DenialReason.SYMBOL_NOT_TRADABLE);
    assertThat(why(route("EURUSD", "a", null))).isEqualTo(DenialReason.NO_BROKER);
    assertThat(why(route("EURUSD", "b", null))).isEqualTo(DenialReason.STRATEGY_NOT_AUTHORISED);
    assertThat(catalog.getLast().venueSymbol("EURUSD")).isEqualTo("EURUSD.m");
  }

  @Test
  void shouldSayWhichNameNobodyKnows() throws InvalidMessage {
    // When
    Route route = route("EURUSD", null, "account-x");

    // Then
    assertThat(((Route.Nowhere) route).reason().figures()).containsEntry("account", "account-x");
  }

  @Test
  void shouldNotDependOnTheOrderOfTheCatalog() throws InvalidMessage {
    // Given
    for (int i = 0; i < 20; i++) {
      broker("broker-" + i, i % 3, i % 5 != 0);
    }
    connected.addAll(List.of("broker-4", "broker-7", "broker-11"));
    String first = to(route("EURUSD", null, null));

    // When / Then
    for (int seed = 0; seed < 50; seed++) {
      Collections.shuffle(catalog, new Random(seed));
      assertThat(to(route("EURUSD", null, null))).isEqualTo(first);
    }
  }

  private void broker(String id, int priority, boolean enabled) {
    catalog.add(descriptor(id, priority, enabled, Map.of(), List.of()));
  }

  private static BrokerDescriptor descriptor(
      String id,
      int priority,
      boolean enabled,
      Map<String, String> symbols,
      List<String> strategies) {
    return new BrokerDescriptor(
        id,
        BrokerKind.PAPER,
        "account-" + id,
        "g",
        "http://g",
        null,
        List.of(),
        null,
        null,
        symbols,
        strategies,
        Map.of(),
        priority,
        enabled,
        null,
        null,
        null);
  }

  private Route route(String symbol, String broker, String account) throws InvalidMessage {
    String named = broker == null ? "" : ",\"broker\":\"" + broker + "\"";
    TradeSignal signal =
        Json.read(
            ("{\"strategy\":\"s\",\"symbol\":\""
                    + symbol
                    + "\",\"side\":\"BUY\",\"volume\":1"
                    + named
                    + "}")
                .getBytes(UTF_8),
            TradeSignal.class);
    return RoutingPolicy.route(signal, account, catalog, this::status);
  }

  private BrokerStatus status(String id) {
    Instant now = Instant.EPOCH;
    BrokerStatus.State state =
        connected.contains(id) ? BrokerStatus.State.CONNECTED : BrokerStatus.State.DISCONNECTED;
    return new BrokerStatus(
        id, "account-" + id, state, false, false, 0, null, null, null, List.of(), now, now);
  }

  private static String to(Route route) {
    return ((Route.To) route).broker().brokerId();
  }

  private static DenialReason why(Route route) {
    return DenialReason.valueOf(((Route.Nowhere) route).reason().code());
  }
}
