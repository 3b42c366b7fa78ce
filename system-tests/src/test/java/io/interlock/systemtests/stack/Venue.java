package io.interlock.systemtests.stack;

import static io.restassured.http.ContentType.JSON;
import static java.util.stream.Collectors.toMap;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.json.Json;
import io.interlock.local.keys.Role;
import io.interlock.local.mt5.Mt5HostSetup;
import io.interlock.local.mt5.SimulatedMt5Host;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.stack.StackService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A simulated MT5 host of a test's own, registered as a broker account nobody else trades; what it
 * wrote down is the truth.
 */
public final class Venue implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SYMBOLS =
      List.of("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "BTCUSD");

  /** Strategy of the orders that only ask whether the router is ready; it may hold nothing. */
  static final String READINESS = "readiness";

  private final InterlockStack stack;
  private final SimulatedMt5Host host;
  private final String broker;
  private final String account;

  private Venue(InterlockStack stack, SimulatedMt5Host host, String name) {
    this.stack = stack;
    this.host = host;
    this.broker = "mt5-" + name;
    this.account = "account-" + name;
  }

  /** Starts a host and registers it; returns when the router would trade there. */
  static Venue open(InterlockStack stack, Mt5HostSetup setup) {
    String name = UUID.randomUUID().toString().substring(0, 8);
    Venue venue = new Venue(stack, SimulatedMt5Host.start(setup), name);
    try {
      venue.register();
      venue.awaitState(BrokerStatus.State.CONNECTED);
      awaitTradable(stack, venue.account);
    } catch (RuntimeException | AssertionError e) {
      venue.host.close();
      throw e;
    }
    return venue;
  }

  public SimulatedMt5Host host() {
    return host;
  }

  public String broker() {
    return broker;
  }

  /** The account signals name to trade here. */
  public String account() {
    return account;
  }

  /**
   * Lets signals of this account wait longer than the usual 5 s, for tests in which the router is
   * away for a while.
   */
  public void letSignalsWait(Duration timeToLive) {
    stack.limit("account:" + account, Map.of("signal_ttl_millis", (Object) timeToLive.toMillis()));
  }

  public Ledger ledger() {
    return host.ledger();
  }

  /** Orders the broker has under a client order id, refused ones too. */
  public List<Order> ordersOf(String clientOrderId) {
    return ledger().ordersOf(clientOrderId);
  }

  public List<Deal> dealsOf(String clientOrderId) {
    return ledger().dealsOf(clientOrderId);
  }

  /** A small market order for this account. */
  public Signal buy() {
    return Signal.market(account, "EURUSD", "BUY");
  }

  public Signal sell() {
    return Signal.market(account, "EURUSD", "SELL");
  }

  public void awaitState(BrokerStatus.State state) {
    Awaitility.await(broker + " is " + state)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              var answer =
                  stack
                      .as(StackService.BROKER_REGISTRY, Role.AUDITOR)
                      .get("/brokers/{id}/status", broker);
              return answer.statusCode() == 200
                  && state.name().equals(answer.jsonPath().getString("state"));
            });
  }

  /**
   * Sends orders of a strategy that may hold nothing until one is refused for just that: the router
   * then knows the account, the symbol and its quotes.
   */
  public static void awaitTradable(InterlockStack stack, String account) {
    AtomicReference<String> answer = new AtomicReference<>("none yet");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                Signal question =
                    Signal.market(account, "EURUSD", "BUY").with("strategy", READINESS);
                stack.signals().send(question);
                OrderStory story = stack.events().awaitEnd(question);
                answer.set(story.toString());
                return story.reasonCode().equals("MAX_OPEN_EXPOSURE");
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the router does not trade " + account + ": " + answer.get(), e);
    }
  }

  @Override
  public void close() {
    try {
      stack
          .as(StackService.BROKER_REGISTRY, Role.RISK_OFFICER)
          .delete("/brokers/{id}", broker)
          .then()
          .statusCode(204);
    } finally {
      host.close();
    }
  }

  private void register() {
    Map<String, Object> descriptor =
        Map.ofEntries(
            Map.entry("broker_id", broker),
            Map.entry("kind", "MT5"),
            Map.entry("account", account),
            Map.entry("gateway", InterlockStack.GATEWAY),
            Map.entry("gateway_url", stack.url(StackService.GATEWAY_BRIDGE)),
            Map.entry("dialect", "interlock-1"),
            Map.entry(
                "endpoints",
                List.of(
                    Map.of(
                        "host", "127.0.0.1",
                        "command_port", host.commandPort(),
                        "data_port", host.dataPort()))),
            Map.entry("symbols", SYMBOLS.stream().collect(toMap(name -> name, name -> name))),
            Map.entry("priority", 500),
            Map.entry("enabled", true),
            Map.entry("command_timeout_millis", 1000));
    stack
        .as(StackService.BROKER_REGISTRY, Role.RISK_OFFICER)
        .contentType(JSON)
        .body(Json.bytes(descriptor))
        .post("/brokers")
        .then()
        .statusCode(201);
  }
}
