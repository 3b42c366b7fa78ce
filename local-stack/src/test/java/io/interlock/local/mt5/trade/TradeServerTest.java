package io.interlock.local.mt5.trade;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is traded, the broker's books agree with each other. */
class TradeServerTest {
  private static final BigDecimal DEPOSIT = new BigDecimal("1000000.00");
  private static final int RUNS = 150;
  private static final int STEPS = 120;

  @ParameterizedTest
  @EnumSource(MarginMode.class)
  void shouldKeepItsBooksInBalanceWhateverIsTraded(MarginMode mode) {
    for (long seed = 0; seed < RUNS; seed++) {
      // Given
      TradeServer server = new TradeServer(Instrument.DEFAULTS, mode, DEPOSIT, 100);
      List<Change> changes = new ArrayList<>();

      // When
      trade(server, seed, changes);

      // Then
      Books books = server.books();
      for (Instrument instrument : Instrument.DEFAULTS) {
        assertThat(held(books, instrument))
            .as("seed %d, %s", seed, instrument.symbol())
            .isEqualByComparingTo(traded(books, instrument));
      }
      for (Order order : books.orders()) {
        BigDecimal filled =
            books.dealsOf(order.order()).stream()
                .map(Deal::volume)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(order.filledVolume()).as("seed %d", seed).isEqualByComparingTo(filled);
      }
      BigDecimal profit =
          books.deals().stream().map(Deal::profit).reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(books.funds().balance())
          .as("seed %d", seed)
          .isEqualByComparingTo(DEPOSIT.add(profit));
      assertThat(books.deals().stream().map(Deal::deal)).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource(MarginMode.class)
  void shouldBeRestoredFromItsChanges(MarginMode mode) {
    for (long seed = 0; seed < 30; seed++) {
      // Given
      TradeServer server = new TradeServer(Instrument.DEFAULTS, mode, DEPOSIT, 100);
      List<Change> changes = new ArrayList<>();
      trade(server, seed, changes);

      // When
      TradeServer restored = new TradeServer(Instrument.DEFAULTS, mode, DEPOSIT, 100);
      changes.forEach(restored::restore);

      // Then
      assertThat(restored.books().orders())
          .containsExactlyInAnyOrderElementsOf(server.books().orders());
      assertThat(restored.books().deals()).isEqualTo(server.books().deals());
      assertThat(restored.books().positions())
          .extracting(Position::ticket, Position::side, Position::volume)
          .containsExactlyInAnyOrderElementsOf(
              server.books().positions().stream()
                  .map(p -> org.assertj.core.groups.Tuple.tuple(p.ticket(), p.side(), p.volume()))
                  .toList());
      assertThat(restored.books().funds().balance())
          .isEqualByComparingTo(server.books().funds().balance());
    }
  }

  @Test
  void shouldQuoteTheSameForTheSameSeed() {
    // Given
    QuoteFeed first = new QuoteFeed(7);
    QuoteFeed second = new QuoteFeed(7);
    QuoteFeed other = new QuoteFeed(8);
    Instrument gold = Instrument.DEFAULTS.get(3);

    // When / Then
    boolean differs = false;
    for (int i = 0; i < 1_000; i++) {
      Quote quote = first.next(gold, i);
      assertThat(second.next(gold, i)).isEqualTo(quote);
      differs |= !other.next(gold, i).equals(quote);
      assertThat(quote.bid()).isPositive().isLessThan(quote.ask());
    }
    assertThat(differs).isTrue();
  }

  private static void trade(TradeServer server, long seed, List<Change> changes) {
    Random random = new Random(seed);
    QuoteFeed feed = new QuoteFeed(seed);
    Instrument.DEFAULTS.forEach(instrument -> server.quote(feed.next(instrument, 0)));
    for (int step = 1; step <= STEPS; step++) {
      Instrument instrument = Instrument.DEFAULTS.get(random.nextInt(Instrument.DEFAULTS.size()));
      long micros = step * 1_000_000L;
      Execution execution =
          random.nextInt(5) == 0
              ? new Execution(null, new BigDecimal("0." + (1 + random.nextInt(9))))
              : Execution.ORDINARY;
      List<Position> positions = server.books().positions();
      List<Order> working = server.books().working();
      switch (random.nextInt(6)) {
        case 0, 1 -> server.submit(order(random, server, instrument), execution, micros);
        case 2 -> {
          if (!positions.isEmpty()) {
            Position position = positions.get(random.nextInt(positions.size()));
            server.submit(
                OrderTerms.closing(position, volume(random), null, null), execution, micros);
          }
        }
        case 3 -> {
          if (!working.isEmpty()) {
            server.cancel(working.get(random.nextInt(working.size())));
          }
        }
        default -> server.quote(feed.next(instrument, step * 1_000L));
      }
      changes.addAll(server.books().drainChanges());
    }
  }

  private static OrderTerms order(Random random, TradeServer server, Instrument instrument) {
    Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
    BigDecimal away = instrument.points(random.nextInt(60) - 30);
    BigDecimal price = server.touch(instrument.symbol()).bid().add(away);
    return new OrderTerms(
        null,
        instrument.symbol(),
        side,
        OrderType.values()[random.nextInt(4)],
        volume(random),
        price,
        price,
        random.nextInt(3) == 0 ? price.subtract(instrument.points(40)) : null,
        null,
        TimeInForce.values()[random.nextInt(4)],
        null,
        null,
        random.nextInt(3),
        null,
        null);
  }

  private static BigDecimal volume(Random random) {
    return BigDecimal.valueOf(1 + random.nextInt(50), 2);
  }

  private static BigDecimal held(Books books, Instrument instrument) {
    return books.positions().stream()
        .filter(position -> position.symbol().equals(instrument.symbol()))
        .map(p -> p.side() == Side.BUY ? p.volume() : p.volume().negate())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal traded(Books books, Instrument instrument) {
    return books.deals().stream()
        .filter(deal -> deal.symbol().equals(instrument.symbol()))
        .map(deal -> deal.side() == Side.BUY ? deal.volume() : deal.volume().negate())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
