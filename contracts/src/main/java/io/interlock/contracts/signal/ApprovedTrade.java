package io.interlock.contracts.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
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

  /** The same as fields of a native signal. */
  Map<String, Object> toNative(String strategyIfUnnamed) {
    Trade trade = decision.approvedTrade();
    Map<String, Object> signal = new LinkedHashMap<>();
    putIfPresent(signal, "signal_id", signalId);
    signal.put("strategy", strategy == null ? strategyIfUnnamed : strategy);
    putIfPresent(signal, "account", account);
    putIfPresent(signal, "timestamp", timestamp);
    signal.put("symbol", trade.symbol());
    signal.put("side", trade.side());
    signal.put("units", trade.positionUnits());
    putIfPresent(signal, "stop_loss", trade.stopLoss());
    putIfPresent(signal, "take_profit", trade.takeProfit());
    putIfPresent(signal, "confidence", trade.confidenceScore());
    return signal;
  }

  private static void putIfPresent(
      Map<String, Object> signal, String field, @Nullable Object value) {
    if (value != null) {
      signal.put(field, value);
    }
  }
}
