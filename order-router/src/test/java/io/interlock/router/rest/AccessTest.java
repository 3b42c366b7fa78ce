package io.interlock.router.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.interlock.router.control.ControlBook;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@QuarkusTest
@WithTestResource(RouterStack.class)
class AccessTest {
  @Inject ControlBook book;

  @BeforeEach
  void forgetEarlierSends() {
    RouterStack.venue().forget();
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseEveryCallWithoutAToken() {
    return Stream.of(
            List.of("POST", "/execute"),
            List.of("GET", "/orders"),
            List.of("GET", "/orders/AAAAAAAAAAAAAAAAAAAAAAAAAA"),
            List.of("POST", "/orders/AAAAAAAAAAAAAAAAAAAAAAAAAA/cancel"),
            List.of("POST", "/orders/AAAAAAAAAAAAAAAAAAAAAAAAAA/resolve"),
            List.of("GET", "/controls"),
            List.of("PUT", "/controls/global"),
            List.of("GET", "/kill-switch"),
            List.of("POST", "/kill-switch"),
            List.of("POST", "/kill-switch/reset"),
            List.of("GET", "/something-else"))
        .map(
            call ->
                DynamicTest.dynamicTest(
                    String.join(" ", call),
                    () -> {
                      given()
                          .contentType(ContentType.JSON)
                          .body(Market.marketOrder(Market.newId()))
                          .request(call.getFirst(), call.getLast())
                          .then()
                          .statusCode(401);
                      assertThat(RouterStack.venue().sends()).isEmpty();
                    }));
  }

  @Test
  void shouldRefuseATokenNobodySigned() {
    given()
        .header("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJncm91cHMiOlsidHJhZGVyIl19.")
        .post("/kill-switch")
        .then()
        .statusCode(401);
    assertThat(book.controls()).noneMatch(control -> control.killed());
  }

  @Test
  void shouldShowHealthAndMetricsToAnybody() {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get("/health").then().statusCode(200).body("status", equalTo("UP")));
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200);
  }
}
