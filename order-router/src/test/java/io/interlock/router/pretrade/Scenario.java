package io.interlock.router.pretrade;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.broker.Session;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.router.control.ControlBook;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A world in which a buy of 0.1 lots of EURUSD passes every control; tests spoil it. */
final class Scenario {
  static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z"); // a Wednesday

  String signal =
      """
      {"signal_id":"s-1","strategy":"trend","symbol":"EURUSD","side":"BUY","volume":"0.1",
       "timestamp":"2026-03-04T09:59:59Z"}""";
  String symbol = "EURUSD";
  Side side = Side.BUY;
  Instant now = NOW;
  Instant recordTime = NOW;
  boolean seenBefore;
  boolean cancelledBefore;
  boolean inDoubt;
  Route route;
  BrokerStatus.State state = BrokerStatus.State.CONNECTED;
  boolean known = true;
  boolean hedging = true;
  boolean killLatched;
  boolean tradeAllowed = true;
  boolean tradable = true;
  BigDecimal freeMargin = new BigDecimal("10000");
  BigDecimal marginRate = new BigDecimal("0.01");
  BigDecimal leverage;
  boolean moneyKnown = true;
  String accountCurrency = "USD";
  Dialect dialect = Dialect.INTERLOCK_1;
  Map<String, List<Session>> brokerSessions = Map.of();
  List<Session> venueSessions = List.of();
  final Map<String, Tick> ticks = new HashMap<>();
  final ControlBook controls = new ControlBook(DEFAULTS);
  Usage usage = Usage.NONE;

  static final Limits DEFAULTS =
      limits("{\"max_quote_age_millis\":10000,\"margin_cushion\":\"1.5\"}");

  Scenario() {
    quote("EURUSD", "1.10000", "1.10010");
  }

  Scenario quote(String symbol, String bid, String ask) {
    ticks.put(
        symbol,
        new Tick("b", symbol, new BigDecimal(bid), new BigDecimal(ask), null, null, null, NOW, 1));
    return this;
  }

  Scenario signal(String json) {
    signal = json;
    return this;
  }

  Scenario control(String scope, TradingMode mode, boolean killed, String limits) {
    controls.apply(
        new TradingControl(
            Scope.parse(scope),
            1,
            mode,
            killed ? 1 : 0,
            killed,
            limits(limits),
            "test",
            null,
            NOW));
    return this;
  }

  Scenario limit(String json) {
    return control("global", TradingMode.ACTIVE, false, json);
  }

  static Limits limits(String json) {
    try {
      return io.interlock.contracts.json.Json.read(
          json.getBytes(StandardCharsets.UTF_8), Limits.class);
    } catch (InvalidMessage e) {
      throw new IllegalArgumentException(e);
    }
  }

  SymbolSpecification specification() {
    return new SymbolSpecification(
        "EURUSD",
        "EURUSD",
        5,
        new BigDecimal("0.00001"),
        new BigDecimal("0.0001"),
        new BigDecimal("100000"),
        new BigDecimal("0.01"),
        new BigDecimal("50"),
        new BigDecimal("0.01"),
        null,
        marginRate,
        tradable,
        "USD",
        venueSessions);
  }

  BrokerDescriptor descriptor() {
    return new BrokerDescriptor(
        "b",
        BrokerKind.MT5,
        "acc",
        "gw",
        "http://localhost",
        dialect,
        List.of(new Endpoint("localhost", 5555, 5556)),
        null,
        null,
        Map.of(),
        List.of(),
        brokerSessions,
        1,
        true,
        null,
        null,
        null);
  }

  private BrokerStatus status() {
    return new BrokerStatus(
        "b",
        "acc",
        state,
        hedging,
        killLatched,
        1,
        null,
        null,
        moneyKnown ? money() : null,
        List.of(specification()),
        NOW,
        NOW);
  }

  private AccountSnapshot money() {
    return new AccountSnapshot(
        accountCurrency,
        BigDecimal.TEN,
        BigDecimal.TEN,
        BigDecimal.ZERO,
        freeMargin,
        leverage,
        tradeAllowed,
        NOW);
  }

  PreTradeInput input() {
    try {
      return new PreTradeInput(
          SignalDecoder.decode(signal.getBytes(StandardCharsets.UTF_8)),
          "acc",
          symbol,
          side,
          new PreTradeInput.Arrival(recordTime, seenBefore, cancelledBefore),
          route == null ? new Route.To(descriptor()) : route,
          known ? status() : null,
          ticks::get,
          controls.effective("b", "acc", "trend", symbol),
          inDoubt,
          now);
    } catch (InvalidMessage e) {
      throw new IllegalArgumentException(e);
    }
  }

  Verdict check() {
    return PreTradeControls.check(input(), usage);
  }
}
