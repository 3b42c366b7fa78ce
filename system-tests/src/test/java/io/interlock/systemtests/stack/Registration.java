package io.interlock.systemtests.stack;

import static io.restassured.http.ContentType.JSON;
import static java.util.stream.Collectors.toMap;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.json.Json;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** An MT5 host as a broker account of the stack that nobody else trades. */
final class Registration implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SYMBOLS =
      List.of("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "BTCUSD");

  private final InterlockStack stack;
  private final String broker;
  private final String account;

  private Registration(InterlockStack stack, String name) {
    this.stack = stack;
    this.broker = "mt5-" + name;
    this.account = "account-" + name;
  }

  /** Registers the host that answers on these ports; returns when the router would trade there. */
  static Registration of(InterlockStack stack, int commandPort, int dataPort) {
    Registration registration =
        new Registration(stack, UUID.randomUUID().toString().substring(0, 8));
    registration.register(commandPort, dataPort);
    registration.awaitState(BrokerStatus.State.CONNECTED);
    Venue.awaitTradable(stack, registration.account);
    return registration;
  }

  String broker() {
    return broker;
  }

  String account() {
    return account;
  }

  void awaitState(BrokerStatus.State state) {
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
    stack
        .as(StackService.BROKER_REGISTRY, Role.RISK_OFFICER)
        .delete("/brokers/{id}", broker)
        .then()
        .statusCode(204);
  }

  private void register(int commandPort, int dataPort) {
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
                        "host", "127.0.0.1", "command_port", commandPort, "data_port", dataPort))),
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
