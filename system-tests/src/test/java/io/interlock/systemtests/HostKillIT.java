package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.Signal;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kill switch of one account does at either MT5 host. */
@OnSharedStack
@ParameterizedClass(name = "{0}")
@EnumSource(Mt5Kind.class)
class HostKillIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Mt5Kind kind;
  private final InterlockStack stack;

  HostKillIT(Mt5Kind kind, InterlockStack stack) {
    this.kind = kind;
    this.stack = stack;
  }

  @Test
  void shouldCancelCloseAndRefuseUntilTheKillIsResumed() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      Signal resting = venue.buy().with("type", "LIMIT").with("price", "0.50000");
      stack.signals().send(resting);
      stack.events().awaitState(resting, OrderState.ACCEPTED);
      stack.signals().send(venue.buy());
      Signal held = venue.sell();
      stack.signals().send(held);
      stack.events().awaitConfirmed(held);

      // When
      long epoch =
          tell(Role.TRADER, "/kill-switch", venue, Map.of()).jsonPath().getLong("kill_epoch");

      // Then
      Awaitility.await("flat")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(venue.books().positions()).isEmpty();
                assertThat(venue.books().orders()).noneMatch(order -> order.working());
              });
      assertThat(end(resting)).isEqualTo(OrderState.CANCELED);
      int deals = venue.books().deals().size();
      Signal refused = venue.buy();
      stack.signals().send(refused);
      assertThat(stack.events().awaitEnd(refused).reasonCode()).isEqualTo("KILL_SWITCH");
      assertThat(venue.books().deals()).hasSize(deals);

      // When
      tell(Role.RISK_OFFICER, "/kill-switch/reset", venue, Map.of("kill_epoch", epoch));

      // Then
      Awaitility.await("trading again")
          .atMost(PATIENCE)
          .until(
              () -> {
                Signal again = venue.buy();
                stack.signals().send(again);
                return end(again) == OrderState.FILLED;
              });
    }
  }

  private OrderState end(Signal signal) {
    return stack
        .events()
        .await(signal, story -> story.state().isEnd(), PATIENCE, "its end")
        .state();
  }

  private Response tell(Role role, String path, Mt5Venue venue, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("scope", "account:" + venue.account());
    body.put("reason", "system test");
    Response answer =
        stack
            .as(StackService.ORDER_ROUTER, role)
            .contentType(ContentType.JSON)
            .body(body)
            .post(path);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    return answer;
  }
}
