package io.interlock.router.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.json.Json;
import io.interlock.local.kafka.EmbeddedKafka;
import io.interlock.local.postgres.EmbeddedPostgres;
import io.interlock.router.RealServers;
import io.interlock.router.control.ControlBook;
import io.interlock.router.market.MarketBook;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealServers.class)
@TestSecurity(
    user = "rita",
    roles = {"risk-officer"})
class KillSwitchTest {
  EmbeddedKafka kafka;
  EmbeddedPostgres postgres;

  @Inject ControlBook book;
  @Inject MarketBook market;

  private BridgeOnPort bridge;

  @BeforeEach
  void publishTheBridge() throws Exception {
    bridge = new BridgeOnPort();
    publish("demo", descriptor("demo", bridge.url()));
    await()
        .until(() -> market.catalog().stream().anyMatch(b -> b.gatewayUrl().equals(bridge.url())));
    await().until(book::isLoaded);
  }

  @AfterEach
  void clear() {
    bridge.goOn();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              for (var control : book.controls()) {
                if (control.killed()) {
                  reset(control.scope().toString(), book.killEpoch()).statusCode(200);
                }
              }
            });
    bridge.close();
  }

  @Test
  void shouldLatchEveryLayerWithinAHundredMillisecondsWhenKilled() {
    // Given warm connections
    kill("{\"reason\":\"warm\"}");
    reset("global", book.killEpoch()).statusCode(200);
    long before = book.killEpoch();

    // When
    ValidatableResponse answer = kill("{\"reason\":\"runaway\"}");

    // Then
    answer
        .time(lessThan(100L))
        .body("latched", equalTo(true))
        .body(
            "layers.findAll { it.latched == true }.layer.sort()",
            equalTo(List.of("bridge", "gate", "router", "topic")));
    assertThat(book.killEpoch()).isEqualTo(before + 1);
    assertThat(book.effective(null, null, null, null).killed()).isTrue();
    assertThat(bridge.kills.getLast().flatten()).isTrue();
    assertThat(bridge.kills.getLast().killEpoch()).isEqualTo(before + 1);
    assertThat(bridge.kills.getLast().by()).isEqualTo("rita");
  }

  @Test
  void shouldKillEverythingWhenTheBodyIsEmpty() {
    // When
    given().post("/kill-switch").then().statusCode(200).body("latched", equalTo(true));

    // Then
    assertThat(book.control(Scope.GLOBAL).killed()).isTrue();
  }

  @Test
  void shouldAnswerInTimeAndTellTheBridgeAgainWhenItHangs() {
    // Given
    bridge.hang();

    // When
    ValidatableResponse answer = kill("{\"reason\":\"hang\"}");

    // Then
    answer
        .time(lessThan(100L))
        .body("latched", equalTo(false))
        .body("layers.find { it.layer == 'bridge' }.latched", nullValue())
        .body("layers.find { it.layer == 'gate' }.latched", equalTo(true));
    bridge.goOn();
    await().untilAsserted(() -> assertThat(bridge.kills).isNotEmpty());
    given()
        .get("/kill-switch")
        .then()
        .body("layers.find { it.layer == 'bridge' }.latched", equalTo(true));
  }

  @Test
  void shouldLatchMemoryAndBridgeAndStoreTheKillLaterWhenTheDatabaseIsFrozen() throws Exception {
    // Given
    postgres.freeze();
    try {
      // When
      ValidatableResponse answer = kill("{\"reason\":\"no database\"}");

      // Then
      answer
          .time(lessThan(100L))
          .body("latched", equalTo(false))
          .body("layers.find { it.layer == 'router' }.latched", equalTo(true))
          .body("layers.find { it.layer == 'bridge' }.latched", equalTo(true))
          .body("layers.find { it.layer == 'gate' }.latched", nullValue());
      assertThat(book.effective(null, null, null, null).killed()).isTrue();
    } finally {
      postgres.thaw();
    }
    await().untilAsserted(() -> assertThat(storedEpoch()).isGreaterThanOrEqualTo(book.killEpoch()));
  }

  @Test
  void shouldStoreTheKillOnceTheDatabaseIsBackWhenItWasDown() throws Exception {
    // Given
    postgres.kill();
    try {
      kill("{\"reason\":\"database down\"}")
          .body("layers.find { it.layer == 'gate' }.latched", nullValue());
    } finally {
      postgres.start();
    }

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(storedEpoch()).isGreaterThanOrEqualTo(book.killEpoch());
              assertThat(storedControl("global")).contains("\"killed\":true");
            });
  }

  @Test
  void shouldLatchAllButTheTopicWhenKafkaIsDown() {
    // Given
    kafka.stop();
    try {
      // When
      ValidatableResponse answer = kill("{\"reason\":\"no kafka\"}");

      // Then
      answer
          .time(lessThan(100L))
          .body("latched", equalTo(true))
          .body("layers.find { it.layer == 'topic' }.latched", nullValue());
    } finally {
      kafka.start();
    }
  }

  @Test
  void shouldReachEveryLayerAndLatchNothingWhenRehearsed() throws Exception {
    // Given
    long before = storedEpoch();

    // When
    given()
        .contentType(ContentType.JSON)
        .body("{\"reason\":\"drill\"}")
        .post("/kill-switch/rehearsal")
        .then()
        .statusCode(200)
        .body("latched", equalTo(false))
        .body("layers.findAll { it.layer == 'bridge' }.latched", everyItem(equalTo(false)))
        .body("layers.find { it.layer == 'gate' }.latched", equalTo(false));

    // Then
    assertThat(bridge.rehearsals).isNotEmpty();
    assertThat(bridge.kills).isEmpty();
    assertThat(book.controls()).noneMatch(control -> control.killed());
    assertThat(storedEpoch()).isEqualTo(before);
  }

  @Test
  void shouldNotWaitForTheKillRowWhenRehearsed() throws Exception {
    // Given: somebody holds what every gate and every kill locks
    try (Connection other = postgres.connect("router")) {
      other.setAutoCommit(false);
      other.createStatement().executeQuery("select epoch from kill_switch for update");

      // When
      given()
          .post("/kill-switch/rehearsal")
          .then()
          .statusCode(200)
          .body("layers.find { it.layer == 'gate' }.latched", equalTo(false));
      other.rollback();
    }
  }

  @Test
  void shouldShowWhomAKillWouldNotReachWhenRehearsed() {
    // Given
    bridge.hang();

    // When
    given()
        .post("/kill-switch/rehearsal")
        .then()
        .statusCode(200)
        .body(
            "layers.find { it.instance == '%s' }.problem".formatted(bridge.url()),
            startsWith("not heard of"));
  }

  @Test
  void shouldKeepANewerKillWhenADelayedResetArrives() {
    // Given
    kill("{\"reason\":\"first\"}");
    long first = book.killEpoch();
    kill("{\"reason\":\"second\"}");

    // When
    reset("global", first).statusCode(409).body("field", equalTo("kill_epoch"));

    // Then
    assertThat(book.control(Scope.GLOBAL).killed()).isTrue();
    assertThat(bridge.resets).isEmpty();
    reset("global", first + 1).statusCode(200).body("latched", equalTo(false));
    assertThat(book.control(Scope.GLOBAL).killed()).isFalse();
    assertThat(bridge.resets).hasSize(1);
  }

  @Test
  void shouldLeaveTheBridgeLatchedWhenAnotherKillStillCoversIt() {
    // Given
    kill("{\"scope\":\"broker:demo\",\"reason\":\"one\"}");
    kill("{\"scope\":\"account:demo-account\",\"reason\":\"two\"}");

    // When
    reset("broker:demo", book.killEpoch()).statusCode(200);

    // Then
    assertThat(bridge.resets).isEmpty();
    reset("account:demo-account", book.killEpoch()).statusCode(200);
    assertThat(bridge.resets).hasSize(1);
  }

  @Test
  @TestSecurity(
      user = "tom",
      roles = {"trader"})
  void shouldLetATraderKillButNotResume() {
    // When
    kill("{\"scope\":\"strategy:trend\",\"reason\":\"mine\"}").body("latched", equalTo(true));

    // Then
    reset("strategy:trend", book.killEpoch()).statusCode(403);
    assertThat(book.control(Scope.parse("strategy:trend")).killed()).isTrue();
    book.apply(cleared("strategy:trend"));
  }

  @Test
  @TestSecurity(
      user = "ada",
      roles = {"auditor"})
  void shouldRefuseAnAuditor() {
    given().post("/kill-switch").then().statusCode(403);
    assertThat(book.controls()).noneMatch(control -> control.killed());
  }

  @Test
  void shouldNameFieldValueAndRuleWhenTheBodyIsWrong() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"scope\":\"planet:earth\"}")
        .post("/kill-switch")
        .then()
        .statusCode(400)
        .body("value", equalTo("planet:earth"));
  }

  private io.interlock.contracts.control.TradingControl cleared(String scope) {
    var known = book.control(Scope.parse(scope));
    return new io.interlock.contracts.control.TradingControl(
        known.scope(),
        known.version() + 1,
        known.mode(),
        known.killEpoch(),
        false,
        known.limits(),
        "test",
        null,
        known.at());
  }

  private static ValidatableResponse kill(String body) {
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/kill-switch")
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse reset(String scope, long epoch) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"scope\":\"%s\",\"kill_epoch\":%d,\"reason\":\"checked\"}".formatted(scope, epoch))
        .post("/kill-switch/reset")
        .then();
  }

  private long storedEpoch() throws SQLException {
    try (Connection connection = postgres.connect("router");
        ResultSet row =
            connection.createStatement().executeQuery("select epoch from kill_switch")) {
      row.next();
      return row.getLong(1);
    }
  }

  private String storedControl(String scope) throws SQLException {
    try (Connection connection = postgres.connect("router");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "select control from control_version where scope = '"
                        + scope
                        + "' order by version desc limit 1")) {
      row.next();
      return row.getString(1);
    }
  }

  private static BrokerDescriptor descriptor(String id, String url) {
    return new BrokerDescriptor(
        id,
        BrokerKind.PAPER,
        id + "-account",
        "local",
        url,
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
        null,
        null);
  }

  private void publish(String key, BrokerDescriptor descriptor) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.BROKER_CATALOG, key, Json.bytes(descriptor))).get();
    }
  }
}
