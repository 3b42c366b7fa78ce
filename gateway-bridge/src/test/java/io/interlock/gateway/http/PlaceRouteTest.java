package io.interlock.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.json.Json;
import io.interlock.edge.VerifiedTokens;
import io.interlock.local.keys.Role;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The short way answers as the long one, and is open to nobody else. */
@QuarkusTest
@WithTestResource(KafkaForTests.class)
class PlaceRouteTest {
  private static final Duration VALID = Duration.ofMinutes(5);
  private static final String BROKER = "nobody-s";

  @Inject VerifiedTokens tokens;

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldAnswerTheSameWhicheverWayACallGoes(int status, String body) {
    // Given
    String token = token(Role.SERVICE, VALID);
    assertThat(tokens.known(token)).isNull();

    // When
    Response theLongWay = place(token, body);

    // Then
    assertThat(theLongWay.statusCode()).isEqualTo(status);
    assertThat(tokens.known(token)).isNotNull();
    Response theShortWay = place(token, body);
    assertThat(theShortWay.statusCode()).isEqualTo(status);
    assertThat(theShortWay.asString()).isEqualTo(theLongWay.asString());
    assertThat(theShortWay.contentType()).isEqualTo(theLongWay.contentType());
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        arguments(200, orders()),
        arguments(400, "{"),
        arguments(400, "{\"orders\":[{}]}"),
        arguments(400, orders().replace("\"BUY\"", "\"HOLD\"")));
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, names = "SERVICE", mode = EnumSource.Mode.EXCLUDE)
  void shouldLetNoOtherRolePlaceThoughItsTokenIsKnown(Role role) {
    String token = token(role, VALID);
    for (int call = 0; call < 2; call++) {
      place(token, orders()).then().statusCode(403);
    }
    assertThat(tokens.known(token)).isNotNull();
  }

  @Test
  void shouldLetNobodyInWithoutAGoodToken() {
    place("", orders()).then().statusCode(401);
    place(token(Role.SERVICE, Duration.ofMinutes(5).negated()), orders()).then().statusCode(401);
    given().contentType(ContentType.JSON).body(orders()).post(path()).then().statusCode(401);
  }

  private static Response place(String token, String body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body).post(path());
  }

  private static String orders() {
    return Json.text(new PlaceOrders(List.of(BridgeTest.buy(BridgeTest.freshId()))));
  }

  private static String path() {
    return "/brokers/" + BROKER + "/orders";
  }

  private static String token(Role role, Duration valid) {
    return KafkaForTests.keys().token("subject-" + UUID.randomUUID(), role, valid);
  }
}
