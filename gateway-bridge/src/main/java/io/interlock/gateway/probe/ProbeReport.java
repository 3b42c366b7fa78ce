package io.interlock.gateway.probe;

import io.interlock.contracts.broker.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found.
 *
 * @param tradable whether nothing that was found keeps orders from being placed
 */
public record ProbeReport(
    String host, int port, Dialect dialect, boolean tradable, List<Stage> stages) {
  /** How a stage went. */
  public enum Outcome {
    OK,
    /** Not as it should be, but orders can be placed. */
    WARNING,
    FAILED,
    /** Could not tell anything, because of an earlier stage. */
    SKIPPED
  }

  /**
   * One of the three stages.
   *
   * @param millis how long it took
   * @param finding one sentence
   * @param remedy what to do about it; null: nothing
   */
  public record Stage(
      int number,
      String name,
      Outcome outcome,
      double millis,
      String finding,
      @Nullable String remedy) {}

  public ProbeReport {
    stages = List.copyOf(stages);
  }

  static ProbeReport of(ProbeTarget target, List<Stage> stages) {
    boolean tradable =
        stages.stream()
            .allMatch(stage -> stage.outcome() == Outcome.OK || stage.outcome() == Outcome.WARNING);
    return new ProbeReport(target.host(), target.port(), target.dialect(), tradable, stages);
  }
}
