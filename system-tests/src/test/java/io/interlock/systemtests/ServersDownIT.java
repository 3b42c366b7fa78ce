package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Reckoning;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalStream;
import io.interlock.systemtests.stack.Venue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Without its database nothing trades; without Kafka what happened is told later, once. Fault cases
 * 8 and 9.
 */
@OnSharedStack
class ServersDownIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(2);

  /**
   * Longer than any client of Kafka blocks or tries to deliver before it gives up or starts anew.
   */
  private static final Duration KAFKA_AWAY = Duration.ofSeconds(25);

  private final InterlockStack stack;

  ServersDownIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldSendNothingWithoutACommittedRowWhenTheDatabaseIsKilledInTheGate() throws IOException {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.letSignalsWait(LONG);
      SignalStream stream = SignalStream.start(stack.signals(), 100, i -> venue.buy());
      Awaitility.await().until(() -> venue.ledger().orders().size() > 50);

      // When
      List<Signal> signals;
      try {
        stack.parts().postgres().kill();
        Awaitility.await("the router notices")
            .atMost(Duration.ofSeconds(20))
            .until(() -> !isReady(StackService.ORDER_ROUTER));
        signals = new ArrayList<>(stream.stop());
        int sent = awaitQuiet(venue);
        Signal whileDown = venue.buy();
        signals.add(whileDown);
        stack.signals().send(whileDown);

        // Then
        Awaitility.await()
            .during(Duration.ofSeconds(2))
            .atMost(Duration.ofSeconds(10))
            .until(() -> venue.ledger().orders().size() == sent);
      } finally {
        stack.parts().postgres().start();
      }

      // Then
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), signals, PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isGreaterThan(50);
      for (Order order : venue.ledger().orders()) {
        assertThat(submittingRows(order.terms().clientOrderId())).isOne();
      }
      awaitReady(StackService.ORDER_ROUTER);
      awaitReady(StackService.AUDIT_SERVICE);
    }
  }

  @Test
  void shouldTellEverythingLaterAndOnceWhenKafkaIsAwayWhileOrdersAreAtTheVenue()
      throws IOException {
    try (Venue venue = stack.openVenue()) {
      // Given: orders the venue works on
      venue.letSignalsWait(LONG);
      List<Signal> signals = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        signals.add(venue.buy());
      }
      venue.host().inject(Fault.slow("OPEN_ORDER", 200).times(signals.size()));
      signals.forEach(stack.signals()::send);
      stack.events().awaitEvent(signals.getFirst(), EventKind.SUBMITTING);

      // When
      try {
        stack.parts().kafka().kill();
        Awaitility.await("the venue has filled")
            .atMost(PATIENCE)
            .until(() -> venue.ledger().deals().size() >= 5);
        Awaitility.await("Kafka is away for long")
            .pollDelay(KAFKA_AWAY)
            .atMost(KAFKA_AWAY.plusSeconds(10))
            .until(() -> true);
      } finally {
        stack.parts().kafka().restart();
      }

      // Then
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), signals, PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isGreaterThanOrEqualTo(5);
      awaitReady(StackService.ORDER_ROUTER);
      awaitReady(StackService.GATEWAY_BRIDGE);
      awaitReady(StackService.AUDIT_SERVICE);
      awaitReady(StackService.BROKER_REGISTRY);
      for (OrderStory story : reckoning.stories()) {
        Awaitility.await("audit of " + story.orderId())
            .atMost(PATIENCE)
            .until(
                () ->
                    stack
                            .database("audit")
                            .number(
                                "select count(*) from order_event where order_id = ?",
                                story.orderId().value())
                        == story.events().size());
      }
    }
  }

  /** Waits until what was committed before has left too; answers how many orders that makes. */
  private static int awaitQuiet(Venue venue) {
    AtomicInteger orders = new AtomicInteger(-1);
    Awaitility.await("what was committed has left")
        .pollInterval(Duration.ofSeconds(1))
        .atMost(PATIENCE)
        .until(
            () -> {
              int now = venue.ledger().orders().size();
              return orders.getAndSet(now) == now;
            });
    return orders.get();
  }

  private long submittingRows(String clientOrderId) {
    return stack
        .database("router")
        .number(
            "select count(*) from order_journal j join orders o using (order_id)"
                + " where o.client_order_id = ? and j.event::json->>'kind' = 'SUBMITTING'",
            clientOrderId);
  }

  private boolean isReady(StackService service) {
    return stack.anonymously(service).get("/q/health/ready").statusCode() == 200;
  }

  private void awaitReady(StackService service) {
    Awaitility.await(service + " is ready again").atMost(PATIENCE).until(() -> isReady(service));
  }
}
