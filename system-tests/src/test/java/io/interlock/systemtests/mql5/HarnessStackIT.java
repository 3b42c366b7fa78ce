package io.interlock.systemtests.mql5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.stack.HarnessBuild;
import io.interlock.local.stack.Mt5Host;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The compiled Expert Advisor at the end of the whole: what the broker answers it, and what becomes
 * of it, ends in the right state of the router's order.
 *
 * <p>Skipped where a tool is missing, unless {@code INTERLOCK_REQUIRE_NATIVE=1} says that none may
 * be.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HarnessStackIT {
  /** Of {@code brokers.yaml}. */
  private static final String ACCOUNT = "demo-1";

  /** A send without a trace may be fenced soon, so that no test waits half a minute. */
  private static final Map<String, String> INPUTS =
      Map.of("FenceGraceMs", "300", "AnswerTimeoutMs", "2000");

  private final InterlockStack stack;
  private final EmulatedTerminal terminal;

  HarnessStackIT() {
    List<String> missing = HarnessBuild.missingPackages();
    if (!"1".equals(System.getenv("INTERLOCK_REQUIRE_NATIVE"))) {
      assumeTrue(
          missing.isEmpty(),
          "the Expert Advisor is not traded with, install: " + String.join(" ", missing));
    }
    assertThat(missing).as("packages INTERLOCK_REQUIRE_NATIVE=1 demands").isEmpty();
    stack = InterlockStack.start(new Mt5Host.Harness(INPUTS));
    terminal = new EmulatedTerminal(stack.parts());
    Venue.awaitTradable(stack, ACCOUNT);
  }

  @AfterAll
  void stop() {
    terminal.close();
    stack.close();
  }

  @AfterEach
  void forgetFaults() {
    terminal.control("clear");
    terminal.control("symbol EURUSD filling=3");
  }

  @Test
  void shouldFillWhenTheBrokerExecutes() {
    // Given
    Signal signal = buy();

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(terminal.dealsOf(story.clientOrderId())).hasSize(1);
  }

  @ParameterizedTest(name = "{0} {1}, {2}: {3} after {4} sends, in doubt {5}")
  @CsvSource(
      textBlock =
          """
          # retcode, name,               broker,            end,        sends, in doubt
          # executed and said so
            10008,   PLACED,             execute=1,         FILLED,     1, false
            10009,   DONE,               execute=1,         FILLED,     1, false
            10025,   NO_CHANGES,         execute=1,         FILLED,     1, false
          # said to be done, but there is no order
            10008,   PLACED,             execute=0,         NOT_PLACED, 1, true
            10009,   DONE,               execute=0,         NOT_PLACED, 1, true
            10010,   DONE_PARTIAL,       execute=0,         NOT_PLACED, 1, true
            10025,   NO_CHANGES,         execute=0,         NOT_PLACED, 1, true
          # a fresh price helps, at most three times
            10004,   REQUOTE,            count=3,           FILLED,     4, false
            10004,   REQUOTE,            count=4,           REJECTED,   4, false
            10020,   PRICE_CHANGED,      count=3,           FILLED,     4, false
            10020,   PRICE_CHANGED,      count=4,           REJECTED,   4, false
            10021,   PRICE_OFF,          count=3,           FILLED,     4, false
            10021,   PRICE_OFF,          count=4,           REJECTED,   4, false
          # waiting helps, at most three times
            10024,   TOO_MANY_REQUESTS,  count=1,           FILLED,     2, false
            10024,   TOO_MANY_REQUESTS,  count=4,           REJECTED,   4, false
            10028,   LOCKED,             count=1,           FILLED,     2, false
            10028,   LOCKED,             count=4,           REJECTED,   4, false
            10029,   FROZEN,             count=1,           FILLED,     2, false
            10029,   FROZEN,             count=4,           REJECTED,   4, false
          # another filling mode helps, once
            10030,   INVALID_FILL,       count=1,           FILLED,     2, false
            10030,   INVALID_FILL,       count=2,           REJECTED,   2, false
          # proves nothing: found out by asking
            0,       NONE,               execute=0,         NOT_PLACED, 1, true
            10005,   not named,          execute=0,         NOT_PLACED, 1, true
            10011,   ERROR,              execute=0,         NOT_PLACED, 1, true
            10012,   TIMEOUT,            execute=0,         NOT_PLACED, 1, true
            10031,   CONNECTION,         execute=0,         NOT_PLACED, 1, true
            10099,   not named,          execute=0,         NOT_PLACED, 1, true
            10011,   ERROR,              execute=1,         FILLED,     1, false
            10012,   TIMEOUT,            execute=1,         FILLED,     1, false
            10031,   CONNECTION,         execute=1,         FILLED,     1, false
          # refused for good
            10006,   REJECT,             execute=0,         REJECTED,   1, false
            10007,   CANCEL,             execute=0,         REJECTED,   1, false
            10013,   INVALID,            execute=0,         REJECTED,   1, false
            10014,   INVALID_VOLUME,     execute=0,         REJECTED,   1, false
            10015,   INVALID_PRICE,      execute=0,         REJECTED,   1, false
            10016,   INVALID_STOPS,      execute=0,         REJECTED,   1, false
            10017,   TRADE_DISABLED,     execute=0,         REJECTED,   1, false
            10018,   MARKET_CLOSED,      execute=0,         REJECTED,   1, false
            10019,   NO_MONEY,           execute=0,         REJECTED,   1, false
            10022,   INVALID_EXPIRATION, execute=0,         REJECTED,   1, false
            10023,   ORDER_CHANGED,      execute=0,         REJECTED,   1, false
            10026,   SERVER_DISABLES_AT, execute=0,         REJECTED,   1, false
            10027,   CLIENT_DISABLES_AT, execute=0,         REJECTED,   1, false
            10032,   ONLY_REAL,          execute=0,         REJECTED,   1, false
            10033,   LIMIT_ORDERS,       execute=0,         REJECTED,   1, false
            10034,   LIMIT_VOLUME,       execute=0,         REJECTED,   1, false
            10035,   INVALID_ORDER,      execute=0,         REJECTED,   1, false
            10036,   POSITION_CLOSED,    execute=0,         REJECTED,   1, false
            10038,   INVALID_CLOSE_VOLUME, execute=0,       REJECTED,   1, false
            10039,   CLOSE_ORDER_EXIST,  execute=0,         REJECTED,   1, false
            10040,   LIMIT_POSITIONS,    execute=0,         REJECTED,   1, false
            10041,   REJECT_CANCEL,      execute=0,         REJECTED,   1, false
            10042,   LONG_ONLY,          execute=0,         REJECTED,   1, false
            10043,   SHORT_ONLY,         execute=0,         REJECTED,   1, false
            10044,   CLOSE_ONLY,         execute=0,         REJECTED,   1, false
            10045,   FIFO_CLOSE,         execute=0,         REJECTED,   1, false
            10046,   HEDGE_PROHIBITED,   execute=0,         REJECTED,   1, false
          """)
  void shouldEndInTheStateTheAnswerProvesWhenTheTradeServerAnswers(
      int retcode, String name, String broker, OrderState end, int sends, boolean inDoubt) {
    // Given
    int before = terminal.requests();
    terminal.control("fault retcode=" + retcode + " " + broker);
    Signal signal = buy();

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(end);
    assertThat(story.has(EventKind.IN_DOUBT)).as("%s", story).isEqualTo(inDoubt);
    assertThat(terminal.requests() - before).isEqualTo(sends);
    assertThat(terminal.dealsOf(story.clientOrderId())).hasSize(end == OrderState.FILLED ? 1 : 0);
    if (end == OrderState.REJECTED) {
      assertThat(String.valueOf(story.first(EventKind.REJECTED).reason())).contains(name);
    }
  }

  @Test
  void shouldEndWithThePartWhenTheBrokerFillsOnlyThat() {
    // Given: IOC, the rest is cancelled
    terminal.control("symbol EURUSD filling=2");
    terminal.control("fault partial=0.04");
    Signal signal = buy().with("volume", "0.10");

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.CANCELED);
    assertThat(story.events())
        .filteredOn(event -> event.to() == OrderState.PARTIALLY_FILLED)
        .as("%s", story)
        .hasSize(1);
    assertThat(terminal.dealsOf(story.clientOrderId()))
        .singleElement()
        .satisfies(
            deal ->
                assertThat(deal.get("volume").decimalValue())
                    .isEqualByComparingTo(new BigDecimal("0.04")));
  }

  @Test
  void shouldKnowThatNothingWasPlacedWhenTheTerminalDiesBeforeItSends() throws Exception {
    // Given
    terminal.control("crash before_send");
    Signal signal = buy();

    // When
    stack.signals().send(signal);
    terminal.awaitDeathAndRestart();

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.NOT_PLACED);
    assertThat(terminal.requests()).as("requests since the restart").isZero();
    assertThat(terminal.ordersOf(story.clientOrderId())).isEmpty();
    assertTradesAgain();
  }

  @Test
  void shouldBookTheOneFillWhenTheTerminalDiesAfterItSent() throws Exception {
    // Given
    terminal.control("crash after_send");
    Signal signal = buy();

    // When
    stack.signals().send(signal);
    terminal.awaitDeathAndRestart();

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(terminal.requests()).as("requests since the restart").isZero();
    assertThat(terminal.ordersOf(story.clientOrderId())).hasSize(1);
    assertThat(terminal.dealsOf(story.clientOrderId())).hasSize(1);
    assertTradesAgain();
  }

  private void assertTradesAgain() {
    Venue.awaitTradable(stack, ACCOUNT);
    shouldFillWhenTheBrokerExecutes();
  }

  private static Signal buy() {
    return Signal.market(ACCOUNT, "EURUSD", "BUY");
  }
}
