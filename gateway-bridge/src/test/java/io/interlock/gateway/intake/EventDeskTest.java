package io.interlock.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong in here, an Expert Advisor gets its answer. */
class EventDeskTest {
  private static final BridgeState FREE = new BridgeState(false, List.of());

  @TempDir Path folder;

  @Test
  void shouldAnswerWithAnErrorWhenTheBridgeFails() throws Exception {
    // Given
    EventDesk desk =
        desk(
            () -> {
              throw new IllegalStateException("broken");
            },
            (key, entry) -> {});

    // When
    IntakeAnswer answer = answer(desk);

    // Then
    assertThat(answer.status()).isEqualTo(IntakeAnswer.Status.ERROR);
    assertThat(answer.approved()).isFalse();
    assertThat(answer.riskMultiplier()).isZero();
  }

  @Test
  void shouldAnswerWhenTheEventCannotBePassedOn() throws Exception {
    // Given
    EventDesk desk =
        desk(
            () -> FREE,
            (key, entry) -> {
              throw new IllegalStateException("broken");
            });

    // When / Then
    assertThat(answer(desk).status()).isEqualTo(IntakeAnswer.Status.OK);
  }

  private static IntakeAnswer answer(EventDesk desk) {
    return desk.answer(
        Events.bytes("heartbeat", "{}"), Experts.Channel.ZMQ, "test", System.nanoTime());
  }

  private EventDesk desk(Supplier<BridgeState> bridge, EventDesk.Journal journal) throws Exception {
    Clock clock = Clock.systemUTC();
    return new EventDesk(
        new ControlBook(),
        new Experts(clock, Duration.ofMinutes(1), 10),
        new RiskMultipliers(folder.resolve("multipliers.json")),
        new IntakeStatistics(
            new SimpleMeterRegistry(), clock, Duration.ofMillis(5), System::nanoTime),
        bridge,
        journal,
        clock);
  }
}
