/**
 * What a simulated MT5 host makes of commands, in every dialect; pure but for its journal files.
 */
@NullMarked
package io.interlock.local.mt5.command;

import org.jspecify.annotations.NullMarked;
