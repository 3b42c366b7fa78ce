/** What goes wrong at the simulated MT5 host, as a script that tests write. */
@NullMarked
package io.interlock.local.mt5.fault;

import org.jspecify.annotations.NullMarked;
