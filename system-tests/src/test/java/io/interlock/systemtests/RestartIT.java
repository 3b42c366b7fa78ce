package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What was decided and recorded is still so after everything was restarted. Fault case 13. */
@OnSharedStack
class RestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InterlockStack stack;

  RestartIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldKeepEveryEventOnceAndTheKillSwitchWhenEverythingIsRestarted() {
    try (Venue killed = stack.openVenue();
        Venue trading = stack.openVenue()) {
      // Given
      List<Signal> signals = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        signals.add(trading.buy());
      }
      signals.forEach(stack.signals()::send);
      signals.forEach(stack.events()::awaitConfirmed);
      awaitStored(signals);
      kill("account:" + killed.account());

      // When
      stack.restartEverything();

      // Then
      signals.forEach(
          signal ->
              assertThat(storedSequences(stack.events().of(signal)))
                  .isEqualTo(
                      stack.events().of(signal).events().stream()
                          .map(event -> Integer.toString(event.seq()))
                          .toList()));
      stack
          .as(StackService.AUDIT_SERVICE, Role.AUDITOR)
          .queryParam("account", trading.account())
          .queryParam("status", "FILLED")
          .get("/history")
          .then()
          .statusCode(200)
          .body("executions.size()", equalTo(signals.size()));
      stack
          .as(StackService.ORDER_ROUTER, Role.AUDITOR)
          .get("/controls/{scope}", "account:" + killed.account())
          .then()
          .statusCode(200)
          .body("killed", equalTo(true));
      Signal refused = killed.buy();
      stack.signals().send(refused);
      OrderStory story = stack.events().awaitEnd(refused);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.DENIED);
      assertThat(story.reasonCode()).isEqualTo("KILL_SWITCH");
      Signal allowed = trading.buy();
      stack.signals().send(allowed);
      assertThat(stack.events().awaitEnd(allowed).state()).isEqualTo(OrderState.FILLED);
      assertThat(killed.ledger().orders()).isEmpty();
      assertThat(trading.ledger().orders()).hasSize(signals.size() + 1);
    }
  }

  private void kill(String scope) {
    stack
        .as(StackService.ORDER_ROUTER, Role.TRADER)
        .contentType(ContentType.JSON)
        .body("{\"scope\":\"" + scope + "\",\"reason\":\"system test\"}")
        .post("/kill-switch")
        .then()
        .statusCode(200)
        .body("layers.findAll { it.layer == 'router' }.latched", hasItem(true));
  }

  private void awaitStored(List<Signal> signals) {
    Awaitility.await("the audit of all events")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                signals.forEach(
                    signal ->
                        assertThat(storedSequences(stack.events().of(signal)))
                            .hasSize(stack.events().of(signal).events().size())));
  }

  private List<String> storedSequences(OrderStory story) {
    return stack
        .database("audit")
        .rows(
            "select seq from order_event where order_id = ? order by seq", story.orderId().value())
        .stream()
        .map(List::getFirst)
        .toList();
  }
}
