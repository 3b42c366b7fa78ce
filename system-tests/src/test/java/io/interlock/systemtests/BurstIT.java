package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.OrderStatus;
import io.interlock.local.keys.Role;
import io.interlock.local.mt5.ControlCommand;
import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalProducer;
import io.interlock.systemtests.stack.Venue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** More at once than the venue can take, and callers that do not wait. */
@OnSharedStack
class BurstIT {
  private static final int SIGNALS = 150;
  private static final int CALLERS = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final InterlockStack stack;

  BurstIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldTradeEachOnceOrLetItExpireWhenTheVenueIsSlowerThanTheSignals() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal first = venue.buy();
      stack.signals().send(first);
      OrderStory warm = stack.events().awaitState(first, OrderState.FILLED);
      venue.host().apply(new ControlCommand.Latency(1_000));

      // When
      List<Signal> signals = new ArrayList<>();
      var sent =
          java.util.stream.IntStream.range(0, SIGNALS)
              .mapToObj(i -> venue.buy().with("ttl_millis", 5_000))
              .peek(signals::add)
              .map(stack.signals()::sendLater)
              .toList();
      sent.forEach(SignalProducer::await);

      // Then
      List<OrderStory> stories =
          signals.stream()
              .map(
                  signal ->
                      stack
                          .events()
                          .await(signal, story -> story.state().isEnd(), PATIENCE, "an end"))
              .toList();
      Map<OrderStatus, Long> ends =
          stories.stream()
              .collect(Collectors.groupingBy(s -> s.state().status(), Collectors.counting()));
      assertThat(ends.keySet())
          .as("%s", ends)
          .isSubsetOf(OrderStatus.FILLED, OrderStatus.EXPIRED, OrderStatus.REJECTED)
          .contains(OrderStatus.FILLED, OrderStatus.EXPIRED);
      assertThat(venue.ledger().deals().stream().map(Deal::clientOrderId))
          .filteredOn(id -> !warm.clientOrderId().equals(id))
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              stories.stream()
                  .filter(story -> story.state() == OrderState.FILLED)
                  .map(OrderStory::clientOrderId)
                  .toList());
      assertThat(stories).allMatch(OrderStory::isComplete);
    }
  }

  @Test
  void shouldTradeWhatWasAskedForWhenCallersHangUp() throws IOException {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().apply(new ControlCommand.Latency(20));
      List<Signal> signals = new ArrayList<>();

      // When
      for (int i = 0; i < CALLERS; i++) {
        Signal signal = venue.sell().with("ttl_millis", 20_000);
        signals.add(signal);
        hangUpAfterAsking(signal);
      }

      // Then
      for (Signal signal : signals) {
        OrderStory story =
            stack.events().await(signal, s -> s.state() == OrderState.FILLED, PATIENCE, "its fill");
        assertThat(venue.dealsOf(story.clientOrderId())).hasSize(1);
      }
      stack.as(StackService.ORDER_ROUTER, Role.TRADER).get("/q/health/live").then().statusCode(200);
    }
  }

  /** Writes a whole request and closes the connection without reading an answer. */
  private void hangUpAfterAsking(Signal signal) throws IOException {
    URI router = URI.create(stack.url(StackService.ORDER_ROUTER));
    byte[] body = Json.bytes(signal.fields());
    String head =
        """
        POST /execute HTTP/1.1\r
        Host: %s\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Idempotency-Key: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(router.getAuthority(), stack.token(Role.TRADER), signal.id(), body.length);
    try (Socket socket = new Socket(router.getHost(), router.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      socket.shutdownOutput();
    }
  }
}
