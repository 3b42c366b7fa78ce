package io.interlock.router.risk;

import io.interlock.contracts.gateway.KillReport.Layer;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the kill switch's layers say, each within its time. */
final class Layers {

  /** How long an answer that nobody is in a hurry for waits for a layer. */
  static final long ANSWER_MILLIS = 80;

  private Layers() {}

  static Layer latched(String layer, String instance, long killEpoch) {
    return new Layer(layer, instance, true, killEpoch, null);
  }

  static Layer unheard(String layer, String instance, String problem) {
    return new Layer(layer, instance, null, null, problem);
  }

  /** What a layer says, or that it has not been heard of in time; never fails. */
  static Future<List<Layer>> heard(String layer, String instance, Future<List<Layer>> answer) {
    return heard(layer, instance, answer, ANSWER_MILLIS);
  }

  /** As above, within a time. */
  static Future<List<Layer>> heard(
      String layer, String instance, Future<List<Layer>> answer, long withinMillis) {
    return answer
        .timeout(withinMillis, TimeUnit.MILLISECONDS)
        .otherwise(
            failure -> List.of(unheard(layer, instance, "not heard of: " + failure.getMessage())));
  }

  static Future<List<Layer>> all(List<Future<List<Layer>>> layers) {
    return Future.all(layers)
        .map(all -> all.<List<Layer>>list().stream().flatMap(List::stream).toList());
  }
}
