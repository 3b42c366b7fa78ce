package io.interlock.gateway.intake.terminal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.gateway.intake.BridgeFixture;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = IntakeEnvironment.class, restrictToAnnotatedClass = true)
class TerminalResourceTest {
  private static final String FLAT =
      "{\"action\":\"BUY\",\"symbol\":\"EURUSD\",\"type\":\"MARKET\",\"volume\":0.01,"
          + "\"magic\":20260105}";

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Inject TradeDesk desk;

  @BeforeEach
  void serveTwoAccounts() {
    BridgeFixture.serve(
        List.of(status("mt5-demo", "demo", "1000"), status("mt5-live", "live", "5")));
    await()
        .untilAsserted(
            () -> given().get("/q/health/ready").then().body(containsString("trading controls")));
    await()
        .until(() -> terminal(IntakeEnvironment.ONE_ACCOUNT).get("/stats").path("controls_known"));
  }

  @Test
  void shouldRefuseWhenThereIsNoTokenOrAnUnknownOne() {
    // When, Then
    for (String path : List.of("/status", "/account", "/stats")) {
      given().get(path).then().statusCode(401);
      terminal("not-the-token-of-anybody").get(path).then().statusCode(401);
    }
    given().body(FLAT).post("/trade").then().statusCode(401);
    given().body("{}").post("/ea/events").then().statusCode(401);
    terminal("not-the-token-of-anybody").body(FLAT).post("/trade").then().statusCode(401);
  }

  @Test
  @TestSecurity(user = "aud", roles = "auditor")
  void shouldRefuseTradesWhenTheRoleOnlyReads() {
    // When, Then
    given().get("/status").then().statusCode(200);
    given().header("Idempotency-Key", "k").body(FLAT).post("/trade").then().statusCode(403);
    given().body("{}").post("/ea/events").then().statusCode(403);
  }

  @Test
  void shouldShowOnlyTheAccountsOfTheToken() {
    // When, Then
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .get("/status")
        .then()
        .statusCode(200)
        .body("status", equalTo("OK"))
        .body("brokers", hasSize(1))
        .body("brokers[0].account", equalTo("demo"));
    terminal(IntakeEnvironment.TWO_ACCOUNTS).get("/status").then().body("brokers", hasSize(2));
  }

  @Test
  void shouldShowTheMoneyOfTheNamedAccount() {
    // When, Then
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .get("/account")
        .then()
        .statusCode(200)
        .body("account", equalTo("demo"))
        .body("money.balance", equalTo("1000"));
    terminal(IntakeEnvironment.TWO_ACCOUNTS)
        .get("/account?account=live")
        .then()
        .body("money.balance", equalTo("5"));
    terminal(IntakeEnvironment.TWO_ACCOUNTS)
        .get("/account")
        .then()
        .statusCode(400)
        .body("field", equalTo("account"))
        .body("rule", containsString("is required"));
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .get("/account?account=live")
        .then()
        .statusCode(400)
        .body("value", equalTo("live"));
  }

  @Test
  void shouldAnswerEventsOverHttp() {
    // Given
    String event =
        "{\"type\":\"trade_open\",\"ea\":\"http-ea\",\"magic\":5,\"timestamp\":%d,\"payload\":"
            + "{\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"0.1\"}}";
    // When, Then
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .body(event.formatted(Instant.now().toEpochMilli() * 1_000))
        .post("/ea/events")
        .then()
        .statusCode(200)
        .body("status", equalTo("ok"))
        .body("approved", equalTo(true));
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .body("{\"type\":\"trade_open\"}")
        .post("/ea/events")
        .then()
        .statusCode(400)
        .body("status", equalTo("error"))
        .body("field", equalTo("ea"));
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .get("/stats")
        .then()
        .body("experts.ea", org.hamcrest.Matchers.hasItem("http-ea"))
        .body("intake.events.trade_open", equalTo(1));
  }

  @Test
  void shouldRefuseTradesThatBreakARule() {
    // When, Then
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .body(FLAT)
        .post("/trade")
        .then()
        .statusCode(400)
        .body("field", equalTo("Idempotency-Key"));
    terminal(IntakeEnvironment.TWO_ACCOUNTS)
        .header("Idempotency-Key", "k1")
        .body(FLAT)
        .post("/trade")
        .then()
        .statusCode(400)
        .body("field", equalTo("account"));
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .header("Idempotency-Key", "k1")
        .body(FLAT.replace("0.01", "-1"))
        .post("/trade")
        .then()
        .statusCode(400)
        .body("field", equalTo("volume"));
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .header("Idempotency-Key", "k1")
        .body(FLAT.replace("\"magic\"", "\"account\":\"live\",\"magic\""))
        .post("/trade")
        .then()
        .statusCode(400)
        .body("field", equalTo("account"));
  }

  @Test
  void shouldProduceTheSignalAndAnswerItsOutcome() throws Exception {
    // Given
    String key = UUID.randomUUID().toString();
    try (Router router = new Router()) {
      // When
      Thread routing = Thread.ofVirtual().start(() -> router.fill(key));
      terminal(IntakeEnvironment.ONE_ACCOUNT)
          .header("Idempotency-Key", key)
          .body(FLAT)
          .post("/trade")
          .then()
          // Then
          .statusCode(200)
          .body("status", equalTo("FILLED"))
          .body("execution_id", equalTo(OrderId.of(Topics.TRADE_SIGNALS, key, 0).value()))
          .body("ticket", equalTo("77"))
          .body("filled_price", equalTo("1.0543"))
          .body("account", equalTo("demo"));
      routing.join(Duration.ofSeconds(5));
      assertThat(router.seen.key()).isEqualTo("demo");
      DecodedSignal signal = SignalDecoder.decode(router.seen.value());
      assertThat(signal.signal().account()).isEqualTo("demo");
      assertThat(signal.signal().volume()).isEqualByComparingTo("0.01");
    }
  }

  @Test
  void shouldAnswerAcceptedWithTheIdWhenTheOutcomeTakesLonger() {
    // Given
    String key = UUID.randomUUID().toString();
    // When, Then
    terminal(IntakeEnvironment.ONE_ACCOUNT)
        .header("Idempotency-Key", key)
        .body(FLAT)
        .post("/trade")
        .then()
        .statusCode(202)
        .body("status", equalTo("PENDING"))
        .body("execution_id", equalTo(OrderId.of(Topics.TRADE_SIGNALS, key, 0).value()))
        .body("signal_id", equalTo(key));
  }

  private static RequestSpecification terminal(String token) {
    return given().header("X-Token", token);
  }

  private static BrokerStatus status(String broker, String account, String balance) {
    AccountSnapshot money =
        new AccountSnapshot(
            "USD",
            new BigDecimal(balance),
            new BigDecimal(balance),
            BigDecimal.ZERO,
            new BigDecimal(balance),
            null,
            true,
            Instant.now());
    return new BrokerStatus(
        broker,
        account,
        BrokerStatus.State.CONNECTED,
        true,
        false,
        1,
        90L,
        null,
        money,
        List.of(),
        Instant.now(),
        Instant.now());
  }

  /** Plays the order router for one signal: reads it and publishes what became of it. */
  private final class Router implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> signals =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer());
    private volatile ConsumerRecord<String, byte[]> seen;

    Router() {
      List<TopicPartition> partitions =
          signals.partitionsFor(Topics.TRADE_SIGNALS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      signals.assign(partitions);
      signals.seekToEnd(partitions);
      partitions.forEach(signals::position);
    }

    void fill(String key) {
      while (seen == null) {
        for (ConsumerRecord<String, byte[]> found : signals.poll(Duration.ofMillis(100))) {
          byte[] id = found.headers().lastHeader(Topics.HEADER_SIGNAL_ID).value();
          if (new String(id, StandardCharsets.UTF_8).equals(key)) {
            seen = found;
          }
        }
      }
      publish(
          OrderEvents.event(
              key,
              1,
              EventKind.RECEIVED,
              OrderState.RECEIVED,
              null,
              null,
              SignalDecoder.sha256(seen.value())));
      Execution execution =
          new Execution(
              "501",
              "77",
              new BigDecimal("0.01"),
              new BigDecimal("1.0543"),
              null,
              null,
              null,
              null);
      publish(
          OrderEvents.event(key, 2, EventKind.FILLED, OrderState.FILLED, execution, null, null));
    }

    private void publish(OrderEvent event) {
      try (KafkaProducer<String, byte[]> producer =
          new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer())) {
        producer.send(
            new ProducerRecord<>(Topics.ORDER_EVENTS, event.orderId().value(), Json.bytes(event)));
      }
    }

    private Map<String, Object> settings() {
      return Map.of("bootstrap.servers", bootstrapServers);
    }

    @Override
    public void close() {
      signals.close();
    }
  }
}
