package io.interlock.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
  private final Vertx vertx = Vertx.vertx();
  private final GatewayClient client = new GatewayClient(vertx, Optional::empty, 20_000);
  private HttpServer bridge;
  private byte[] answer = {};
  private volatile CountDownLatch answers = new CountDownLatch(0);

  @BeforeEach
  void start() throws IOException {
    bridge = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    bridge.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    bridge.createContext(
        "/",
        exchange -> {
          awaitAnswers();
          exchange.sendResponseHeaders(200, answer.length);
          try (var out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    bridge.start();
  }

  private void awaitAnswers() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    answers.countDown();
    bridge.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldReadTheSnapshotOfABusyDay() throws Exception {
    // Given
    VenueSnapshot snapshot = snapshot(10_000);
    answer = Json.bytes(snapshot);
    assertThat(answer.length).isGreaterThan(Json.LARGEST_TREE);

    // When
    VenueSnapshot read =
        client
            .snapshot(broker(), Instant.EPOCH)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    // Then
    assertThat(read).isEqualTo(snapshot);
  }

  @Test
  void shouldRefuseAnOrderThatIsLongerThanAnyOrderIs() {
    // Given
    answer = new byte[Json.LARGEST_TREE + 1];

    // When / Then
    assertThatThrownBy(
            () ->
                client
                    .ask(broker(), id(1))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS))
        .hasMessageContaining("must be at most 1048576 bytes");
  }

  @Test
  void shouldWaitLongerForABrokerWhoseVenueMayTakeLonger() throws Exception {
    // Given
    answer = Json.bytes(new VenueAnswer.Absent("FENCED"));
    answers = new CountDownLatch(1);
    GatewayClient hasty = new GatewayClient(vertx, Optional::empty, 100);
    CompletableFuture<VenueAnswer> patient =
        hasty.ask(broker(60_000), id(1)).toCompletionStage().toCompletableFuture();

    // When
    CompletableFuture<VenueAnswer> usual =
        hasty.ask(broker(), id(1)).toCompletionStage().toCompletableFuture();

    // Then
    assertThatThrownBy(() -> usual.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(patient).isNotDone();
    answers.countDown();
    assertThat(patient.get(10, TimeUnit.SECONDS)).isEqualTo(new VenueAnswer.Absent("FENCED"));
  }

  private BrokerDescriptor broker() {
    return broker(null);
  }

  private BrokerDescriptor broker(@Nullable Integer commandTimeoutMillis) {
    return new BrokerDescriptor(
        "b",
        BrokerKind.PAPER,
        "a",
        "g",
        "http://127.0.0.1:" + bridge.getAddress().getPort(),
        null,
        List.of(),
        null,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        1,
        true,
        null,
        commandTimeoutMillis,
        null);
  }

  private static VenueSnapshot snapshot(int count) {
    Instant at = Instant.parse("2026-01-05T08:00:00Z");
    BigDecimal volume = new BigDecimal("0.01");
    BigDecimal price = new BigDecimal("1.08512");
    List<VenueOrder> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(
          new VenueOrder(
              id(i),
              "order-" + i,
              "ticket-" + i,
              "EURUSD",
              Side.BUY,
              VenueOrderState.FILLED,
              volume,
              volume,
              price,
              List.of(new Fill("deal-" + i, volume, price, null, null, at)),
              null,
              null,
              null,
              null,
              null,
              at));
    }
    return new VenueSnapshot(orders, List.of(), at);
  }

  private static ClientOrderId id(int number) {
    return ClientOrderId.of("test", OrderId.of("test", "signal-" + number, 0));
  }
}
