package io.interlock.local.mt5.fault;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults still to strike, oldest first. Owned by one thread. */
public final class FaultScript {
  private final List<Fault> faults = new ArrayList<>();

  public void add(Fault fault) {
    faults.add(fault);
  }

  public void clear() {
    faults.clear();
  }

  public List<Fault> pending() {
    return List.copyOf(faults);
  }

  /** The fault that strikes now, if any; it is used up by that. */
  public @Nullable Fault take(Fault.Phase phase, String action, @Nullable String clientOrderId) {
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.strikes(phase, action, clientOrderId)) {
        int left = (fault.times() == null ? 1 : fault.times()) - 1;
        if (left == 0) {
          faults.remove(i);
        } else {
          faults.set(i, fault.times(left));
        }
        return fault;
      }
    }
    return null;
  }
}
