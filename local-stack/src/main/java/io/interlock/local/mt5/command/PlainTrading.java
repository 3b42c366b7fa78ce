package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.OrderCondition;
import io.interlock.local.mt5.trade.OrderTerms;
import io.interlock.local.mt5.trade.Position;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Trading as the older dialects know it: no identity, no epoch, no de-duplication. */
final class PlainTrading {
  private final Terminal terminal;
  private final Guard guard;

  PlainTrading(Terminal terminal) {
    this.terminal = terminal;
    this.guard = new Guard(terminal);
  }

  /**
   * What became of an order.
   *
   * @param order null: it never reached the broker
   * @param error null: it was placed or filled
   */
  record Traded(@Nullable Order order, @Nullable String error, int retcode) {
    boolean done() {
      return error == null;
    }
  }

  void open(
      String action,
      String symbol,
      Side side,
      OrderType type,
      JsonNode fields,
      Consumer<Traded> done) {
    Reply refused = guard.symbol(symbol);
    BigDecimal volume = decimal(fields, "volume");
    if (refused == null && volume == null) {
      refused = Reply.refused("INVALID_VOLUME", "volume", fields.path("volume"), "is required");
    }
    if (refused != null || volume == null) {
      done.accept(refusal(refused));
      return;
    }
    var instrument = guard.instrument(symbol);
    String comment = fields.path("comment").asText("");
    OrderTerms terms =
        new OrderTerms(
            null,
            instrument.symbol(),
            side,
            type,
            volume,
            decimal(fields, "price"),
            null,
            OrderTerms.leg(decimal(fields, "sl"), null),
            OrderTerms.leg(decimal(fields, "tp"), null),
            type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC,
            null,
            null,
            fields.path("magic").asLong(0),
            comment.isEmpty() ? null : comment,
            null);
    refused = guard.killed(terms.magic(), terms.symbol());
    refused = refused != null ? refused : guard.connection();
    refused = refused != null ? refused : guard.terms(terms, instrument);
    if (refused != null) {
      done.accept(refusal(refused));
      return;
    }
    send(action, terms, done);
  }

  void close(String action, String ticket, @Nullable BigDecimal volume, Consumer<Traded> done) {
    Position position = terminal.books().position(ticket);
    if (position == null) {
      done.accept(new Traded(null, "no open position has the ticket " + ticket, 0));
      return;
    }
    send(
        action,
        OrderTerms.closing(position, volume == null ? position.volume() : volume, null, null),
        done);
  }

  /** A field as a plain decimal; null if it is absent or not one. */
  static @Nullable BigDecimal decimal(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    try {
      return value.isMissingNode() || value.isNull() ? null : Json.convert(value, BigDecimal.class);
    } catch (InvalidMessage e) {
      return null;
    }
  }

  private void send(String action, OrderTerms terms, Consumer<Traded> done) {
    Fault fault = terminal.faults.take(Fault.Phase.EXECUTION, action, null);
    long sentMicros = terminal.clock.micros();
    Runnable execute =
        () -> {
          Order order = terminal.server().submit(terms, OrderCommands.execution(fault), sentMicros);
          terminal.settle();
          done.accept(
              new Traded(
                  order,
                  order.state() == OrderCondition.REJECTED
                      ? order.retcode().name() + ": " + order.reason()
                      : null,
                  order.retcode().code()));
        };
    long millis = OrderCommands.brokerMillis(fault, terminal);
    if (millis == 0) {
      execute.run();
    } else {
      terminal.delays.after(millis, execute);
    }
  }

  private static Traded refusal(@Nullable Reply refused) {
    Reply.WireError error = refused == null ? null : refused.error();
    return new Traded(null, error == null ? "refused" : error.code() + ": " + error.message(), 0);
  }
}
