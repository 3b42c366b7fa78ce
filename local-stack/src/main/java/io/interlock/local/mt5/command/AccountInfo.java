package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Funds;
import io.interlock.local.mt5.trade.MarginMode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The wire's account info. */
record AccountInfo(
    String login,
    String server,
    String currency,
    BigDecimal balance,
    BigDecimal equity,
    BigDecimal margin,
    BigDecimal freeMargin,
    BigDecimal marginLevel,
    int leverage,
    MarginMode marginMode,
    boolean tradeAllowed,
    boolean connected) {
  static final String SERVER = "Interlock-Simulated";

  static AccountInfo of(Terminal terminal) {
    Funds funds = terminal.books().funds();
    BigDecimal level =
        funds.margin().signum() == 0
            ? BigDecimal.ZERO
            : funds
                .equity()
                .multiply(BigDecimal.valueOf(100))
                .divide(funds.margin(), 2, RoundingMode.HALF_UP);
    return new AccountInfo(
        terminal.options.login(),
        SERVER,
        "USD",
        funds.balance(),
        funds.equity(),
        funds.margin(),
        funds.free(),
        level,
        terminal.options.leverage(),
        terminal.options.marginMode(),
        terminal.broker.connected(),
        terminal.broker.connected());
  }
}
