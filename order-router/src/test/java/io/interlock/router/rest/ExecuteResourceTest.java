package io.interlock.router.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.interlock.contracts.order.EventKind;
import io.interlock.router.testkit.LedgerVenue;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RouterStack.class)
@TestSecurity(
    user = "tom",
    roles = {"trader"})
class ExecuteResourceTest {
  private final LedgerVenue venue = RouterStack.venue();
  private final Market market = RouterStack.market();

  @BeforeEach
  void startAnew() {
    venue.forget();
    venue.be(LedgerVenue.Mood.FILL);
  }

  @Test
  void shouldAnswerWithTheFillWhenANativeSignalIsExecuted() {
    // Given
    String id = Market.newId();

    // When
    ValidatableResponse answer = execute(Market.marketOrder(id), null, null);

    // Then
    String execution =
        answer
            .statusCode(200)
            .body("status", equalTo("FILLED"))
            .body("signal_id", equalTo(id))
            .body("executed_units", equalTo("0.10"))
            .body("slippage_pips", notNullValue())
            .body("account", equalTo(Market.ACCOUNT))
            .extract()
            .path("execution_id");
    given().get("/orders/" + execution).then().statusCode(200).body("status", equalTo("FILLED"));
    given()
        .queryParam("state", "FILLED")
        .queryParam("account", Market.ACCOUNT)
        .get("/orders")
        .then()
        .body("execution_id", hasItem(execution))
        .body("status", everyItem(equalTo("FILLED")));
  }

  @Test
  void shouldExecuteAFlatOrderAndAnEnvelope() {
    // Given
    String flat =
        "{\"action\":\"BUY\",\"symbol\":\"EURUSD\",\"volume\":0.1,\"strategy\":\"momentum\",\"account\":\""
            + Market.ACCOUNT
            + "\"}";
    String envelope =
        """
        {"account":"%s","decision":{"status":"REJECTED","approved_trade":{"symbol":"EURUSD",
        "direction":1,"position_units":10000}}}"""
            .formatted(Market.ACCOUNT);

    // Then
    execute(flat, Market.newId(), null).statusCode(200).body("status", equalTo("FILLED"));
    execute(envelope, Market.newId(), null)
        .statusCode(200)
        .body("status", equalTo("REJECTED"))
        .body("rejection_reason.code", equalTo("NOT_APPROVED"));
  }

  @Test
  void shouldSendOnceWhenTheSameCallIsMadeAgain() {
    // Given
    String signal = Market.marketOrder(Market.newId());

    // When
    String first = execute(signal, null, null).statusCode(200).extract().path("execution_id");
    String again = execute(signal, null, null).statusCode(200).extract().path("execution_id");

    // Then
    assertThat(again).isEqualTo(first);
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldRefuseAndAlarmWhenAnIdempotencyKeyComesWithAnotherPayload() {
    // Given
    String key = Market.newId();
    String signal =
        "{\"strategy\":\"momentum\",\"account\":\"%s\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"%s\"}";
    execute(signal.formatted(Market.ACCOUNT, "0.10"), key, null).statusCode(200);

    // When
    execute(signal.formatted(Market.ACCOUNT, "0.20"), key, null).statusCode(409);

    // Then
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(market.events(key)).anyMatch(event -> event.kind() == EventKind.ALARM));
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldAnswer202WithAnIdThatIsKnownAtOnceWhenTheWaitIsOver() {
    // When
    ValidatableResponse answer = execute(Market.marketOrder(Market.newId()), null, "0");

    // Then
    String execution =
        answer
            .statusCode(202)
            .header("Location", containsString("/orders/"))
            .extract()
            .path("execution_id");
    given().get("/orders/" + execution).then().statusCode(200);
  }

  @Test
  void shouldNameFieldValueAndRuleWhenTheCallIsWrong() {
    execute(
            "{\"strategy\":\"s\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"1\"}",
            null,
            null)
        .statusCode(400)
        .body("field", equalTo("Idempotency-Key"));
    execute(Market.marketOrder(Market.newId()).replace("0.10", "-1"), null, null)
        .statusCode(400)
        .body("field", equalTo("volume"))
        .body("value", equalTo("-1"));
    execute(Market.marketOrder(Market.newId()), null, "soon")
        .statusCode(400)
        .body("field", equalTo("wait_ms"));
    given().get("/orders/nonsense").then().statusCode(400);
    given().get("/orders/AAAAAAAAAAAAAAAAAAAAAAAAAA").then().statusCode(404);
    given().queryParam("state", "LOST").get("/orders").then().statusCode(400);
  }

  @Test
  void shouldRestThenCancelWhenALimitOrderIsCancelledOverHttp() {
    // Given
    venue.be(LedgerVenue.Mood.WORK);
    String limit =
        """
        {"signal_id":"%s","strategy":"momentum","account":"%s","symbol":"EURUSD","side":"BUY",
        "type":"LIMIT","price":"1.08000","volume":"0.10"}"""
            .formatted(Market.newId(), Market.ACCOUNT);
    String order =
        execute(limit, null, null)
            .statusCode(200)
            .body("state", equalTo("ACCEPTED"))
            .extract()
            .path("execution_id");

    // When
    given()
        .post("/orders/" + order + "/cancel")
        .then()
        .statusCode(200)
        .body("execution_id", not(equalTo(order)));

    // Then
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get("/orders/" + order).then().body("status", equalTo("CANCELED")));
  }

  @Test
  void shouldCloseWhatAnOrderOpened() {
    // Given
    String order =
        execute(Market.marketOrder(Market.newId()), null, null).extract().path("execution_id");

    // When
    ValidatableResponse answer =
        given()
            .contentType(ContentType.JSON)
            .body("{\"volume\":\"0.05\"}")
            .post("/orders/" + order + "/close")
            .then();

    // Then
    answer.statusCode(200).body("status", equalTo("FILLED")).body("direction", equalTo("SELL"));
  }

  @Test
  void shouldAnswerOneConfirmationAnAccountWhenASignalNamesSeveral() {
    // Given
    String signal =
        """
        {"signal_id":"%s","strategy":"momentum","accounts":["paper-account-1","paper-account-2"],
        "symbol":"EURUSD","side":"BUY","volume":"0.10"}"""
            .formatted(Market.newId());

    // When
    ValidatableResponse answer = execute(signal, null, null);

    // Then
    answer.statusCode(200).body("$", hasSize(2)).body("status", everyItem(equalTo("FILLED")));
  }

  @Test
  @TestSecurity(
      user = "ada",
      roles = {"auditor"})
  void shouldLetAnAuditorLookButNotTrade() {
    execute(Market.marketOrder(Market.newId()), null, null).statusCode(403);
    given().get("/orders").then().statusCode(200);
    assertThat(venue.sends()).isEmpty();
  }

  private static ValidatableResponse execute(String body, String key, String waitMillis) {
    var request = given().contentType(ContentType.JSON).body(body);
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    if (waitMillis != null) {
      request.queryParam("wait_ms", waitMillis);
    }
    return request.post("/execute").then();
  }
}
