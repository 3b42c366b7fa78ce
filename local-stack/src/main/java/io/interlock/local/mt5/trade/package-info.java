/**
 * The simulated broker behind the terminal: quotes, orders, deals and positions; pure and
 * single-threaded.
 */
@NullMarked
package io.interlock.local.mt5.trade;

import org.jspecify.annotations.NullMarked;
