package io.interlock.router.control;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile State state = new State(Map.of(), 0, 0);
  private volatile boolean held;

  /** Told of every change, on the thread that applied it. */
  @FunctionalInterface
  public interface Listener {
    void changed(@Nullable TradingControl before, TradingControl after);
  }

  private record State(Map<Scope, TradingControl> controls, long version, long killEpoch) {}

  /**
   * @param defaults what applies where no scope sets a limit
   */
  public ControlBook(Limits defaults) {
    this.defaults = defaults;
  }

  /** A book that says HALTED until {@link #loaded()}: nothing opens before the limits are known. */
  public static ControlBook held(Limits defaults) {
    ControlBook book = new ControlBook(defaults);
    book.held = true;
    return book;
  }

  /** What is stored is in the book. */
  public void loaded() {
    held = false;
  }

  public boolean isLoaded() {
    return !held;
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Takes in that a kill epoch was given out, whatever became of that kill. */
  public synchronized void raise(long killEpoch) {
    if (killEpoch > state.killEpoch()) {
      state = new State(state.controls(), state.version(), killEpoch);
    }
  }

  /**
   * Kills a scope here and now, under an epoch above all known ones.
   *
   * @param above an epoch known elsewhere
   * @return the scope's control, not stored yet
   */
  public synchronized TradingControl kill(
      Scope scope, long above, String by, String reason, Instant at) {
    TradingControl known = state.controls().get(scope);
    TradingControl killed =
        new TradingControl(
            scope,
            known == null ? 0 : known.version(),
            known == null ? TradingMode.ACTIVE : known.mode(),
            Math.max(state.killEpoch(), above) + 1,
            true,
            known == null ? Limits.NONE : known.limits(),
            by,
            reason,
            at);
    apply(killed);
    return killed;
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
    listeners.forEach(listener -> listener.changed(known, merged));
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
        Comparator.comparing((TradingControl c) -> c.scope().kind())
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
    List<TradingControl> applying = applying(now, broker, account, strategy, symbol);
    Scope killedBy = null;
    TradingMode mode = held ? TradingMode.HALTED : TradingMode.ACTIVE;
    Scope modeBy = held ? Scope.GLOBAL : null;
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

  /**
   * Whether a kill stops an order that was decided before it: asked again right before each send.
   *
   * @param decidedUnder kill epoch of the decision
   */
  public boolean killedSince(
      long decidedUnder,
      @Nullable String broker,
      @Nullable String account,
      @Nullable String strategy,
      @Nullable String symbol) {
    State now = state;
    return now.killEpoch() > decidedUnder
        && applying(now, broker, account, strategy, symbol).stream()
            .anyMatch(control -> control.killEpoch() > decidedUnder);
  }

  private static List<TradingControl> applying(
      State now,
      @Nullable String broker,
      @Nullable String account,
      @Nullable String strategy,
      @Nullable String symbol) {
    List<TradingControl> applying = new ArrayList<>(5);
    add(applying, now.controls().get(Scope.GLOBAL));
    add(applying, now, Scope.Kind.BROKER, broker);
    add(applying, now, Scope.Kind.ACCOUNT, account);
    add(applying, now, Scope.Kind.STRATEGY, strategy);
    add(applying, now, Scope.Kind.SYMBOL, symbol);
    return applying;
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
        incoming.by(),
        incoming.reason(),
        incoming.at());
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
