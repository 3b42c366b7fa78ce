package io.interlock.gateway.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostClockTest {

  @Test
  void shouldStateADeadlineEarlyByItsUncertainty() {
    HostClock clock =
        HostClock.measured(null, MILLISECONDS.toNanos(1_000), MILLISECONDS.toNanos(1_100), 50_000);

    assertThat(clock.uncertaintyMillis()).isEqualTo(50);
    assertThat(clock.hostMillis(MILLISECONDS.toNanos(2_050))).isEqualTo(50_950);
  }

  @Test
  void shouldKeepASharpMeasurementOverABlurredOneUntilItIsOld() {
    HostClock sharp = HostClock.measured(null, 0, MILLISECONDS.toNanos(2), 500);

    HostClock blurred = HostClock.measured(sharp, SECONDS.toNanos(1), SECONDS.toNanos(2), 9_999);
    HostClock later = HostClock.measured(sharp, SECONDS.toNanos(20), SECONDS.toNanos(21), 9_999);

    assertThat(blurred).isEqualTo(sharp);
    assertThat(later.uncertaintyMillis()).isEqualTo(500);
  }

  @Test
  void shouldNoticeGapsRepeatsAndNewStarts() {
    SequenceTracker sequence = new SequenceTracker();

    assertThat(sequence.take("a", 1)).isInstanceOf(SequenceTracker.Finding.InOrder.class);
    assertThat(sequence.take("a", 1)).isInstanceOf(SequenceTracker.Finding.Repeated.class);
    assertThat(sequence.take("a", 4)).isEqualTo(new SequenceTracker.Finding.Gap(2));
    assertThat(sequence.take("b", 1)).isInstanceOf(SequenceTracker.Finding.InOrder.class);
    assertThat(sequence.take("c", 3)).isEqualTo(new SequenceTracker.Finding.Gap(1));
  }
}
