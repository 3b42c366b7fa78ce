package io.interlock.router.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.keys.LocalKeys;
import io.interlock.local.keys.Role;
import io.interlock.router.testkit.LedgerVenue;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.interlock.router.testkit.TrustedKeys;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls with tokens that were really signed, and what a person's word does to an order. */
@QuarkusTest
@WithTestResource(RouterStack.class)
@WithTestResource(TrustedKeys.class)
class SignedCallsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration VALID = Duration.ofMinutes(5);
  private static final String UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final Market market = RouterStack.market();
  private final LedgerVenue venue = RouterStack.venue();

  @BeforeEach
  void freshVenue() {
    venue.forget();
  }

  @Test
  void shouldEndAnOrderInReviewAsARiskOfficerSays() {
    // Given
    String signal = orderInReview();
    OrderId id = market.events(signal).getFirst().orderId();

    // When
    resolve(id.value(), OrderState.NOT_PLACED, risk())
        .statusCode(200)
        .body("state", equalTo("NOT_PLACED"))
        .body("by", equalTo("rita"));

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(market.events(signal))
                    .extracting(OrderEvent::kind)
                    .endsWith(EventKind.RESOLVED, EventKind.CONFIRMED));
    OrderEvent resolved =
        market.events(signal).stream()
            .filter(event -> event.kind() == EventKind.RESOLVED)
            .findFirst()
            .orElseThrow();
    assertThat(resolved.actor()).isEqualTo("rita");
    assertThat(resolved.to()).isEqualTo(OrderState.NOT_PLACED);
    assertThat(resolved.reason().message()).isEqualTo("asked the broker");
    given()
        .auth()
        .oauth2(risk())
        .get("/orders/" + id)
        .then()
        .statusCode(200)
        .body("state", equalTo("NOT_PLACED"));
    resolve(id.value(), OrderState.FILLED, risk())
        .statusCode(409)
        .body("field", equalTo("state"))
        .body("value", equalTo("NOT_PLACED"));
    assertThat(tradesAgain()).isEqualTo(OrderState.FILLED);
  }

  @Test
  void shouldRefuseToResolveWhatIsNotInReview() {
    // Given
    String signal = Market.newId();
    market.signal(Market.ACCOUNT, Market.marketOrder(signal));
    await().atMost(PATIENCE).until(() -> ended(signal));

    // Then
    String id = market.events(signal).getFirst().orderId().value();
    resolve(id, OrderState.CANCELED, risk()).statusCode(409).body("value", equalTo("FILLED"));
    resolve(UNKNOWN, OrderState.CANCELED, risk()).statusCode(404);
    resolve(id, OrderState.ACCEPTED, risk()).statusCode(400).body("field", equalTo("state"));
    assertThat(market.events(signal))
        .extracting(OrderEvent::to)
        .last()
        .isEqualTo(OrderState.FILLED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"TRADER", "AUDITOR", "SERVICE"})
  void shouldForbidAndRecordWhatTheRoleMayNot(Role role) {
    // When
    String subject = "subject-" + Market.newId();
    String token = TrustedKeys.trusted().token(subject, role, VALID);
    resolve(UNKNOWN, OrderState.CANCELED, token).statusCode(403);
    changeControls(token).statusCode(403);

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .auth()
                    .oauth2(risk())
                    .get("/refused-calls")
                    .then()
                    .statusCode(200)
                    .body(
                        "calls.findAll { it.actor == '%s' }.call".formatted(subject),
                        hasItem("PUT /controls/global")));
  }

  @ParameterizedTest
  @MethodSource("worthless")
  void shouldLetNobodyInWithAWorthlessToken(String why, String token) {
    resolve(UNKNOWN, OrderState.CANCELED, token).statusCode(401);
    changeControls(token).statusCode(401);
    given().auth().oauth2(token).get("/orders").then().statusCode(401);
  }

  static Stream<Arguments> worthless() {
    LocalKeys trusted = TrustedKeys.trusted();
    String valid = risk();
    int signature = valid.lastIndexOf('.') + 1;
    return Stream.of(
        arguments(
            "expired", trusted.token("rita", Role.RISK_OFFICER, Duration.ofMinutes(5).negated())),
        arguments(
            "signed with a foreign key",
            TrustedKeys.foreign().token("rita", Role.RISK_OFFICER, VALID)),
        arguments("signature cut off", valid.substring(0, signature)),
        arguments("another's signature", valid.substring(0, signature) + otherSignature()),
        arguments("no token at all", ""));
  }

  private static String otherSignature() {
    String other = TrustedKeys.trusted().token("tom", Role.TRADER, VALID);
    return other.substring(other.lastIndexOf('.') + 1);
  }

  private static String risk() {
    return TrustedKeys.trusted().token("rita", Role.RISK_OFFICER, VALID);
  }

  private String orderInReview() {
    String signal = Market.newId();
    venue.be(LedgerVenue.Mood.LOSE, 1);
    venue.beUnsure(true);
    market.signal(Market.ACCOUNT, Market.marketOrder(signal));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(market.events(signal))
                    .extracting(OrderEvent::to)
                    .endsWith(OrderState.MANUAL_REVIEW));
    venue.beUnsure(false);
    return signal;
  }

  private OrderState tradesAgain() {
    String signal = Market.newId();
    market.signal(Market.ACCOUNT, Market.marketOrder(signal));
    await().atMost(PATIENCE).until(() -> ended(signal));
    return market.events(signal).getLast().to();
  }

  private boolean ended(String signal) {
    return market.events(signal).stream().anyMatch(e -> e.kind() == EventKind.CONFIRMED);
  }

  private static ValidatableResponse resolve(String id, OrderState state, String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(Map.of("state", state.name(), "reason", "asked the broker"))
        .post("/orders/" + id + "/resolve")
        .then();
  }

  private static ValidatableResponse changeControls(String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body("{\"version\":0,\"limits\":{},\"reason\":\"test\"}")
        .put("/controls/global")
        .then();
  }
}
