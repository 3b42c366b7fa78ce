package io.interlock.router.pretrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RiskBookTest {
  /** What 0.1 lots of EURUSD are worth at the ask. */
  private static final BigDecimal NOTIONAL = new BigDecimal("11001");

  private final RiskBook book = new RiskBook();
  private final Scenario scenario = new Scenario();

  @Test
  void shouldNotPassTheLimitTogetherWhenManyThreadsDecideAtOnce() throws Exception {
    // Given room for exactly ten orders
    scenario.limit("{\"max_open_exposure\":\"110010\"}");
    PreTradeInput input = scenario.input();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Admission>> decisions = new ArrayList<>();

    // When
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        OrderId id = id(i);
        decisions.add(
            threads.submit(
                () -> {
                  start.await();
                  return book.admit(id, input);
                }));
      }
      start.countDown();
    }

    // Then
    long passed = 0;
    for (Future<Admission> decision : decisions) {
      passed += decision.get().verdict() instanceof Verdict.Pass ? 1 : 0;
    }
    assertThat(passed).isEqualTo(10);
    assertThat(book.exposure("acc")).isEqualByComparingTo("110010");
  }

  @Test
  void shouldCountAnOrderOnceWhenItIsDecidedAgain() {
    // Given
    scenario.limit("{\"max_open_exposure\":\"11001\",\"repeated_executions\":1}");

    // When
    Admission first = book.admit(id(1), scenario.input());
    book.withdraw(first.reservation());
    Admission again = book.admit(id(1), scenario.input());

    // Then
    assertThat(again.verdict()).isInstanceOf(Verdict.Pass.class);
    assertThat(book.exposure("acc")).isEqualByComparingTo(NOTIONAL);
  }

  @Test
  void shouldLeaveTheFirstDecisionsReservationWhenADuplicateIsDecided() {
    // Given
    Admission first = book.admit(id(1), scenario.input());

    // When
    Admission duplicate = book.admit(id(1), scenario.input());

    // Then
    assertThat(first.reservation()).isNotNull();
    assertThat(duplicate.reservation()).isNull();
    assertThat(book.exposure("acc")).isEqualByComparingTo(NOTIONAL);
  }

  @Test
  void shouldMoveExposureFromReservedToOpenWhenAnOrderFillsInParts() {
    // Given
    book.admit(id(1), scenario.input());

    // When
    book.traded(trade(id(1), "0.04", true));

    // Then
    assertThat(book.exposure("acc")).isEqualByComparingTo(NOTIONAL);
    book.ended("acc", id(1));
    assertThat(book.exposure("acc")).isEqualByComparingTo("4400.4");
    book.traded(trade(null, "0.04", false));
    assertThat(book.exposure("acc")).isZero();
  }

  @Test
  void shouldNetBuysAndSellsOnlyWhereTheVenueDoes() {
    // Given
    scenario.hedging = false;
    book.admit(id(1), scenario.input());
    book.traded(trade(id(1), "0.1", true));
    Trade sold =
        new Trade(
            "acc",
            "trend",
            "EURUSD",
            null,
            Side.SELL,
            new BigDecimal("0.1"),
            new BigDecimal("120000"),
            true,
            Scenario.NOW);

    // When
    book.traded(sold);

    // Then
    assertThat(book.exposure("acc")).isZero();
    scenario.hedging = true;
    book.admit(id(2), scenario.input());
    assertThat(book.exposure("acc")).isEqualByComparingTo("35001");
  }

  @Test
  void shouldBelieveTheVenueAboutWhatIsOpenButKeepLaterTrades() {
    // Given
    book.traded(trade(null, "0.2", true));
    book.traded(
        new Trade(
            "acc",
            "trend",
            "EURUSD",
            null,
            Side.BUY,
            new BigDecimal("0.1"),
            new BigDecimal("110010"),
            true,
            Scenario.NOW.plusSeconds(2)));

    // When
    book.positions(
        "acc",
        List.of(
            new OpenPosition(
                null, "EURUSD", Side.BUY, new BigDecimal("0.3"), new BigDecimal("110010"))),
        Scenario.NOW.plusSeconds(1));

    // Then
    assertThat(book.exposure("acc")).isEqualByComparingTo("44004");
  }

  @Test
  void shouldSlideTheMessageRatesWindow() {
    // Given
    scenario.limit("{\"max_orders_per_second\":2}");
    book.admit(id(1), scenario.input());
    book.admit(id(2), scenario.input());

    // Then
    assertThat(book.admit(id(3), scenario.input()).verdict()).isInstanceOf(Verdict.Deny.class);
    scenario.now = Scenario.NOW.plusMillis(1_000);
    assertThat(book.admit(id(4), scenario.input()).verdict()).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void shouldStopARepeatingStrategyUntilAPersonReenablesIt() {
    // Given
    scenario.limit("{\"repeated_executions\":2,\"repeated_window_millis\":1000}");
    List<RiskBook.Throttled> stopped = new ArrayList<>();
    book.onThrottled(stopped::add);
    book.admit(id(1), scenario.input());
    book.admit(id(2), scenario.input());

    // When
    Admission third = book.admit(id(3), scenario.input());
    scenario.now = Scenario.NOW.plusMillis(3_000);
    Admission later = book.admit(id(4), scenario.input());

    // Then
    assertThat(third.verdict()).isInstanceOf(Verdict.Deny.class);
    assertThat(stopped).extracting(RiskBook.Throttled::strategy).containsExactly("trend");
    assertThat(later.verdict()).isInstanceOf(Verdict.Deny.class);
    book.reenable("trend");
    assertThat(book.admit(id(5), scenario.input()).verdict()).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void shouldCountOnceWhatWasExecutedBeforeARestart() {
    // Given
    scenario.limit("{\"repeated_executions\":2,\"repeated_window_millis\":1000}");
    List<PastExecution> past =
        List.of(
            new PastExecution("trend", "EURUSD", Side.BUY, Scenario.NOW.minusMillis(1_500)),
            new PastExecution("trend", "EURUSD", Side.BUY, Scenario.NOW.minusMillis(500)));

    // When
    book.restoreExecutions("acc", past);
    book.restoreExecutions("acc", past);

    // Then
    assertThat(book.admit(id(1), scenario.input()).verdict()).isInstanceOf(Verdict.Pass.class);
    assertThat(book.admit(id(2), scenario.input()).verdict())
        .isInstanceOfSatisfying(
            Verdict.Deny.class,
            deny -> assertThat(deny.control()).isEqualTo(Control.REPEATED_EXECUTION));
  }

  @Test
  void shouldStopForTheDayWhenTheLossIsAtTheLimit() {
    // Given
    scenario.limit("{\"max_daily_loss\":\"100\"}");

    // When
    DayOpening opened = book.observe("acc", equity("1000", "2026-03-04T00:00:05Z"));
    book.observe("acc", equity("900.01", "2026-03-04T09:00:00Z"));

    // Then
    assertThat(opened)
        .isEqualTo(new DayOpening("acc", LocalDate.parse("2026-03-04"), new BigDecimal("1000")));
    assertThat(book.admit(id(1), scenario.input()).verdict()).isInstanceOf(Verdict.Pass.class);
    book.observe("acc", equity("900", "2026-03-04T09:30:00Z"));
    assertThat(book.admit(id(2), scenario.input()).verdict()).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void shouldKeepTheDaysOpeningOverARestart() {
    // Given
    scenario.limit("{\"max_daily_loss\":\"100\"}");

    // When the restarted router hears of the account before it reads its own storage
    book.observe("acc", equity("850", "2026-03-04T09:30:00Z"));
    book.restore(new DayOpening("acc", LocalDate.parse("2026-03-04"), new BigDecimal("1000")));

    // Then
    assertThat(book.admit(id(1), scenario.input()).verdict()).isInstanceOf(Verdict.Deny.class);
  }

  private static Trade trade(OrderId order, String volume, boolean opens) {
    return new Trade(
        "acc",
        "trend",
        "EURUSD",
        order,
        Side.BUY,
        new BigDecimal(volume),
        new BigDecimal("110010"),
        opens,
        Scenario.NOW);
  }

  private static AccountSnapshot equity(String equity, String at) {
    BigDecimal amount = new BigDecimal(equity);
    return new AccountSnapshot(
        "USD", amount, amount, BigDecimal.ZERO, amount, null, true, Instant.parse(at));
  }

  private static OrderId id(int n) {
    return OrderId.of("test", "s-" + n, 0);
  }
}
