package io.interlock.systemtests;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Side;
import io.interlock.systemtests.stack.Books;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of order, and what can be done to it afterwards, at either MT5 host. */
@OnSharedStack
@ParameterizedClass(name = "{0}")
@EnumSource(Mt5Kind.class)
class OrderCommandsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One for all tests at a kind of host, which keep apart by their orders. */
  private static final Map<Mt5Kind, Mt5Venue> VENUES = new EnumMap<>(Mt5Kind.class);

  private final InterlockStack stack;
  private final Mt5Venue venue;

  OrderCommandsIT(Mt5Kind kind, InterlockStack stack) {
    this.stack = stack;
    this.venue = VENUES.computeIfAbsent(kind, stack::openVenue);
  }

  @AfterAll
  static void close() {
    VENUES.values().forEach(Mt5Venue::close);
    VENUES.clear();
  }

  @ParameterizedTest(name = "{0} {1} limit {2} stop {3}")
  @CsvSource({
    "BUY,  LIMIT,      1.09000,        ,  1.08980, 1.08990",
    "SELL, LIMIT,      1.11000,        ,  1.11010, 1.11020",
    "BUY,  STOP,              , 1.11000,  1.10995, 1.11005",
    "SELL, STOP,              , 1.09000,  1.08995, 1.09005",
    "BUY,  STOP_LIMIT, 1.10900, 1.11000,  1.10995, 1.11005"
  })
  void shouldRestUntilTheMarketComesWhenAnOrderWaitsForAPrice(
      String side, String type, String limit, String stop, String bid, String ask) {
    // Given
    venue.host().price("EURUSD", "1.10000", "1.10010");
    Signal signal =
        Signal.market(venue.account(), "EURUSD", side)
            .with("type", type)
            .with("price", limit)
            .with("stop_price", stop);
    stack.signals().send(signal);
    OrderStory resting = stack.events().awaitState(signal, OrderState.ACCEPTED);
    assertThat(venue.books().dealsOf(resting.clientOrderId())).isEmpty();

    // When
    venue.host().price("EURUSD", bid, ask);
    if (type.equals("STOP_LIMIT")) {
      venue.host().price("EURUSD", "1.10880", "1.10890");
    }

    // Then
    OrderStory story = end(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(venue.books().dealsOf(resting.clientOrderId())).hasSize(1);
    assertThat(venue.host().sendsOf(resting.clientOrderId())).isEqualTo(1);
  }

  @Test
  void shouldFillAtTheNewPriceWhenARestingOrderIsModified() {
    // Given
    Signal resting = resting();

    // When
    Signal change =
        command("MODIFY")
            .with("target_signal_id", resting.id())
            .with("revision", 1)
            .with("price", "1.09500");
    stack.signals().send(change);
    stack.events().awaitEvent(resting, EventKind.REPLACED);
    venue.host().price("EURUSD", "1.09470", "1.09480");

    // Then
    assertThat(end(resting).state()).isEqualTo(OrderState.FILLED);
  }

  @Test
  void shouldNeverTradeWhenARestingOrderIsCancelled() {
    // Given
    Signal resting = resting();

    // When
    stack.signals().send(command("CANCEL").with("target_signal_id", resting.id()));

    // Then
    OrderStory story = end(resting);
    assertThat(story.state()).isEqualTo(OrderState.CANCELED);
    venue.host().price("EURUSD", "1.08000", "1.08010");
    assertThat(venue.books().ordersOf(story.clientOrderId())).noneMatch(Books.Order::working);
    assertThat(venue.books().dealsOf(story.clientOrderId())).isEmpty();
  }

  @Test
  void shouldHoldTheRestWhenAPositionIsClosedInPart() {
    // Given
    String ticket = open();

    // When
    Signal part = command("CLOSE").with("ticket", ticket).with("volume", "0.02");
    stack.signals().send(part);

    // Then
    assertThat(end(part).state()).isEqualTo(OrderState.FILLED);
    assertThat(position(ticket))
        .hasValueSatisfying(left -> assertThat(left.volume()).isEqualByComparingTo("0.03"));

    // When
    Signal rest = command("CLOSE").with("ticket", ticket);
    stack.signals().send(rest);

    // Then
    assertThat(end(rest).state()).isEqualTo(OrderState.FILLED);
    assertThat(position(ticket)).isEmpty();
    assertThat(venue.books().deals().getLast().side()).isEqualTo(Side.SELL);
  }

  @Test
  void shouldProtectThePositionWhenItsStopIsMoved() {
    // Given
    String ticket = open();

    // When
    stack
        .signals()
        .send(
            command("MODIFY")
                .with("symbol", "EURUSD")
                .with("ticket", ticket)
                .with("revision", 1)
                .with("stop_loss", "1.05000"));

    // Then
    Awaitility.await("its stop loss")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(position(ticket))
                    .hasValueSatisfying(
                        held -> assertThat(held.stopLoss()).isEqualByComparingTo("1.05")));
  }

  @Test
  void shouldTradeOnceWhenTheSameSignalArrivesAgain() {
    // Given
    Signal signal = venue.buy();
    stack.signals().send(signal);
    stack.events().awaitConfirmed(signal);

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitEvent(signal, EventKind.DUPLICATE);
    assertThat(story.state()).isEqualTo(OrderState.FILLED);
    assertThat(venue.host().sendsOf(story.clientOrderId())).isEqualTo(1);
    assertThat(venue.books().dealsOf(story.clientOrderId())).hasSize(1);
  }

  private Signal resting() {
    venue.host().price("EURUSD", "1.10000", "1.10010");
    Signal signal = venue.buy().with("type", "LIMIT").with("price", "1.09000");
    stack.signals().send(signal);
    stack.events().awaitState(signal, OrderState.ACCEPTED);
    return signal;
  }

  /** A position of 0.05 lots: its ticket. */
  private String open() {
    Set<String> before = tickets();
    Signal signal = venue.buy().with("volume", "0.05");
    stack.signals().send(signal);
    assertThat(stack.events().awaitConfirmed(signal).state()).isEqualTo(OrderState.FILLED);
    return tickets().stream().filter(ticket -> !before.contains(ticket)).findFirst().orElseThrow();
  }

  private Set<String> tickets() {
    return venue.books().positions().stream().map(Books.Position::ticket).collect(toSet());
  }

  private Optional<Books.Position> position(String ticket) {
    return venue.books().positions().stream()
        .filter(position -> position.ticket().equals(ticket))
        .findFirst();
  }

  private OrderStory end(Signal signal) {
    return stack.events().await(signal, story -> story.state().isEnd(), PATIENCE, "its end");
  }

  private Signal command(String command) {
    return Signal.market(venue.account(), "EURUSD", "BUY")
        .with("command", command)
        .with("side", null)
        .with("volume", null)
        .with("symbol", null);
  }
}
