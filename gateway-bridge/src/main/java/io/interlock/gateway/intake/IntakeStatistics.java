package io.interlock.gateway.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Counts and times of the event intake, for {@code GET /stats} and the metrics. Thread-safe.
 *
 * <p>Two times are kept: from the event's own timestamp until it was answered, which compares two
 * machines' clocks, and from its arrival until it was answered, which doesn't.
 */
final class IntakeStatistics {
  /** Milliseconds at percentiles of about the last two minutes. */
  record Latency(long count, double p50, double p95, double p99, double max) {}

  /**
   * @param slow events answered later after their timestamp than the warning threshold
   * @param clockAhead events with a timestamp in the future: that terminal's clock is wrong
   */
  record Snapshot(
      Instant since,
      Map<String, Long> events,
      Map<String, Long> refused,
      Latency latencyMillis,
      Latency handlingMillis,
      long slow,
      long clockAhead) {}

  private static final Logger LOG = Logger.getLogger(IntakeStatistics.class);
  private static final long WARNING_NANOS = Duration.ofSeconds(1).toNanos();
  private static final double[] PERCENTILES = {0.5, 0.95, 0.99};

  private final Clock clock;
  private final long warnMicros;
  private final LongSupplier nanoTime;
  private final MeterRegistry registry;
  private final Instant since;
  private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
  private final Timer latency;
  private final Timer handling;
  private final LongAdder slow = new LongAdder();
  private final LongAdder clockAhead = new LongAdder();
  private long warnedNanos;
  private long unwarned;

  /** Why something that arrived was not taken. */
  enum Refusal {
    MALFORMED,
    /** Of ours, not the event's. */
    FAULT,
    UNKNOWN_TOKEN,
    CURVE_KEY
  }

  IntakeStatistics(MeterRegistry registry, Clock clock, Duration warnAfter, LongSupplier nanoTime) {
    this.registry = registry;
    this.clock = clock;
    this.warnMicros = TimeUnit.NANOSECONDS.toMicros(warnAfter.toNanos());
    this.nanoTime = nanoTime;
    this.since = clock.instant();
    this.warnedNanos = nanoTime.getAsLong() - WARNING_NANOS;
    for (EventType type : EventType.values()) {
      events.put(type, registry.counter("interlock.intake.events", "type", type.wireName()));
    }
    for (Refusal refusal : Refusal.values()) {
      refused.put(
          refusal, registry.counter("interlock.intake.refused", "reason", wireName(refusal)));
    }
    latency = timer("interlock.intake.latency", "event timestamp until answered");
    handling = timer("interlock.intake.handling", "arrival until answered");
  }

  void answered(ExpertEvent event, long arrivedNanos) {
    counter(events, event.type()).increment();
    handling.record(nanoTime.getAsLong() - arrivedNanos, TimeUnit.NANOSECONDS);
    long micros = micros(clock.instant()) - event.timestampMicros();
    if (micros < 0) {
      clockAhead.increment();
    } else {
      latency.record(micros, TimeUnit.MICROSECONDS);
      if (micros > warnMicros) {
        slow.increment();
        warn(event, micros);
      }
    }
  }

  void refused(Refusal why) {
    counter(refused, why).increment();
  }

  Snapshot snapshot() {
    Map<String, Long> byType = new TreeMap<>();
    events.forEach((type, counter) -> byType.put(type.wireName(), (long) counter.count()));
    Map<String, Long> byReason = new TreeMap<>();
    refused.forEach((why, counter) -> byReason.put(wireName(why), (long) counter.count()));
    return new Snapshot(
        since, byType, byReason, millis(latency), millis(handling), slow.sum(), clockAhead.sum());
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  private synchronized void warn(ExpertEvent event, long micros) {
    long now = nanoTime.getAsLong();
    if (now - warnedNanos < WARNING_NANOS) {
      unwarned++;
      return;
    }
    LOG.warnf(
        "event answered %.1f ms after its timestamp: ea=%s type=%s more_since_last_warning=%d"
            + " (slow network, or the terminal's clock is behind)",
        micros / 1_000.0, event.expert(), event.type().wireName(), unwarned);
    warnedNanos = now;
    unwarned = 0;
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentiles(PERCENTILES)
        .percentilePrecision(2)
        .minimumExpectedValue(Duration.ofNanos(1_000))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(registry);
  }

  private static Latency millis(Timer timer) {
    HistogramSnapshot now = timer.takeSnapshot();
    double[] at = new double[PERCENTILES.length];
    ValueAtPercentile[] values = now.percentileValues();
    for (int i = 0; i < Math.min(at.length, values.length); i++) {
      at[i] = round(values[i].value(TimeUnit.MILLISECONDS));
    }
    return new Latency(timer.count(), at[0], at[1], at[2], round(now.max(TimeUnit.MILLISECONDS)));
  }

  private static double round(double millis) {
    return Math.round(millis * 1_000) / 1_000.0;
  }

  private static String wireName(Refusal why) {
    return why.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static <K extends Enum<K>> Counter counter(Map<K, Counter> counters, K key) {
    return java.util.Objects.requireNonNull(counters.get(key), "every constant has a counter");
  }
}
