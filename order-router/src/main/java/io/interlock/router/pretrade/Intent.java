package io.interlock.router.pretrade;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.signal.TradeSignal;
import java.math.BigDecimal;

/** What a signal means for risk: which column of the control × command table it is checked by. */
public enum Intent {
  /** Opens, or may open, a position. */
  OPEN,
  /** Changes what a working order may trade at, or takes a protective leg away. */
  REPLACE,
  /** Sets or moves protective legs and nothing else. */
  PROTECT,
  /** Closes positions. */
  CLOSE,
  /** Cancels a working order. */
  CANCEL;

  public static Intent of(TradeSignal signal) {
    return switch (signal.command()) {
      case OPEN -> OPEN;
      case CLOSE -> CLOSE;
      case CANCEL -> CANCEL;
      case MODIFY -> protectsOnly(signal) ? PROTECT : REPLACE;
    };
  }

  /** Whether it can only lower risk, and so passes every control that limits opening. */
  public boolean reducesRisk() {
    return this == PROTECT || this == CLOSE || this == CANCEL;
  }

  /** The command signals of this intent carry. */
  public Command command() {
    return switch (this) {
      case OPEN -> Command.OPEN;
      case REPLACE, PROTECT -> Command.MODIFY;
      case CLOSE -> Command.CLOSE;
      case CANCEL -> Command.CANCEL;
    };
  }

  private static boolean protectsOnly(TradeSignal signal) {
    return signal.price() == null
        && signal.stopPrice() == null
        && signal.expiresAt() == null
        && !isRemoval(signal.stopLoss())
        && !isRemoval(signal.takeProfit());
  }

  private static boolean isRemoval(@org.jspecify.annotations.Nullable BigDecimal leg) {
    return leg != null && leg.signum() == 0;
  }
}
