package io.interlock.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.gateway.session.PythonHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@QuarkusTest
@WithTestResource(KafkaForTests.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestSecurity(
    user = "router",
    roles = {"service"})
class BridgeTest {
  private static final String BROKER = "mt5-http";
  private static final String ACCOUNT = "acc-http";

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private PythonHost host;

  @BeforeAll
  void start() {
    host = PythonHost.start("interlock-1");
    publish(BROKER, descriptor(host));
  }

  private void attach() {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                given()
                    .contentType(ContentType.JSON)
                    .body(Json.text(new Attach(ACCOUNT, "router-1", 3)))
                    .post("/brokers/" + BROKER + "/attach")
                    .then()
                    .statusCode(200)
                    .body("accepted", equalTo(true)));
  }

  @AfterAll
  void stop() {
    publish(BROKER, null);
    host.close();
  }

  @Test
  void shouldPlaceAnOrderAndPublishWhatItLearnsWhenTheCatalogNamesThisBridge() {
    // Given
    ClientOrderId id = freshId();
    attach();
    awaitPlaced(id);

    // When
    host.steer(Map.of("stream", Map.of("rate", 200, "count", 50)));

    // Then
    given()
        .get("/brokers/" + BROKER + "/orders/" + id)
        .then()
        .statusCode(200)
        .body("answer", equalTo("KNOWN"))
        .body("order.filled_volume", equalTo("0.10"));
    List<BrokerStatus> statuses = new ArrayList<>();
    List<VenueReport> reports = new ArrayList<>();
    List<Tick> ticks = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              statuses.addAll(read(Topics.BROKER_STATUS, BrokerStatus.class));
              reports.addAll(read(Topics.VENUE_REPORTS, VenueReport.class));
              ticks.addAll(read(Topics.MARKET_TICKS, Tick.class));
              assertThat(statuses)
                  .anyMatch(
                      status ->
                          status.state() == BrokerStatus.State.CONNECTED
                              && status.specification("EURUSD") != null
                              && status.accountSnapshot() != null);
              assertThat(reports)
                  .anyMatch(
                      report ->
                          report.order() != null && id.equals(report.order().clientOrderId()));
              assertThat(ticks).extracting(Tick::key).contains(BROKER + ":EURUSD");
            });
  }

  @Test
  void shouldAskEveryHostAndLatchNothingWhenAKillIsRehearsed() {
    attach();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                given()
                    .contentType(ContentType.JSON)
                    .body(Json.text(new KillRequest(0, null, true, "router", "drill")))
                    .post("/kill-switch/rehearsal")
                    .then()
                    .statusCode(200)
                    .body("latched", equalTo(false))
                    .body("layers.find { it.instance == '" + BROKER + "' }.latched", equalTo(false))
                    .body("layers.problem", everyItem(nullValue())));
    awaitPlaced(freshId());
  }

  @Test
  void shouldRefuseWhatIsNotAMessageNamingFieldValueAndRule() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"orders\":[{\"volume\":\"NaN\"}]}")
        .post("/brokers/" + BROKER + "/orders")
        .then()
        .statusCode(400)
        .body("field", equalTo("orders[0].volume"));
  }

  @Test
  @TestSecurity(
      user = "someone",
      roles = {"auditor"})
  void shouldRefuseWhenTheCallerIsNoService() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/brokers/" + BROKER + "/orders")
        .then()
        .statusCode(403);
  }

  private void awaitPlaced(ClientOrderId id) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                given()
                    .contentType(ContentType.JSON)
                    .body(Json.text(new PlaceOrders(List.of(buy(id)))))
                    .post("/brokers/" + BROKER + "/orders")
                    .then()
                    .statusCode(200)
                    .body("results.outcome", contains("PLACED")));
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  static ClientOrderId freshId() {
    return ClientOrderId.of("test", OrderId.of("test", UUID.randomUUID().toString(), 0));
  }

  static PlaceOrder buy(ClientOrderId id) {
    CommandContext context =
        new CommandContext(
            UUID.randomUUID().toString(),
            OrderId.of("test", id.value(), 0),
            ACCOUNT,
            3,
            0,
            Instant.now().plusSeconds(5),
            null);
    return new PlaceOrder(
        context,
        id,
        "EURUSD",
        Side.BUY,
        OrderType.MARKET,
        new BigDecimal("0.10"),
        null,
        null,
        null,
        null,
        TimeInForce.IOC,
        null,
        null,
        null,
        "c".repeat(64));
  }

  private static BrokerDescriptor descriptor(PythonHost host) {
    return new BrokerDescriptor(
        BROKER,
        BrokerKind.MT5,
        ACCOUNT,
        "bridge-test",
        "http://localhost",
        Dialect.INTERLOCK_1,
        List.of(host.endpoint()),
        null,
        null,
        Map.of("EURUSD", "EURUSD"),
        List.of(),
        Map.of(),
        0,
        true,
        null,
        null,
        null);
  }

  private void publish(String broker, BrokerDescriptor descriptor) {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              Topics.BROKER_CATALOG, broker, descriptor == null ? null : Json.bytes(descriptor)));
    }
  }

  private <T> List<T> read(String topic, Class<T> type) {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<T> found = new ArrayList<>();
      for (var record : consumer.poll(Duration.ofMillis(500))) {
        found.add(Json.read(record.value(), type));
      }
      return found;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
