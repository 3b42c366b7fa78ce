package io.interlock.router.control;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingMode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands for one broker, account, strategy and symbol once all scopes are put together.
 *
 * @param version number of control changes known when it was made; grows with each change anywhere
 * @param killEpoch of the newest kill of any scope: what the gate and the bridges compare
 * @param killedBy the widest scope whose kill stands, or null
 * @param mode the strictest mode of the scopes
 * @param modeBy the scope that mode comes from, or null while it is ACTIVE
 * @param limits the limits that apply; where no scope sets one, the configured default
 * @param setBy which scope each limit comes from, by the limit's name; defaults are not in it
 * @param exposureCaps every scope's own exposure limit, since each measures another sum
 */
public record EffectiveControls(
    long version,
    long killEpoch,
    @Nullable Scope killedBy,
    TradingMode mode,
    @Nullable Scope modeBy,
    Limits limits,
    Map<String, Scope> setBy,
    Map<Scope, BigDecimal> exposureCaps) {

  public boolean killed() {
    return killedBy != null;
  }

  /** The scope a limit comes from, as events name it. */
  public String source(String limit) {
    Scope scope = setBy.get(limit);
    return scope == null ? "default" : scope.toString();
  }
}
