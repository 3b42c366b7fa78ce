package io.interlock.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.market.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickBufferTest {

  @Test
  void shouldKeepEveryTickInOrderWhileThereIsRoom() {
    TickBuffer buffer = new TickBuffer(100);
    for (int i = 1; i <= 100; i++) {
      buffer.add(tick("EURUSD", i));
    }

    List<Tick> drained = new ArrayList<>();
    assertThat(buffer.drain(drained, 1_000)).isEqualTo(100);
    assertThat(drained).extracting(Tick::seq).isSorted().hasSize(100);
    assertThat(buffer.conflated()).isZero();
  }

  @Test
  void shouldKeepTheNewestOfEachSymbolWhenThereIsNoRoom() {
    TickBuffer buffer = new TickBuffer(1);
    for (int i = 1; i <= 10; i++) {
      buffer.add(tick("EURUSD", i));
      buffer.add(tick("USDJPY", i));
    }

    List<Tick> drained = new ArrayList<>();
    buffer.drain(drained, 10);
    assertThat(drained)
        .extracting(tick -> tick.symbol() + tick.seq())
        .containsExactly("EURUSD1", "USDJPY10", "EURUSD10");
    assertThat(buffer.isEmpty()).isTrue();
  }

  private static Tick tick(String symbol, long seq) {
    return new Tick(
        "b", symbol, BigDecimal.ONE, BigDecimal.TEN, null, null, null, Instant.EPOCH, seq);
  }
}
