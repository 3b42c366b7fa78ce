package io.interlock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.keys.Role;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Floods, garbage and callers without the right leave every service alive. Cases 11 and 22. */
@OnSharedStack
class HostileInputIT {
  private static final long SEED = 22;

  private final InterlockStack stack;

  HostileInputIT(InterlockStack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @CsvSource({
    "ORDER_ROUTER, POST, /execute",
    "ORDER_ROUTER, PUT, /controls/global",
    "BROKER_REGISTRY, POST, /brokers",
    "GATEWAY_BRIDGE, POST, /brokers/mt5-demo/orders"
  })
  void shouldRefuseAndLiveOnWhenABodyIsHuge(StackService service, String method, String path)
      throws InterruptedException {
    // Given
    byte[] megabyte = new byte[1024 * 1024];
    Arrays.fill(megabyte, (byte) ' ');
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(stack.url(service) + path))
              .header("Authorization", "Bearer " + stack.token(Role.RISK_OFFICER))
              .header("Content-Type", "application/json")
              .method(
                  method, BodyPublishers.ofByteArrays(java.util.Collections.nCopies(100, megabyte)))
              .build();

      // When
      int status;
      try {
        status = http.send(request, BodyHandlers.discarding()).statusCode();
      } catch (IOException e) {
        status = 413; // the service closed the connection on us, which is as good
      }

      // Then
      assertThat(status).isIn(403, 413);
      assertAlive(service);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ORDER_ROUTER, /controls",
    "ORDER_ROUTER, /kill-switch",
    "BROKER_REGISTRY, /brokers",
    "GATEWAY_BRIDGE, /kill-switch",
    "AUDIT_SERVICE, /history"
  })
  void shouldRefuseWhenThereIsNoToken(StackService service, String path) {
    stack.anonymously(service).get(path).then().statusCode(401);
    stack
        .anonymously(service)
        .auth()
        .preemptive()
        .oauth2("not.a.token")
        .get(path)
        .then()
        .statusCode(401);
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"TRADER", "AUDITOR"})
  void shouldRefuseWhenTheRoleMayNot(Role role) {
    stack
        .as(StackService.ORDER_ROUTER, role)
        .contentType("application/json")
        .body("{\"version\":0,\"limits\":{},\"reason\":\"not mine\"}")
        .put("/controls/{scope}", "strategy:nobody")
        .then()
        .statusCode(403);
    stack.as(StackService.BROKER_REGISTRY, role).delete("/brokers/mt5-demo").then().statusCode(403);
    stack
        .as(StackService.GATEWAY_BRIDGE, role)
        .contentType("application/json")
        .body("{}")
        .post("/brokers/mt5-demo/orders")
        .then()
        .statusCode(403);
  }

  @Test
  void shouldNameTheLimitWhenJsonIsDeep() {
    stack
        .as(StackService.ORDER_ROUTER, Role.RISK_OFFICER)
        .contentType("application/json")
        .body("[".repeat(20_000))
        .put("/controls/{scope}", "strategy:nobody")
        .then()
        .statusCode(400);
    assertAlive(StackService.ORDER_ROUTER);
  }

  @Test
  void shouldLiveOnWhenTheEventIntakeGetsGarbage() throws IOException {
    // Given
    Random random = new Random(SEED);
    byte[] garbage = new byte[64 * 1024];

    // When
    for (int i = 0; i < 20; i++) {
      random.nextBytes(garbage);
      try (Socket socket = new Socket("127.0.0.1", stack.parts().ports().intake());
          OutputStream out = socket.getOutputStream()) {
        if (i % 2 == 0) {
          out.write("\u00ff\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u007f".getBytes(UTF_8));
        }
        out.write(garbage);
      } catch (IOException e) {
        // refused half way: as good
      }
    }

    // Then
    assertAlive(StackService.GATEWAY_BRIDGE);
  }

  @Test
  void shouldFindTheFillWhenTheHostAnswersWithAFrameThatIsTooLong() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(Fault.Kind.OVERSIZED_REPLY, "OPEN_ORDER"));
      Signal signal = venue.buy();

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitConfirmed(signal);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(venue.ledger().orders()).hasSize(1);
      assertAlive(StackService.GATEWAY_BRIDGE);
    }
  }

  private void assertAlive(StackService service) {
    assertThat(stack.process(service).isAlive()).isTrue();
    stack.anonymously(service).get("/q/health/ready").then().statusCode(200);
  }
}
