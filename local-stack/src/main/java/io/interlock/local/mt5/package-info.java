/**
 * A simulated MetaTrader 5 host over real ZeroMQ sockets: the venue of the local stack and, through
 * its ledger and its faults, the oracle of fault tests.
 */
@NullMarked
package io.interlock.local.mt5;

import org.jspecify.annotations.NullMarked;
