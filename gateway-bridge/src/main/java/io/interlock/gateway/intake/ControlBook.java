package io.interlock.gateway.intake;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bridge's copy of {@code trading.controls}. Thread-safe.
 *
 * <p>Until the topic has been read to its end nobody knows what is halted, so nothing may open; a
 * control that can't be read stands for a halt of its scope until a readable one replaces it.
 */
final class ControlBook {
  private final Map<Scope, TradingControl> controls = new ConcurrentHashMap<>();
  private final Set<Scope> unreadable = ConcurrentHashMap.newKeySet();
  private volatile BooleanSupplier known = () -> false;

  void put(TradingControl control) {
    controls.merge(
        control.scope(),
        control,
        (known, fresh) -> fresh.version() < known.version() ? known : fresh);
    unreadable.remove(control.scope());
  }

  void remove(Scope scope) {
    controls.remove(scope);
    unreadable.remove(scope);
  }

  void unreadable(Scope scope) {
    unreadable.add(scope);
  }

  /** From when on the book may be relied on: when the topic has been read to its end once. */
  void knownOnce(BooleanSupplier caughtUp) {
    known = caughtUp;
  }

  boolean complete() {
    return known.getAsBoolean();
  }

  boolean isUnreadable(Scope scope) {
    return unreadable.contains(scope);
  }

  @Nullable TradingControl get(Scope scope) {
    return controls.get(scope);
  }
}
