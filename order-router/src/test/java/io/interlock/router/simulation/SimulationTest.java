package io.interlock.router.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The pure core against a venue that executes whatever reaches it. A failure names its seed; {@code
 * -Dsimulation.seed=N} plays that one again, {@code -Dsimulation.runs=N} sets how many.
 */
class SimulationTest {
  private static final long RUNS = Long.getLong("simulation.runs", 100_000);

  @Test
  void shouldExecuteAtMostOnceAndEndWhateverHappens() {
    // Given
    Long seed = Long.getLong("simulation.seed");
    LongStream seeds = seed == null ? LongStream.range(0, RUNS) : LongStream.of(seed);

    // When, Then
    seeds.forEach(
        s ->
            assertThat(SimulatedRun.broken(s, ModelRouter.Flaw.NONE))
                .as("seed %d; play it again with -Dsimulation.seed=%d", s, s)
                .isNull());
  }

  @Test
  void shouldFindASendThatIsMadeAgainInDoubt() {
    assertThat(firstBroken(ModelRouter.Flaw.SEND_AGAIN_IN_DOUBT)).startsWith("sent twice");
  }

  @Test
  void shouldFindASendThatIsMadeAfterATakeOver() {
    assertThat(firstBroken(ModelRouter.Flaw.SEND_AFTER_TAKE_OVER)).startsWith("sent twice");
  }

  @Test
  void shouldPlayTheSameRunAgainFromItsSeed() {
    // Given
    long seed =
        LongStream.range(0, RUNS)
            .filter(s -> SimulatedRun.broken(s, ModelRouter.Flaw.SEND_AGAIN_IN_DOUBT) != null)
            .findFirst()
            .orElseThrow();

    // When, Then
    assertThat(SimulatedRun.broken(seed, ModelRouter.Flaw.SEND_AGAIN_IN_DOUBT))
        .isEqualTo(SimulatedRun.broken(seed, ModelRouter.Flaw.SEND_AGAIN_IN_DOUBT))
        .isNotNull();
  }

  private static String firstBroken(ModelRouter.Flaw flaw) {
    return LongStream.range(0, RUNS)
        .mapToObj(seed -> SimulatedRun.broken(seed, flaw))
        .filter(broken -> broken != null && broken.startsWith("sent twice"))
        .findFirst()
        .orElse("nothing was found");
  }
}
