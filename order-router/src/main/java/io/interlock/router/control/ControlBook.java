package io.interlock.router.control;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every control known, in memory; answers what stands for an order.
 *
 * <p>Fed from {@code trading.controls}, from the database and by the kill switch itself, in any
 * order and repeatedly: the newest version of a scope stands, and a kill is never undone by a
 * record that doesn't know of it. Any thread may apply and read; a read sees one consistent state.
 */
public final class ControlBook {

  private final Limits defaults;
  private volatile State state = new State(Map.of(), 0, 0);

  private record State(Map<Scope, TradingControl> controls, long version, long killEpoch) {}

  /**
   * @param defaults what applies where no scope sets a limit
   */
  public ControlBook(Limits defaults) {
    this.defaults = defaults;
  }

  /**
   * Takes a control in.
   *
   * @return whether anything changed
   */
  public synchronized boolean apply(TradingControl control) {
    TradingControl known = state.controls().get(control.scope());
    TradingControl merged = known == null ? control : merge(known, control);
    if (merged.equals(known)) {
      return false;
    }
    Map<Scope, TradingControl> controls = new HashMap<>(state.controls());
    controls.put(merged.scope(), merged);
    long version = controls.values().stream().mapToLong(TradingControl::version).sum();
    long killEpoch = Math.max(state.killEpoch(), merged.killEpoch());
    state = new State(Map.copyOf(controls), version, killEpoch);
    return true;
  }

  /** Newest kill epoch of any scope. */
  public long killEpoch() {
    return state.killEpoch();
  }

  /** Number of control changes known. */
  public long version() {
    return state.version();
  }

  /** The control of a scope, or null if it has none. */
  public @Nullable TradingControl control(Scope scope) {
    return state.controls().get(scope);
  }

  /** All controls, widest scope first, then by name. */
  public List<TradingControl> controls() {
    List<TradingControl> all = new ArrayList<>(state.controls().values());
    all.sort(
        java.util.Comparator.comparing((TradingControl c) -> c.scope().kind())
            .thenComparing(c -> c.scope().name()));
    return all;
  }

  /** What stands for an order; parts that aren't known are null. */
  public EffectiveControls effective(
      @Nullable String broker,
      @Nullable String account,
      @Nullable String strategy,
      @Nullable String symbol) {
    State now = state;
    List<TradingControl> applying = new ArrayList<>(5);
    add(applying, now.controls().get(Scope.GLOBAL));
    add(applying, now, Scope.Kind.BROKER, broker);
    add(applying, now, Scope.Kind.ACCOUNT, account);
    add(applying, now, Scope.Kind.STRATEGY, strategy);
    add(applying, now, Scope.Kind.SYMBOL, symbol);

    Scope killedBy = null;
    TradingMode mode = TradingMode.ACTIVE;
    Scope modeBy = null;
    Map<Scope, BigDecimal> exposureCaps = new LinkedHashMap<>();
    for (TradingControl control : applying) {
      if (control.killed() && killedBy == null) {
        killedBy = control.scope();
      }
      if (control.mode().compareTo(mode) > 0) {
        mode = control.mode();
        modeBy = control.scope();
      }
      BigDecimal cap = control.limits().maxOpenExposure();
      if (cap != null) {
        exposureCaps.put(control.scope(), cap);
      }
    }
    LimitMerge merge = LimitMerge.of(applying, defaults);
    if (exposureCaps.isEmpty() && defaults.maxOpenExposure() != null) {
      exposureCaps.put(Scope.GLOBAL, defaults.maxOpenExposure());
    }
    return new EffectiveControls(
        now.version(),
        now.killEpoch(),
        killedBy,
        mode,
        modeBy,
        merge.limits(),
        merge.setBy(),
        exposureCaps);
  }

  /** The newer version stands, but a kill only falls to a record of the same or a newer epoch. */
  private static TradingControl merge(TradingControl known, TradingControl incoming) {
    boolean newer = incoming.version() > known.version();
    boolean newerKill = incoming.killEpoch() > known.killEpoch();
    if (!newer && !newerKill) {
      return known;
    }
    TradingControl base = newer ? incoming : known;
    TradingControl kill =
        incoming.killEpoch() >= known.killEpoch() && (newer || newerKill) ? incoming : known;
    return new TradingControl(
        base.scope(),
        Math.max(known.version(), incoming.version()),
        base.mode(),
        kill.killEpoch(),
        kill.killed(),
        base.limits(),
        base.by(),
        base.reason(),
        base.at());
  }

  private static void add(
      List<TradingControl> applying, State state, Scope.Kind kind, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      add(applying, state.controls().get(new Scope(kind, name)));
    }
  }

  private static void add(List<TradingControl> applying, @Nullable TradingControl control) {
    if (control != null) {
      applying.add(control);
    }
  }
}
