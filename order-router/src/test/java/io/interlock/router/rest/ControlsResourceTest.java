package io.interlock.router.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.interlock.contracts.Topics;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.json.Json;
import io.interlock.edge.TopicConsumer;
import io.interlock.local.kafka.EmbeddedKafka;
import io.interlock.router.RealServers;
import io.interlock.router.control.ControlBook;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealServers.class)
@TestSecurity(
    user = "rita",
    roles = {"risk-officer"})
class ControlsResourceTest {
  EmbeddedKafka kafka;

  @Inject ControlBook book;

  @BeforeEach
  void awaitTheStore() {
    await().until(book::isLoaded);
  }

  @Test
  void shouldStoreApplyAndPublishAChange() throws Exception {
    // Given
    List<TradingControl> told = new CopyOnWriteArrayList<>();

    // When
    put("account:changed", 0, "{\"max_order_volume\":\"2\"}")
        .statusCode(200)
        .body("version", equalTo(1))
        .body("by", equalTo("rita"))
        .body("limits.max_order_volume", equalTo("2"));

    // Then
    assertThat(book.effective(null, "changed", null, null).limits().maxOrderVolume())
        .isEqualByComparingTo("2");
    given().get("/controls/account:changed").then().body("version", equalTo(1));
    given().get("/controls").then().body("controls.scope", hasItem("account:changed"));
    try (TopicConsumer consumer =
        TopicConsumer.fromTheBeginning(
            Topics.TRADING_CONTROLS,
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            record -> told.add(control(record.value())))) {
      await().until(() -> told.stream().anyMatch(c -> c.scope().name().equals("changed")));
    }
  }

  @Test
  void shouldRefuseAChangeMadeFromAnOlderVersion() {
    // Given
    put("symbol:RACE", 0, "{}").statusCode(200);

    // When
    ValidatableResponse answer = put("symbol:RACE", 0, "{\"max_order_volume\":\"9\"}");

    // Then
    answer.statusCode(409).body("field", equalTo("version"));
    assertThat(book.control(Scope.parse("symbol:RACE")).limits().maxOrderVolume()).isNull();
  }

  @Test
  void shouldNameFieldValueAndRuleWhenALimitIsWrong() {
    put("global", 0, "{\"max_order_volume\":\"-1\"}")
        .statusCode(400)
        .body("field", equalTo("limits.max_order_volume"))
        .body("value", equalTo("-1"))
        .body("rule", equalTo("must be greater than 0"));
    put("global", 0, "{\"max_ordr_volume\":\"1\"}").statusCode(400).body("rule", notNullValue());
  }

  @Test
  @TestSecurity(
      user = "tom",
      roles = {"trader"})
  void shouldLetATraderLookButNotChange() {
    given().get("/controls").then().statusCode(200);
    put("global", 0, "{}").statusCode(403);
  }

  private static ValidatableResponse put(String scope, long version, String limits) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"version\":%d,\"limits\":%s,\"reason\":\"test\"}".formatted(version, limits))
        .put("/controls/" + scope)
        .then();
  }

  private static TradingControl control(byte[] bytes) {
    try {
      return Json.readTolerant(bytes, TradingControl.class);
    } catch (io.interlock.contracts.json.InvalidMessage e) {
      throw new IllegalArgumentException(e);
    }
  }
}
