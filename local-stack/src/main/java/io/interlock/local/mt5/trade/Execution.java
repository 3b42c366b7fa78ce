package io.interlock.local.mt5.trade;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How the broker is to treat one order, where a script says so.
 *
 * @param refusal refuse it with this code
 * @param fraction trade this part of what would trade now; above 1 is an over-fill
 */
public record Execution(@Nullable Retcode refusal, @Nullable BigDecimal fraction) {
  public static final Execution ORDINARY = new Execution(null, null);
}
