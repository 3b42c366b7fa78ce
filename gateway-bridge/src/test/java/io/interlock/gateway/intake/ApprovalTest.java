package io.interlock.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingMode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalTest {
  private static final BridgeState BRIDGE =
      new BridgeState(
          false,
          List.of(
              new BridgeState.Served("demo", "mt5-demo", false),
              new BridgeState.Served("live", "mt5-live", false)));

  private final ControlBook controls = new ControlBook();
  private long version;

  @BeforeEach
  void know() {
    controls.knownOnce(() -> true);
  }

  @Test
  void shouldApproveWhenNothingForbidsIt() throws Exception {
    // When
    Approval approval = open(null);
    // Then
    assertThat(approval).isEqualTo(new Approval(true, BigDecimal.ONE, null));
  }

  @Test
  void shouldRefuseWhenControlsAreNotKnownYet() throws Exception {
    // Given
    controls.knownOnce(() -> false);
    // When
    Approval approval = open(null);
    // Then
    assertThat(approval.approved()).isFalse();
    assertThat(approval.riskMultiplier()).isZero();
    assertThat(approval.reason()).contains("not known yet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"global", "broker:mt5-live", "account:live", "strategy:trend", "symbol:EURUSD"})
  void shouldRefuseWhenAnyScopeIsKilledOrHalted(String scope) throws Exception {
    // Given
    control(scope, TradingMode.ACTIVE, true, null);
    Approval killed = open(null);
    control(scope, TradingMode.HALTED, false, null);
    Approval halted = open(null);
    control(scope, TradingMode.REDUCING, false, null);
    // When
    Approval reducing = open(null);
    // Then
    assertThat(killed.reason()).isEqualTo("kill switch: " + scope + ", news");
    assertThat(halted.reason()).isEqualTo("halted: " + scope + ", news");
    assertThat(reducing.reason()).isEqualTo("only reducing: " + scope + ", news");
    assertThat(List.of(killed, halted, reducing)).noneMatch(Approval::approved);
  }

  @Test
  void shouldApproveWhenOnlyAnotherAccountIsHalted() throws Exception {
    // Given
    control("account:live", TradingMode.HALTED, false, null);
    // When
    Approval named = open(null, "demo");
    Approval unnamed = open(null);
    // Then
    assertThat(named.approved()).isTrue();
    assertThat(unnamed.approved()).isFalse();
  }

  @Test
  void shouldRefuseWhenALatchOfTheBridgeIsSet() throws Exception {
    // Given
    ExpertEvent event = Events.event("trade_open", Events.OPEN);
    BridgeState all = new BridgeState(true, List.of());
    BridgeState one =
        new BridgeState(false, List.of(new BridgeState.Served("live", "mt5-live", true)));
    // When, Then
    assertThat(Approval.of(event, controls, all, null).reason()).contains("of the bridge");
    assertThat(Approval.of(event, controls, one, null).reason()).contains("account live");
    assertThat(one.closedFor("demo")).isNull();
  }

  @Test
  void shouldRefuseWhenAControlCannotBeRead() throws Exception {
    // Given
    controls.unreadable(Scope.parse("symbol:EURUSD"));
    Approval unreadable = open(null);
    control("symbol:EURUSD", TradingMode.ACTIVE, false, null);
    // When
    Approval readable = open(null);
    // Then
    assertThat(unreadable.reason()).isEqualTo("the control of symbol:EURUSD can't be read");
    assertThat(readable.approved()).isTrue();
  }

  @Test
  void shouldAnswerTheNarrowestMultiplier() throws Exception {
    // Given
    control("global", TradingMode.ACTIVE, false, "0.8");
    control("account:demo", TradingMode.ACTIVE, false, "0.7");
    control("account:live", TradingMode.ACTIVE, false, "0.6");
    Approval ofAccounts = open(null);
    control("strategy:trend", TradingMode.ACTIVE, false, "0.9");
    // When
    Approval ofStrategy = open(null);
    // Then
    assertThat(ofAccounts.riskMultiplier()).isEqualByComparingTo("0.6");
    assertThat(ofStrategy.riskMultiplier()).isEqualByComparingTo("0.9");
  }

  @Test
  void shouldLetTheExpertOnlyLowerWhatIsSet() throws Exception {
    // Given
    Approval alone = open(new BigDecimal("2"));
    control("global", TradingMode.ACTIVE, false, "0.5");
    // When
    Approval higher = open(new BigDecimal("2"));
    Approval lower = open(new BigDecimal("0.1"));
    Approval none = open(BigDecimal.ZERO);
    // Then
    assertThat(alone.riskMultiplier()).isEqualByComparingTo("2");
    assertThat(higher.riskMultiplier()).isEqualByComparingTo("0.5");
    assertThat(lower.riskMultiplier()).isEqualByComparingTo("0.1");
    assertThat(none.approved()).isFalse();
  }

  @Test
  void shouldNeverTalkAnExpertOutOfClosing() throws Exception {
    // Given
    control("global", TradingMode.HALTED, true, "0");
    BridgeState killed = new BridgeState(true, List.of());
    // When, Then
    for (String type : List.of("trade_close", "trade_modify")) {
      ExpertEvent event = Events.event(type, "{\"ticket\":\"1\"}");
      assertThat(Approval.of(event, controls, killed, null).approved()).isTrue();
    }
  }

  @Test
  void shouldKeepTheNewerControlWhenAnOlderArrivesLate() throws Exception {
    // Given
    version = 5;
    control("global", TradingMode.HALTED, false, null);
    version = 3;
    control("global", TradingMode.ACTIVE, false, null);
    // When
    Approval approval = open(null);
    // Then
    assertThat(approval.approved()).isFalse();
  }

  private Approval open(@Nullable BigDecimal own) throws Exception {
    return Approval.of(Events.event("trade_open", Events.OPEN), controls, BRIDGE, own);
  }

  private Approval open(@Nullable BigDecimal own, String account) throws Exception {
    ExpertEvent event = Events.event("trade_open", Events.OPEN);
    return Approval.of(
        new ExpertEvent(
            event.expert(), account, event.timestampMicros(), event.payload(), event.raw()),
        controls,
        BRIDGE,
        own);
  }

  private void control(
      String scope, TradingMode mode, boolean killed, @Nullable String multiplier) {
    controls.put(Controls.control(scope, version++, mode, killed, multiplier));
  }
}
