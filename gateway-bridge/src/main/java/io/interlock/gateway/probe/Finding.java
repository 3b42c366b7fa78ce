package io.interlock.gateway.probe;

import io.interlock.gateway.probe.ProbeReport.Outcome;
import org.jspecify.annotations.Nullable;

/** What a stage found; its time is added by {@link Probe}. */
record Finding(Outcome outcome, String sentence, @Nullable String remedy) {
  static Finding ok(String sentence) {
    return new Finding(Outcome.OK, sentence, null);
  }

  static Finding warning(String sentence, String remedy) {
    return new Finding(Outcome.WARNING, sentence, remedy);
  }

  static Finding failed(String sentence, String remedy) {
    return new Finding(Outcome.FAILED, sentence, remedy);
  }

  static Finding skipped(String sentence) {
    return new Finding(Outcome.SKIPPED, sentence, null);
  }

  boolean failed() {
    return outcome == Outcome.FAILED;
  }
}
