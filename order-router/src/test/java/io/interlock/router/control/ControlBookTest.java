package io.interlock.router.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ControlBookTest {
  private final ControlBook book = new ControlBook(limits("{\"signal_ttl_millis\":5000}"));

  @Test
  void shouldTakeSettingsFromTheNarrowestScopeAndMaximaFromTheStrictest() {
    // Given
    apply("global", 1, "{\"signal_ttl_millis\":1000,\"max_order_volume\":\"1\"}");
    apply("account:a", 1, "{\"signal_ttl_millis\":9000,\"max_order_volume\":\"5\"}");
    apply("symbol:X", 1, "{\"max_order_volume\":\"0.5\"}");
    apply("symbol:Y", 1, "{\"max_order_volume\":\"0.1\"}");

    // When
    EffectiveControls effective = book.effective("b", "a", "s", "X");

    // Then
    assertThat(effective.limits().signalTtlMillis()).isEqualTo(9000);
    assertThat(effective.limits().maxOrderVolume()).isEqualByComparingTo("0.5");
    assertThat(effective.source("signal_ttl_millis")).isEqualTo("account:a");
    assertThat(effective.source("max_order_volume")).isEqualTo("symbol:X");
    assertThat(effective.version()).isEqualTo(4);
  }

  @Test
  void shouldApplyTheDefaultWhereNoScopeSetsALimit() {
    // When
    EffectiveControls effective = book.effective(null, null, "s", null);

    // Then
    assertThat(effective.limits().signalTtlMillis()).isEqualTo(5000);
    assertThat(effective.source("signal_ttl_millis")).isEqualTo("default");
  }

  @Test
  void shouldTakeTheStrictestModeOfAllScopes() {
    // Given
    book.apply(control("broker:b", 1, TradingMode.HALTED, 0, false));
    book.apply(control("symbol:X", 1, TradingMode.REDUCING, 0, false));

    // Then
    assertThat(book.effective("b", "a", "s", "X").mode()).isEqualTo(TradingMode.HALTED);
    assertThat(book.effective("c", "a", "s", "X").mode()).isEqualTo(TradingMode.REDUCING);
    assertThat(book.effective("c", "a", "s", "Y").mode()).isEqualTo(TradingMode.ACTIVE);
  }

  @Test
  void shouldKeepTheNewestVersionWhateverTheOrderOfArrival() {
    // Given
    TradingControl first = control("global", 1, TradingMode.HALTED, 0, false);
    TradingControl second = control("global", 2, TradingMode.ACTIVE, 0, false);

    // When
    boolean changedBySecond = book.apply(second);
    boolean changedByFirst = book.apply(first);
    boolean changedAgain = book.apply(second);

    // Then
    assertThat(changedBySecond).isTrue();
    assertThat(changedByFirst).isFalse();
    assertThat(changedAgain).isFalse();
    assertThat(book.effective(null, null, null, null).mode()).isEqualTo(TradingMode.ACTIVE);
  }

  @Test
  void shouldKeepAKillWhenAChangeThatDoesNotKnowOfItArrives() {
    // Given
    book.apply(control("global", 5, TradingMode.ACTIVE, 3, true));

    // When a newer limits change, and a delayed reset of an older kill
    book.apply(control("global", 6, TradingMode.HALTED, 2, false));

    // Then
    EffectiveControls effective = book.effective(null, null, null, null);
    assertThat(effective.killed()).isTrue();
    assertThat(effective.killEpoch()).isEqualTo(3);
    assertThat(effective.mode()).isEqualTo(TradingMode.HALTED);
  }

  @Test
  void shouldTakeAKillInWhenItsRecordIsNoNewerThanTheKnownVersion() {
    // Given
    book.apply(control("global", 5, TradingMode.ACTIVE, 0, false));

    // When
    book.apply(control("global", 5, TradingMode.ACTIVE, 1, true));

    // Then
    assertThat(book.effective(null, null, null, null).killed()).isTrue();
  }

  @Test
  void shouldClearAKillWhenItsOwnResetArrivesAndKeepTheEpoch() {
    // Given
    book.apply(control("account:a", 1, TradingMode.ACTIVE, 4, true));

    // When
    book.apply(control("account:a", 2, TradingMode.ACTIVE, 4, false));

    // Then
    EffectiveControls effective = book.effective("b", "a", "s", "X");
    assertThat(effective.killed()).isFalse();
    assertThat(effective.killEpoch()).isEqualTo(4);
  }

  @Test
  void shouldStopOnlyTheScopeThatWasKilled() {
    // When
    book.apply(control("strategy:s", 1, TradingMode.ACTIVE, 1, true));

    // Then
    assertThat(book.effective("b", "a", "s", "X").killedBy()).isEqualTo(Scope.parse("strategy:s"));
    assertThat(book.effective("b", "a", "t", "X").killed()).isFalse();
  }

  @Test
  void shouldStopOnlyOrdersOfTheKilledScopeThatWereDecidedBefore() {
    // When
    book.apply(control("strategy:s", 1, TradingMode.ACTIVE, 7, true));

    // Then
    assertThat(book.killedSince(6, "b", "a", "s", "X")).isTrue();
    assertThat(book.killedSince(6, "b", "a", "t", "X")).isFalse();
    assertThat(book.killedSince(7, "b", "a", "s", "X")).isFalse();
    book.apply(control("strategy:s", 2, TradingMode.ACTIVE, 7, false));
    assertThat(book.killedSince(6, "b", "a", "s", "X")).isTrue();
  }

  @Test
  void shouldSayHaltedUntilWhatIsStoredIsKnown() {
    // Given
    ControlBook fresh = ControlBook.held(Limits.NONE);

    // Then
    assertThat(fresh.effective("b", "a", "s", "X").mode()).isEqualTo(TradingMode.HALTED);
    fresh.loaded();
    assertThat(fresh.effective("b", "a", "s", "X").mode()).isEqualTo(TradingMode.ACTIVE);
  }

  @Test
  void shouldKillUnderAnEpochAboveAllKnownOnes() {
    // Given
    book.apply(control("account:a", 3, TradingMode.REDUCING, 4, false));
    book.raise(6);

    // When
    TradingControl killed = book.kill(Scope.parse("account:a"), 8, "tom", "why", Instant.EPOCH);

    // Then
    assertThat(killed.killEpoch()).isEqualTo(9);
    assertThat(killed.mode()).isEqualTo(TradingMode.REDUCING);
    assertThat(book.effective("b", "a", "s", "X").killed()).isTrue();
  }

  private void apply(String scope, long version, String limits) {
    book.apply(
        new TradingControl(
            Scope.parse(scope),
            version,
            TradingMode.ACTIVE,
            0,
            false,
            limits(limits),
            "t",
            null,
            Instant.EPOCH));
  }

  private static TradingControl control(
      String scope, long version, TradingMode mode, long killEpoch, boolean killed) {
    return new TradingControl(
        Scope.parse(scope),
        version,
        mode,
        killEpoch,
        killed,
        Limits.NONE,
        "t",
        null,
        Instant.EPOCH);
  }

  private static Limits limits(String json) {
    try {
      return Json.read(json.getBytes(StandardCharsets.UTF_8), Limits.class);
    } catch (io.interlock.contracts.json.InvalidMessage e) {
      throw new IllegalArgumentException(e);
    }
  }
}
