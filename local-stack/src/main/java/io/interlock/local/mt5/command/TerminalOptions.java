package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.MarginMode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;

/**
 * How a simulated terminal and its broker are set up.
 *
 * @param seed of the quotes
 * @param latencyMillis the broker's round trip
 * @param async answer PENDING at once, the result as an event
 * @param dataDir where journal, latch and the broker's books are kept
 */
public record TerminalOptions(
    String login,
    List<Instrument> instruments,
    MarginMode marginMode,
    BigDecimal deposit,
    int leverage,
    long seed,
    long latencyMillis,
    boolean async,
    Path dataDir) {}
