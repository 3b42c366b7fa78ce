package io.interlock.contracts.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The approved-trade envelope risk and portfolio managers publish. */
record ApprovedTrade(
    @Nullable String signalId,
    @Nullable String strategy,
    @Nullable String account,
    @Nullable Instant timestamp,
    Decision decision,
    @Nullable PortfolioState portfolioState) {

  /** What fields of the native signal are called here, where that differs. */
  static final Map<String, String> NAMES =
      Map.of(
          "symbol", "decision.approved_trade.symbol",
          "side", "decision.approved_trade.direction",
          "units", "decision.approved_trade.position_units",
          "stop_loss", "decision.approved_trade.stop_loss",
          "take_profit", "decision.approved_trade.take_profit",
          "confidence", "decision.approved_trade.confidence_score");

  ApprovedTrade {
    Rule.required("decision", decision);
  }

  record Decision(@Nullable String status, Trade approvedTrade) {
    Decision {
      Rule.required("approved_trade", approvedTrade);
    }
  }

  record Trade(
      String symbol,
      BigDecimal direction,
      BigDecimal positionUnits,
      @Nullable BigDecimal confidenceScore,
      @Nullable BigDecimal stopLoss,
      @Nullable BigDecimal takeProfit) {
    @JsonCreator
    Trade {
      Rule.name("symbol", symbol);
      Rule.required("direction", direction);
      Rule.that(
          direction.abs().compareTo(BigDecimal.ONE) == 0,
          "direction",
          direction,
          "must be 1 or -1");
      Rule.positive("position_units", positionUnits);
    }

    Side side() {
      return direction.signum() > 0 ? Side.BUY : Side.SELL;
    }
  }

  record PortfolioState(@Nullable Boolean tradingHalted) {}

  Approval approval() {
    boolean halted = portfolioState != null && Boolean.TRUE.equals(portfolioState.tradingHalted());
    return new Approval(decision.status(), halted);
  }

  /** The same as a native signal; absent type and time in force get its defaults. */
  @SuppressWarnings("NullAway")
  TradeSignal toSignal() {
    Trade trade = decision.approvedTrade();
    return new TradeSignal(
        signalId,
        strategy == null ? SignalDecoder.STRATEGY_OF_UNNAMED : strategy,
        account,
        List.of(),
        null,
        Command.OPEN,
        trade.symbol(),
        trade.side(),
        null,
        null,
        trade.positionUnits(),
        null,
        null,
        trade.stopLoss(),
        trade.takeProfit(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        trade.confidenceScore(),
        timestamp,
        null);
  }
}
