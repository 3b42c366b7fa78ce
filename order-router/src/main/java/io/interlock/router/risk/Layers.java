package io.interlock.router.risk;

import io.interlock.contracts.gateway.KillReport.Layer;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the kill switch's layers say until a time that is the same for all of them. */
final class Layers {
  static final String BRIDGE = "bridge";
  static final String GATE = "gate";
  static final String DATABASE = "database";

  /** How long an answer that nobody is in a hurry for waits for its layers. */
  private static final long UNHURRIED_MILLIS = 80;

  private final long untilNanos;

  private Layers(long untilNanos) {
    this.untilNanos = untilNanos;
  }

  /** Layers that are waited for from now on; asking them is part of that time. */
  static Layers within(long millis) {
    return new Layers(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  static Layers unhurried() {
    return within(UNHURRIED_MILLIS);
  }

  static Layer latched(String layer, String instance, long killEpoch) {
    return new Layer(layer, instance, true, killEpoch, null);
  }

  static Layer unheard(String layer, String instance, String problem) {
    return new Layer(layer, instance, null, null, problem);
  }

  /** What a layer says, or that it has not been heard of in time; never fails. */
  Future<List<Layer>> heard(String layer, String instance, Future<List<Layer>> answer) {
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    return answer
        .timeout(Math.max(1, leftMillis), TimeUnit.MILLISECONDS)
        .otherwise(
            failure -> List.of(unheard(layer, instance, "not heard of: " + failure.getMessage())));
  }

  static Future<List<Layer>> all(List<Future<List<Layer>>> layers) {
    return Future.all(layers)
        .map(all -> all.<List<Layer>>list().stream().flatMap(List::stream).toList());
  }
}
