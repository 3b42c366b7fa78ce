package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.keys.Role;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.KillCaller;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Reckoning;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalStream;
import io.interlock.systemtests.stack.Venue;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After a kill is acknowledged nothing opens; what is open is closed. Fault case 5. */
@OnSharedStack
class KillSwitchIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BURST_PER_SECOND = 1_000;
  private static final int CALM_PER_SECOND = 200;

  private final InterlockStack stack;
  private final List<Venue> venues = new ArrayList<>();

  KillSwitchIT(InterlockStack stack) {
    this.stack = stack;
  }

  @AfterEach
  void resumeAndClose() {
    reset("global");
    venues.forEach(Venue::close);
  }

  @Test
  void shouldOpenNothingAfterItsAcknowledgementWhenKilledInABurst() {
    // Given: services that have traded before, a resting order, positions, and a thousand signals a
    // second
    trade(Duration.ofSeconds(5));
    for (int i = 0; i < 3; i++) {
      venues.add(stack.openVenue());
    }
    Signal resting = venues.getFirst().buy().with("type", "LIMIT").with("price", "0.50000");
    stack.signals().send(resting);
    stack.events().awaitState(resting, OrderState.ACCEPTED);
    List<Signal> positions = new ArrayList<>();
    venues.forEach(venue -> positions.addAll(List.of(venue.buy(), venue.sell())));
    positions.forEach(stack.signals()::send);
    positions.forEach(stack.events()::awaitConfirmed);
    KillCaller.Answer kill;
    List<Signal> signals;
    long latchedMicros;
    try (KillCaller caller = KillCaller.start(stack, StackService.ORDER_ROUTER)) {
      SignalStream stream =
          SignalStream.start(
              stack.signals(), BURST_PER_SECOND, i -> venues.get(i % venues.size()).buy());
      Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);

      // When
      kill = caller.kill();
      Awaitility.await("every layer has latched").atMost(PATIENCE).until(this::allLatched);
      latchedMicros = micros(Instant.now());
      Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
      signals = stream.stop();
    }

    // Then
    assertThat(kill.millis()).as("acknowledged in ms: %s", kill.body()).isLessThan(100);
    for (Venue venue : venues) {
      assertThat(openedAfter(venue, latchedMicros)).isEmpty();
      Awaitility.await("everything closed at " + venue.broker())
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(venue.ledger().positions()).isEmpty();
                assertThat(venue.ledger().orders()).noneMatch(Order::working);
              });
    }
    OrderStory canceled =
        stack.events().await(resting, story -> story.state().isEnd(), PATIENCE, "its end");
    assertThat(canceled.state()).as("%s", canceled).isEqualTo(OrderState.CANCELED);
    List<OrderStory> stories =
        signals.stream()
            .map(
                signal -> stack.events().await(signal, s -> s.state().isEnd(), PATIENCE, "its end"))
            .toList();
    assertThat(stories)
        .filteredOn(story -> story.reasonCode().equals("KILL_SWITCH"))
        .as("signals refused by the kill switch")
        .isNotEmpty();
    assertThat(stories)
        .filteredOn(story -> story.has(EventKind.SUBMITTING))
        .as("decided after the router had acknowledged")
        .noneMatch(story -> story.first(EventKind.SUBMITTING).at().isAfter(kill.at()));
  }

  @Test
  void shouldAcknowledgeInTimeWhenTheFirstCallAfterAStartIsAKill() {
    // Given
    venues.add(stack.openVenue());
    stack.restart(StackService.ORDER_ROUTER);

    // When
    KillCaller.Answer kill;
    try (KillCaller caller = KillCaller.start(stack, StackService.BROKER_REGISTRY)) {
      kill = caller.kill();
    }

    // Then
    assertThat(kill.millis()).as("acknowledged in ms: %s", kill.body()).isLessThan(100);
    Awaitility.await("every layer has latched").atMost(PATIENCE).until(this::allLatched);
  }

  @Test
  void shouldGoOnElsewhereWhenOneAccountIsKilled() {
    // Given
    Venue killed = stack.openVenue();
    Venue trading = stack.openVenue();
    venues.addAll(List.of(killed, trading));
    String scope = "account:" + killed.account();

    // When
    long epoch = kill(scope).jsonPath().getLong("kill_epoch");
    Signal refused = killed.buy();
    Signal allowed = trading.buy();
    stack.signals().send(refused);
    stack.signals().send(allowed);

    // Then
    assertThat(stack.events().awaitEnd(refused).reasonCode()).isEqualTo("KILL_SWITCH");
    assertThat(stack.events().awaitEnd(allowed).state()).isEqualTo(OrderState.FILLED);
    assertThat(killed.ledger().orders()).isEmpty();

    // When: only a risk officer resumes, and only the kill he has seen
    assertThat(resume(Role.TRADER, scope, epoch)).isEqualTo(403);
    assertThat(resume(Role.RISK_OFFICER, scope, epoch - 1)).isIn(400, 409);
    assertThat(resume(Role.RISK_OFFICER, scope, epoch)).isEqualTo(200);

    // Then
    Awaitility.await("trading again at " + killed.account())
        .atMost(PATIENCE)
        .until(
            () -> {
              Signal again = killed.buy();
              stack.signals().send(again);
              return stack.events().awaitEnd(again).state() == OrderState.FILLED;
            });
    Reckoning.of(stack, List.of(trading), List.of(allowed), PATIENCE);
  }

  /** Trades for a while at a venue that is gone afterwards. */
  private void trade(Duration time) {
    try (Venue venue = stack.openVenue()) {
      SignalStream stream =
          SignalStream.start(
              stack.signals(), CALM_PER_SECOND, i -> i % 2 == 0 ? venue.buy() : venue.sell());
      Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
      stream.stop().forEach(stack.events()::awaitConfirmed);
    }
  }

  private boolean allLatched() {
    JsonPath report =
        stack.as(StackService.ORDER_ROUTER, Role.TRADER).get("/kill-switch").jsonPath();
    List<Boolean> layers = report.getList("layers.latched", Boolean.class);
    return !layers.isEmpty() && layers.stream().allMatch(Boolean.TRUE::equals);
  }

  private static List<Order> openedAfter(Venue venue, long micros) {
    return venue.ledger().orders().stream()
        .filter(order -> order.terms().closes() == null)
        .filter(order -> order.sentMicros() > micros)
        .toList();
  }

  private Response kill(String scope) {
    Response answer =
        stack
            .as(StackService.ORDER_ROUTER, Role.TRADER)
            .contentType(ContentType.JSON)
            .body("{\"scope\":\"" + scope + "\",\"reason\":\"system test\"}")
            .post("/kill-switch");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private int resume(Role role, String scope, long epoch) {
    return stack
        .as(StackService.ORDER_ROUTER, role)
        .contentType(ContentType.JSON)
        .body(
            "{\"scope\":\"%s\",\"kill_epoch\":%d,\"reason\":\"system test\"}"
                .formatted(scope, epoch))
        .post("/kill-switch/reset")
        .statusCode();
  }

  /** Resumes whatever kill of a scope stands. */
  private void reset(String scope) {
    var control = stack.as(StackService.ORDER_ROUTER, Role.AUDITOR).get("/controls/{s}", scope);
    if (control.statusCode() == 200 && control.jsonPath().getBoolean("killed")) {
      assertThat(resume(Role.RISK_OFFICER, scope, control.jsonPath().getLong("kill_epoch")))
          .isEqualTo(200);
    }
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }
}
