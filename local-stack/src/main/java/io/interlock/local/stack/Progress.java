package io.interlock.local.stack;

import java.time.Duration;

/** Told what a starting stack does; called from several threads. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void starting(String part) {}

        @Override
        public void ready(String part, Duration taken) {}
      };

  void starting(String part);

  void ready(String part, Duration taken);
}
