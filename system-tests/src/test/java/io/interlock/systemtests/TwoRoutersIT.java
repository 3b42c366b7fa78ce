package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Reckoning;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalStream;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two routers share three partitions; one is killed, frozen or stopped under 200 signals a second.
 * Fault cases 3 and 19.
 */
@OnSharedStack
class TwoRoutersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration FROZEN = Duration.ofSeconds(60);
  private static final int PER_SECOND = 200;

  /** What a busy machine carries out as it comes, so that a stop finds no queue. */
  private static final int CALM_PER_SECOND = 30;

  private final InterlockStack stack;
  private final List<Venue> venues = new ArrayList<>();

  TwoRoutersIT(InterlockStack stack) {
    this.stack = stack;
  }

  @AfterEach
  void closeVenues() {
    venues.forEach(Venue::close);
  }

  @Test
  void shouldEndEverySignalOnceWhenOneOfTwoRoutersIsKilled() {
    // Given
    ChildProcess second = startSecond();
    SignalStream stream = SignalStream.start(stack.signals(), PER_SECOND, this::signal);
    awaitOrders(PER_SECOND);

    // When
    second.kill();
    awaitOrders(4 * PER_SECOND);
    List<Signal> signals = stream.stop();

    // Then
    Reckoning reckoning = Reckoning.of(stack, venues, signals, PATIENCE);
    assertThat(reckoning.count(OrderState.FILLED))
        .as("%s", reckoning)
        .isGreaterThan(signals.size() / 2);
  }

  @Test
  void shouldRefuseTheZombieWhenAFrozenRouterThaws() {
    // Given
    ChildProcess second = startSecond();
    SignalStream stream = SignalStream.start(stack.signals(), PER_SECOND, this::signal);
    awaitOrders(PER_SECOND);
    String ownedBySecond = accountOf(second);

    // When: what it was about to send is not too old yet when it thaws
    Instant frozen = Instant.now();
    second.freeze();
    List<Signal> signals = stream.stop();
    Awaitility.await("another router takes over " + ownedBySecond)
        .atMost(Duration.ofSeconds(60))
        .until(() -> !accountsOf(second).contains(ownedBySecond));
    Signal afterTakeover = Signal.market(ownedBySecond, "EURUSD", "BUY");
    stack.signals().send(afterTakeover);
    stack.events().awaitEnd(afterTakeover);
    Awaitility.await("a minute in the ice")
        .atMost(FROZEN.plusSeconds(1))
        .until(() -> Instant.now().isAfter(frozen.plus(FROZEN)));
    second.thaw();

    // Then
    List<Signal> all = new ArrayList<>(signals);
    all.add(afterTakeover);
    Reckoning reckoning = Reckoning.of(stack, venues, all, PATIENCE);
    assertThat(reckoning.count(OrderState.FILLED))
        .as("%s", reckoning)
        .isGreaterThan(signals.size() / 2);
    assertThat(stack.events().of(afterTakeover).state()).isEqualTo(OrderState.FILLED);
    second.kill();
  }

  @Test
  void shouldLoseAndDoubleNothingWhenARouterIsStoppedUnderLoad() {
    // Given
    ChildProcess second = startSecond();
    SignalStream stream = SignalStream.start(stack.signals(), CALM_PER_SECOND, this::signal);
    awaitOrders(3 * CALM_PER_SECOND);

    // When
    second.stop(Duration.ofSeconds(20));
    List<Signal> signals = stream.stop();

    // Then: a clean drain leaves nothing for the other to find out about
    Reckoning reckoning = Reckoning.of(stack, venues, signals, PATIENCE);
    assertThat(reckoning.stories()).filteredOn(story -> wasTakenOver(story)).isEmpty();
    assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isEqualTo(signals.size());
    assertThat(second.exitCode()).isIn(0, 143);
  }

  private ChildProcess startSecond() {
    for (int i = 0; i < 6; i++) {
      openVenue();
    }
    ChildProcess second = stack.startSecondRouter();
    Awaitility.await("the second router writes for an account")
        .pollInterval(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              if (!accountsOf(second).isEmpty()) {
                return true;
              }
              // By chance all accounts may hash to the first router's partitions.
              openVenue();
              return false;
            });
    return second;
  }

  private void openVenue() {
    Venue venue = stack.openVenue();
    venue.letSignalsWait(LONG);
    venues.add(venue);
  }

  private Signal signal(int number) {
    Venue venue = venues.get(number % venues.size());
    return number % 2 == 0 ? venue.buy() : venue.sell();
  }

  private void awaitOrders(int count) {
    Awaitility.await(count + " orders")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                venues.stream()
                        .mapToInt(venue -> stack.events().ofAccount(venue.account()).size())
                        .sum()
                    >= count);
  }

  private String accountOf(ChildProcess router) {
    return accountsOf(router).getFirst();
  }

  /** Our accounts whose newest writer is another process than the stack's own router. */
  private List<String> accountsOf(ChildProcess router) {
    long own = stack.process(StackService.ORDER_ROUTER).pid();
    return stack.database("router").rows("select account, router from account_writer").stream()
        .filter(row -> row.get(1).contains(Long.toString(router.pid())))
        .filter(row -> !row.get(1).contains(Long.toString(own)))
        .map(List::getFirst)
        .filter(account -> venues.stream().anyMatch(venue -> venue.account().equals(account)))
        .toList();
  }

  /** Whether another router found it unanswered. */
  private static boolean wasTakenOver(OrderStory story) {
    return story.events().stream()
        .map(OrderEvent::reason)
        .anyMatch(reason -> reason != null && reason.code().equals("TAKEN_OVER"));
  }
}
