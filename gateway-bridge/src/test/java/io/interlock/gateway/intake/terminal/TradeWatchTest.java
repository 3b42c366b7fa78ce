package io.interlock.gateway.intake.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.SignalDecoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TradeWatchTest {
  private static final String BODY =
      "{\"strategy\":\"s\",\"account\":\"demo\",\"symbol\":\"EURUSD\",\"side\":\"BUY\","
          + "\"volume\":\"0.1\"}";
  private final TradeRequest market = new TradeRequest("k", "demo", BODY, false);
  private final TradeRequest resting = new TradeRequest("k", "demo", BODY, true);
  private final String ours = SignalDecoder.sha256(market.bytes());

  @Test
  void shouldEndWithTheOrderWhenItIsTakenAndFilled() {
    // Given
    TradeWatch watch = new TradeWatch(market);
    // When, Then
    assertThat(watch.on(event(EventKind.RECEIVED, OrderState.RECEIVED, ours, null))).isNull();
    assertThat(watch.on(event(EventKind.ACCEPTED, OrderState.ACCEPTED, null, null))).isNull();
    assertThat(watch.on(event(EventKind.FILLED, OrderState.FILLED, null, null)))
        .isInstanceOf(TradeDesk.Outcome.Done.class);
  }

  @Test
  void shouldEndWhenARestingOrderIsAccepted() {
    // Given
    TradeWatch watch = new TradeWatch(resting);
    watch.on(event(EventKind.RECEIVED, OrderState.RECEIVED, ours, null));
    // When, Then
    assertThat(watch.on(event(EventKind.ACCEPTED, OrderState.ACCEPTED, null, null)))
        .isInstanceOf(TradeDesk.Outcome.Done.class);
  }

  @Test
  void shouldEndWithTheEarlierOutcomeWhenTheSameTradeIsSentAgain() {
    // Given
    TradeWatch watch = new TradeWatch(market);
    // When, Then
    assertThat(watch.on(event(EventKind.DUPLICATE, OrderState.FILLED, null, null)))
        .isInstanceOf(TradeDesk.Outcome.Done.class);
  }

  @Test
  void shouldNotTakeAnotherTradesOutcomeForItsOwnWhenTheKeyIsReused() {
    // Given
    TradeWatch watch = new TradeWatch(market);
    // When, Then
    assertThat(watch.on(event(EventKind.RECEIVED, OrderState.RECEIVED, "other", null))).isNull();
    assertThat(watch.on(event(EventKind.FILLED, OrderState.FILLED, null, null))).isNull();
    assertThat(watch.last()).isNull();
    assertThat(
            watch.on(
                event(
                    EventKind.ALARM,
                    OrderState.FILLED,
                    null,
                    new Reason("SAME_ID_OTHER_PAYLOAD", "refused", Map.of()))))
        .isInstanceOf(TradeDesk.Outcome.OtherTrade.class);
  }

  private static OrderEvent event(
      EventKind kind, OrderState to, @Nullable String hash, @Nullable Reason reason) {
    return OrderEvents.event("k", 1, kind, to, null, reason, hash);
  }
}
