package io.interlock.systemtests.mql5;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.systemtests.stack.ExpertAdvisorHost;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
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
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpertAdvisorIT {
  private final InterlockStack stack;
  private final Mt5Venue venue;
  private final ExpertAdvisorHost terminal;

  ExpertAdvisorIT(InterlockStack stack) {
    this.stack = stack;
    this.venue = stack.openVenue(Mt5Kind.EXPERT_ADVISOR);
    this.terminal = venue.expertAdvisor();
  }

  @AfterAll
  void stop() {
    venue.close();
  }

  @AfterEach
  void forgetFaults() {
    terminal.forgetFaults();
  }

  @Test
  void shouldFillWhenTheBrokerExecutes() {
    // Given
    Signal signal = venue.buy();

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(venue.books().dealsOf(story.clientOrderId())).hasSize(1);
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
    Signal signal = venue.buy();

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(end);
    assertThat(story.has(EventKind.IN_DOUBT)).as("%s", story).isEqualTo(inDoubt);
    assertThat(terminal.requests() - before).isEqualTo(sends);
    assertThat(venue.books().dealsOf(story.clientOrderId()))
        .hasSize(end == OrderState.FILLED ? 1 : 0);
    if (end == OrderState.REJECTED) {
      assertThat(String.valueOf(story.first(EventKind.REJECTED).reason())).contains(name);
    }
  }

  @Test
  void shouldKnowThatNothingWasPlacedWhenTheTerminalDiesBeforeItSends() {
    // Given
    terminal.dieBeforeNextSend();
    Signal signal = venue.buy();

    // When
    stack.signals().send(signal);
    terminal.awaitRestart();

    // Then
    OrderStory story = stack.events().awaitConfirmed(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.NOT_PLACED);
    assertThat(terminal.requests()).as("requests since the restart").isZero();
    assertThat(venue.books().ordersOf(story.clientOrderId())).isEmpty();
    assertTradesAgain();
  }

  private void assertTradesAgain() {
    venue.awaitTradable();
    shouldFillWhenTheBrokerExecutes();
  }
}
