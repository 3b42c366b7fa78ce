package io.interlock.router.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.router.RealServers;
import io.interlock.router.control.ControlBook;
import io.interlock.router.control.EffectiveControls;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealServers.class)
class ControlKeeperTest {
  @Inject ControlBook book;
  @Inject ControlKeeper keeper;
  @Inject ControlStore store;
  @Inject ThrottleHalts halts;

  @BeforeEach
  void awaitTheStore() {
    await().until(book::isLoaded);
  }

  @Test
  void shouldHaltAStrategyThatRepeatsItselfUntilAPersonSetsItActive() throws Exception {
    // When
    halts.halt("loop", "3 executions in 1000 ms");

    // Then
    Scope scope = Scope.parse("strategy:loop");
    await().until(() -> book.effective(null, null, "loop", null).mode() == TradingMode.HALTED);
    TradingControl halt = book.control(scope);
    assertThat(halt.by()).isEqualTo("interlock");
    keeper
        .change(scope, halt.version(), TradingMode.ACTIVE, Limits.NONE, "rita", "looked at")
        .toCompletionStage()
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
    assertThat(book.effective(null, null, "loop", null).mode()).isEqualTo(TradingMode.ACTIVE);
  }

  @Test
  void shouldFindKillHaltAndLimitsAgainAfterARestart() throws Exception {
    // Given
    TradingControl kill = book.kill(Scope.parse("account:kept"), 0, "tom", "why", Instant.EPOCH);
    keeper.storeKill(kill).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);

    // When
    ControlBook restarted = ControlBook.held(Limits.NONE);
    ControlStore.Stored stored =
        store.latest().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    stored.controls().forEach(restarted::apply);
    restarted.raise(stored.killEpoch());
    restarted.loaded();

    // Then
    EffectiveControls effective = restarted.effective(null, "kept", null, null);
    assertThat(effective.killed()).isTrue();
    assertThat(effective.killEpoch()).isEqualTo(book.killEpoch());
  }

  @Test
  void shouldDecideAboveAnEpochThatABridgeWasGivenByOthers() {
    // Given
    long seen = book.killEpoch() + 10;

    // When
    keeper.seen(seen);

    // Then
    await().until(() -> book.killEpoch() == seen);
    assertThat(book.effective(null, "seen", null, null).killed()).isFalse();
  }
}
