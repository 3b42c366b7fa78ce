package io.interlock.systemtests.stack;

import static io.restassured.http.ContentType.JSON;

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
import org.awaitility.Awaitility;

/**
 * A simulated MT5 host of a test's own, registered as a broker account nobody else trades; what it
 * wrote down is the truth.
 */
public final class Venue implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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

  /** Starts a host and registers it; returns when the bridge is connected to it. */
  static Venue open(InterlockStack stack, Mt5HostSetup setup) {
    String name = UUID.randomUUID().toString().substring(0, 8);
    Venue venue = new Venue(stack, SimulatedMt5Host.start(setup), name);
    try {
      venue.register();
      venue.awaitState(BrokerStatus.State.CONNECTED);
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
