package io.interlock.gateway.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final RefusalLimit limit = new RefusalLimit(now::get);

  @Test
  void shouldReportAKeyOnceAMinute() {
    // Given
    assertThat(limit.lets("a")).isTrue();
    // When
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    boolean early = limit.lets("a");
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    boolean due = limit.lets("a");
    // Then
    assertThat(early).isFalse();
    assertThat(due).isTrue();
  }

  @Test
  void shouldReportNoMoreThanTwentyKeysASecond() {
    // When
    int reported = 0;
    for (int i = 0; i < 1_000; i++) {
      reported += limit.lets("key" + i) ? 1 : 0;
    }
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    // Then
    assertThat(reported).isEqualTo(20);
    assertThat(limit.lets("another")).isTrue();
  }
}
