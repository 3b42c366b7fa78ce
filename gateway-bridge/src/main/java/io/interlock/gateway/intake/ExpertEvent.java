package io.interlock.gateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One event of an Expert Advisor.
 *
 * @param account name of the account it trades, where it says so
 * @param timestampMicros the terminal's wall clock, epoch microseconds
 * @param raw the payload as it arrived, for the record
 */
public record ExpertEvent(
    ExpertId expert,
    @Nullable String account,
    long timestampMicros,
    Payload payload,
    JsonNode raw) {

  /** What differs by type. */
  public sealed interface Payload {
    EventType type();
  }

  /** May it open, and how large? */
  public record TradeOpen(String symbol, Side side, BigDecimal volume, @Nullable BigDecimal price)
      implements Payload {
    public TradeOpen {
      Rule.name("symbol", symbol);
      Rule.required("side", side);
      Rule.positive("volume", volume);
      Rule.notNegativeOrNull("price", price);
    }

    @Override
    public EventType type() {
      return EventType.TRADE_OPEN;
    }
  }

  /** It closed a position, or part of one. */
  public record TradeClose(
      String ticket,
      @Nullable String symbol,
      @Nullable BigDecimal volume,
      @Nullable BigDecimal price,
      @Nullable BigDecimal profit)
      implements Payload {
    public TradeClose {
      Rule.name("ticket", ticket);
      Rule.nameOrNull("symbol", symbol);
      Rule.positiveOrNull("volume", volume);
      Rule.notNegativeOrNull("price", price);
    }

    @Override
    public EventType type() {
      return EventType.TRADE_CLOSE;
    }
  }

  /** It moved the protective prices of a position. */
  public record TradeModify(
      String ticket,
      @Nullable String symbol,
      @Nullable BigDecimal stopLoss,
      @Nullable BigDecimal takeProfit)
      implements Payload {
    public TradeModify {
      Rule.name("ticket", ticket);
      Rule.nameOrNull("symbol", symbol);
      Rule.notNegativeOrNull("stop_loss", stopLoss);
      Rule.notNegativeOrNull("take_profit", takeProfit);
    }

    @Override
    public EventType type() {
      return EventType.TRADE_MODIFY;
    }
  }

  /** It is alive. */
  public record Heartbeat(
      @Nullable BigDecimal balance, @Nullable BigDecimal equity, @Nullable Integer openPositions)
      implements Payload {
    public Heartbeat {
      Rule.that(
          openPositions == null || openPositions >= 0,
          "open_positions",
          openPositions,
          "must not be negative");
    }

    @Override
    public EventType type() {
      return EventType.HEARTBEAT;
    }
  }

  /** From now on its volumes are multiplied. */
  public record RiskUpdate(BigDecimal riskMultiplier, @Nullable String reason) implements Payload {
    private static final BigDecimal LARGEST = BigDecimal.TEN;

    public RiskUpdate {
      Rule.required("risk_multiplier", riskMultiplier);
      Rule.that(
          riskMultiplier.signum() >= 0 && riskMultiplier.compareTo(LARGEST) <= 0,
          "risk_multiplier",
          riskMultiplier,
          "must be between 0 and 10");
      Rule.nameOrNull("reason", reason);
    }

    @Override
    public EventType type() {
      return EventType.RISK_UPDATE;
    }
  }

  public EventType type() {
    return payload.type();
  }
}
