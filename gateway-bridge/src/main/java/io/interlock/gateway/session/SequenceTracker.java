package io.interlock.gateway.session;

/**
 * Notices gaps in the events of a host. Not thread-safe: owned by the thread of the data channel.
 */
final class SequenceTracker {
  private String bootId = "";
  private long last;

  /** What a sequence number says. */
  sealed interface Finding {
    record InOrder() implements Finding {}

    /** Seen before. */
    record Repeated() implements Finding {}

    /** This one is news, and those from {@code from} up to before it are missing. */
    record Gap(long from) implements Finding {}
  }

  /** All up to a number must have come by now; a gap if they have not. */
  Finding last(String boot, long seq) {
    Finding finding = take(boot, seq + 1);
    if (!(finding instanceof Finding.Repeated)) {
      last = seq;
    }
    return finding;
  }

  /** The number of an event that has come. */
  Finding take(String boot, long seq) {
    if (!boot.equals(bootId)) {
      bootId = boot;
      last = 0;
    }
    if (seq <= last) {
      return new Finding.Repeated();
    }
    long expected = last + 1;
    last = seq;
    return seq == expected ? new Finding.InOrder() : new Finding.Gap(expected);
  }
}
