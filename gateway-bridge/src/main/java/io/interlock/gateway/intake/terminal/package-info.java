/**
 * The REST variant for terminals without DLLs: their tokens, what they may see of their accounts,
 * and trades by the same way as everyone's: through {@code trade.signals}.
 */
@NullMarked
package io.interlock.gateway.intake.terminal;

import org.jspecify.annotations.NullMarked;
