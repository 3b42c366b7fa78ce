package io.interlock.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Latencies by name, in microseconds, and how they compare with the floor of the same run. */
final class LatencyReport {
  private static final long LONGEST_MICROS = 60_000_000;

  private final Map<String, Histogram> histograms = new LinkedHashMap<>();

  void record(String name, long micros) {
    histogram(name).recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
  }

  Histogram histogram(String name) {
    return histograms.computeIfAbsent(name, _ -> new Histogram(LONGEST_MICROS, 3));
  }

  /** How many times the floor's a median is. */
  double ratio(String name, String floor) {
    return (double) histogram(name).getValueAtPercentile(50)
        / Math.max(1, histogram(floor).getValueAtPercentile(50));
  }

  void print() {
    System.out.printf(
        Locale.ROOT,
        "%-38s %9s %9s %9s %9s %9s %9s%n",
        "µs",
        "count",
        "p50",
        "p95",
        "p99",
        "p99.9",
        "max");
    histograms.forEach(
        (name, histogram) ->
            System.out.printf(
                Locale.ROOT,
                "%-38s %9d %9d %9d %9d %9d %9d%n",
                name,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(95),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue()));
  }
}
