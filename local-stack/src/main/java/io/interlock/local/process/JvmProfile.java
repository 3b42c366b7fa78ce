package io.interlock.local.process;

import java.util.List;

/** How the virtual machines of a stack are tuned. */
public enum JvmProfile {
  /** Ready soon, at the price of speed later: the quick compiler alone. */
  QUICK_START,

  /** As in production: both compilers, slower until they are done. */
  LONG_RUN;

  public List<String> options() {
    return switch (this) {
      case QUICK_START -> List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
      case LONG_RUN ->
          // Large pages: an order finds caches and page tables cold, a tenth of its time.
          List.of(
              "-XX:+UseSerialGC",
              "-XX:+UseCompactObjectHeaders",
              "-XX:+UseTransparentHugePages",
              "-Xmx160m");
    };
  }
}
