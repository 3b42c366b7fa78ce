package io.interlock.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealServers.class)
@TestSecurity(
    user = "auditor",
    roles = {"auditor"})
class AuditServiceTest {
  private static final Instant START = Instant.parse("2026-01-05T10:00:00.123456Z");

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void connect() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void disconnect() {
    producer.close();
  }

  @Test
  void shouldTellTheWholeStoryWhenAnOrderIsFilled() {
    // Given
    OrderId order = newOrder();

    // When
    story(order, "acct-" + order).forEach(this::publish);

    // Then
    awaitEvents(order, 4)
        .body("confirmation.status", equalTo("FILLED"))
        .body("confirmation.executed_units", equalTo("0.10"))
        .body("confirmation.fill_price", equalTo("1.05430"))
        .body("confirmation.account", equalTo("acct-" + order))
        .body("events.seq", equalTo(List.of(1, 2, 3, 4)))
        .body("events[0].at", matchesPattern(".*T10:00:00\\.123457Z"));
  }

  @Test
  void shouldKeepEachEventOnceWhenTheyAreRedeliveredAndShuffled() {
    // Given
    OrderId order = newOrder();
    List<OrderEvent> deliveries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      deliveries.addAll(story(order, "acct-" + order));
    }
    Collections.shuffle(deliveries, new Random(7));

    // When
    deliveries.forEach(this::publish);
    OrderId marker = newOrder();
    story(marker, "marker").forEach(this::publish);

    // Then
    awaitEvents(marker, 4);
    awaitEvents(order, 4)
        .body("confirmation.status", equalTo("FILLED"))
        .body("events.seq", equalTo(List.of(1, 2, 3, 4)));
  }

  @Test
  void shouldPageThroughTheHistoryWhenThereIsMoreThanALimit() {
    // Given
    String account = "paged-" + UUID.randomUUID();
    List<OrderId> orders = List.of(newOrder(), newOrder(), newOrder());
    orders.forEach(order -> story(order, account).forEach(this::publish));
    orders.forEach(order -> awaitEvents(order, 4));

    // When
    List<String> found = new ArrayList<>();
    String next = null;
    do {
      var page = given().queryParam("account", account).queryParam("limit", 2);
      if (next != null) {
        page.queryParam("after", next);
      }
      var answer = page.get("/history").then().statusCode(200).extract().jsonPath();
      found.addAll(answer.getList("executions.execution_id"));
      next = answer.getString("next");
    } while (next != null);

    // Then: all received in the same microsecond, and none missing
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(orders.stream().map(OrderId::value).toList());
    given()
        .queryParam("account", account)
        .queryParam("status", "REJECTED")
        .get("/history")
        .then()
        .body("executions", hasSize(0));
  }

  @Test
  void shouldKeepARecordAsDeadLetterWhenItIsNoEvent() {
    // Given
    String key = "poison-" + UUID.randomUUID();

    // When
    send(
        new ProducerRecord<>(
            Topics.ORDER_EVENTS, key, "{\"order_id\":5}".getBytes(StandardCharsets.UTF_8)));
    OrderId after = newOrder();
    story(after, "after").forEach(this::publish);

    // Then
    awaitEvents(after, 4);
    given()
        .get("/dead_letters")
        .then()
        .statusCode(200)
        .body("findAll { it.key == '%s' }.field".formatted(key), hasItem("order_id"));
  }

  @Test
  void shouldKeepTheReasonWhenASignalWasRefused() {
    // Given
    String key = "refused-" + UUID.randomUUID();
    ProducerRecord<String, byte[]> letter =
        new ProducerRecord<>(Topics.TRADE_SIGNALS_DLQ, key, "{".getBytes(StandardCharsets.UTF_8));
    letter.headers().add(Topics.HEADER_REASON_FIELD, "volume".getBytes(StandardCharsets.UTF_8));
    letter.headers().add(Topics.HEADER_REASON_VALUE, "-1".getBytes(StandardCharsets.UTF_8));
    letter
        .headers()
        .add(Topics.HEADER_REASON_RULE, "must be greater than 0".getBytes(StandardCharsets.UTF_8));

    // When
    send(letter);

    // Then
    await()
        .untilAsserted(
            () ->
                given()
                    .get("/dead_letters")
                    .then()
                    .body("findAll { it.key == '%s' }.value".formatted(key), hasItem("-1")));
  }

  @Test
  void shouldNameFieldValueAndRuleWhenAQueryIsWrong() {
    given()
        .queryParam("status", "DONE")
        .get("/history")
        .then()
        .statusCode(400)
        .body("field", equalTo("status"))
        .body("value", equalTo("DONE"));
  }

  @Test
  void shouldAnswerNotFoundWhenNobodyKnowsTheExecution() {
    given().get("/executions/" + newOrder()).then().statusCode(404);
  }

  @Test
  @TestSecurity(user = "nobody")
  void shouldRefuseWhenTheCallerHasNoRole() {
    given().get("/history").then().statusCode(403);
  }

  private static OrderId newOrder() {
    return OrderId.of("test", UUID.randomUUID().toString(), 0);
  }

  private ValidatableResponse awaitEvents(OrderId order, int count) {
    await()
        .untilAsserted(
            () ->
                given()
                    .get("/executions/" + order)
                    .then()
                    .statusCode(200)
                    .body("events", hasSize(count)));
    return given().get("/executions/" + order).then();
  }

  private void publish(OrderEvent event) {
    send(new ProducerRecord<>(Topics.ORDER_EVENTS, event.orderId().value(), Json.bytes(event)));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(
        record,
        (metadata, failure) -> {
          if (failure != null) {
            throw new IllegalStateException(failure);
          }
        });
    producer.flush();
  }

  private static List<OrderEvent> story(OrderId order, String account) {
    return List.of(
        event(order, account, 1, EventKind.RECEIVED, null, OrderState.RECEIVED, null),
        event(order, account, 2, EventKind.READY, OrderState.RECEIVED, OrderState.READY, null),
        event(
            order, account, 3, EventKind.SUBMITTING, OrderState.READY, OrderState.SUBMITTING, null),
        event(
            order,
            account,
            4,
            EventKind.FILLED,
            OrderState.SUBMITTING,
            OrderState.FILLED,
            new Execution(
                "77",
                "78",
                new BigDecimal("0.10"),
                new BigDecimal("1.05430"),
                new BigDecimal("1.05430"),
                null,
                BigDecimal.ZERO,
                null)));
  }

  private static OrderEvent event(
      OrderId order,
      String account,
      int seq,
      EventKind kind,
      OrderState from,
      OrderState to,
      Execution execution) {
    return new OrderEvent(
        order,
        seq,
        kind,
        from,
        to,
        START.plusNanos(seq * 1_000L),
        ClientOrderId.of("test", order),
        "test",
        "signal",
        0,
        Command.OPEN,
        "trend",
        account,
        "mt5-demo",
        "EURUSD",
        Side.BUY,
        OrderType.MARKET,
        new BigDecimal("0.10"),
        null,
        1L,
        null,
        execution,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
