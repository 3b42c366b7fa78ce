package io.interlock.local.mt5;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.contracts.json.Rule;
import io.interlock.local.mt5.fault.Fault;
import java.math.BigDecimal;

/** What a test can do to a simulated host, in process or over its control port. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ControlCommand.Inject.class, name = "INJECT"),
  @JsonSubTypes.Type(value = ControlCommand.ClearFaults.class, name = "CLEAR_FAULTS"),
  @JsonSubTypes.Type(value = ControlCommand.Freeze.class, name = "FREEZE"),
  @JsonSubTypes.Type(value = ControlCommand.Thaw.class, name = "THAW"),
  @JsonSubTypes.Type(value = ControlCommand.TradeServer.class, name = "TRADE_SERVER"),
  @JsonSubTypes.Type(value = ControlCommand.Market.class, name = "MARKET"),
  @JsonSubTypes.Type(value = ControlCommand.Price.class, name = "PRICE"),
  @JsonSubTypes.Type(value = ControlCommand.FreePrice.class, name = "FREE_PRICE"),
  @JsonSubTypes.Type(value = ControlCommand.Latency.class, name = "LATENCY"),
  @JsonSubTypes.Type(value = ControlCommand.DropConnections.class, name = "DROP_CONNECTIONS"),
  @JsonSubTypes.Type(value = ControlCommand.Restart.class, name = "RESTART"),
  @JsonSubTypes.Type(value = ControlCommand.Publishing.class, name = "PUBLISHING"),
  @JsonSubTypes.Type(value = ControlCommand.SkipEvents.class, name = "SKIP_EVENTS"),
  @JsonSubTypes.Type(value = ControlCommand.DropEvents.class, name = "DROP_EVENTS"),
  @JsonSubTypes.Type(value = ControlCommand.DuplicateEvents.class, name = "DUPLICATE_EVENTS"),
  @JsonSubTypes.Type(value = ControlCommand.HoldEvents.class, name = "HOLD_EVENTS"),
  @JsonSubTypes.Type(value = ControlCommand.ReleaseEvents.class, name = "RELEASE_EVENTS")
})
public sealed interface ControlCommand {
  /** Adds a fault to the script. */
  record Inject(Fault fault) implements ControlCommand {
    public Inject {
      Rule.required("fault", fault);
    }
  }

  /** Forgets the faults that have not struck yet. */
  record ClearFaults() implements ControlCommand {}

  /** Stops the host where it is; what arrives meanwhile waits. */
  record Freeze() implements ControlCommand {}

  /** Lets a frozen host go on with what has waited. */
  record Thaw() implements ControlCommand {}

  /** Cuts or restores the terminal's connection to its broker. */
  record TradeServer(boolean connected) implements ControlCommand {}

  /** Opens or closes a symbol's market. */
  record Market(String symbol, boolean open) implements ControlCommand {
    public Market {
      Rule.name("symbol", symbol);
    }
  }

  /** Puts a symbol at a price and holds it there. */
  record Price(String symbol, BigDecimal bid, BigDecimal ask) implements ControlCommand {
    public Price {
      Rule.name("symbol", symbol);
      Rule.positive("bid", bid);
      Rule.positive("ask", ask);
    }
  }

  /** Lets a held symbol move again. */
  record FreePrice(String symbol) implements ControlCommand {
    public FreePrice {
      Rule.name("symbol", symbol);
    }
  }

  /** Sets the broker's round trip. */
  record Latency(long millis) implements ControlCommand {
    public Latency {
      Rule.notNegative("millis", millis);
    }
  }

  /** Cuts every connection; the host listens again at once. */
  record DropConnections() implements ControlCommand {}

  /** Restarts the terminal: another boot id, no HELLO, the journal and the latch as they were. */
  record Restart() implements ControlCommand {}

  /** Turns everything published on or off. */
  record Publishing(boolean on) implements ControlCommand {}

  /** Uses up event sequence numbers that can't be replayed either. */
  record SkipEvents(int count) implements ControlCommand {
    public SkipEvents {
      Rule.notNegative("count", count);
    }
  }

  /** Loses the next events on the way; they can be replayed. */
  record DropEvents(int count) implements ControlCommand {
    public DropEvents {
      Rule.notNegative("count", count);
    }
  }

  /** Publishes each of the next events twice. */
  record DuplicateEvents(int count) implements ControlCommand {
    public DuplicateEvents {
      Rule.notNegative("count", count);
    }
  }

  /** Keeps events back. */
  record HoldEvents() implements ControlCommand {}

  /** Publishes what was kept back, newest first if reversed. */
  record ReleaseEvents(boolean reversed) implements ControlCommand {}
}
