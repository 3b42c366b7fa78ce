package io.interlock.gateway.gate;

import io.interlock.contracts.json.Rule;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a bridge must remember over a restart.
 *
 * @param latches by broker id; {@value #EVERY_BROKER} for all of them
 * @param epochs highest writer epoch seen, by broker id
 */
public record GateState(Map<String, Latch> latches, Map<String, Long> epochs) {
  public static final String EVERY_BROKER = "*";

  static final GateState NEW = new GateState(Map.of(), Map.of());

  public GateState {
    latches = Map.copyOf(Rule.required("latches", latches));
    epochs = Map.copyOf(Rule.required("epochs", epochs));
  }

  public Latch latch(String scope) {
    return latches.getOrDefault(scope, Latch.OPEN);
  }

  /** Whether nothing may be opened at a broker. */
  public boolean killed(String broker) {
    return latch(EVERY_BROKER).latched() || latch(broker).latched();
  }

  /** The latch that stands for a broker; its own, if both do. */
  public Latch standing(String broker) {
    return latch(broker).latched() ? latch(broker) : latch(EVERY_BROKER);
  }

  public long killEpoch(String broker) {
    return Math.max(latch(EVERY_BROKER).killEpoch(), latch(broker).killEpoch());
  }

  public long epoch(String broker) {
    return epochs.getOrDefault(broker, 0L);
  }

  GateState withLatch(String scope, Latch latch) {
    Map<String, Latch> changed = new TreeMap<>(latches);
    changed.put(scope, latch);
    return new GateState(changed, epochs);
  }

  GateState withEpoch(String broker, long epoch) {
    Map<String, Long> changed = new TreeMap<>(epochs);
    changed.put(broker, epoch);
    return new GateState(latches, changed);
  }
}
