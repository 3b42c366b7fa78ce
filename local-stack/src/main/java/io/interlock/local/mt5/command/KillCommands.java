package io.interlock.local.mt5.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.local.mt5.trade.Execution;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.OrderCondition;
import io.interlock.local.mt5.trade.OrderTerms;
import io.interlock.local.mt5.trade.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * KILL_SWITCH and RESET_KILL_SWITCH: latches before it answers, then cancels and closes until flat.
 *
 * <p>A kill is taken from a writer of any epoch; a reset is not.
 */
final class KillCommands {
  private final Terminal terminal;
  private final Guard guard;
  private boolean sweeping;

  KillCommands(Terminal terminal, Guard guard) {
    this.terminal = terminal;
    this.guard = guard;
    KillLatch kill = terminal.kill();
    this.sweeping = kill.latched() && (kill.cancelOrders() || kill.closePositions());
  }

  /** Payload of KILL_SWITCH. */
  record Kill(
      long killEpoch,
      @Nullable KillScope scope,
      @Nullable Boolean cancelOrders,
      @Nullable Boolean closePositions,
      @Nullable String reason) {
    Kill {
      Rule.notNegative("kill_epoch", killEpoch);
    }
  }

  /** Which orders a kill means. */
  record KillScope(@Nullable Long magic, @Nullable String symbol) {}

  /** Payload of RESET_KILL_SWITCH. */
  record Reset(long killEpoch) {
    Reset {
      Rule.notNegative("kill_epoch", killEpoch);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record KillEvent(
      boolean latched,
      long killEpoch,
      String step,
      @Nullable String ticket,
      @Nullable String order,
      @Nullable String message) {}

  static Map<String, Object> view(KillLatch kill) {
    return Map.of("latched", kill.latched(), "kill_epoch", kill.killEpoch());
  }

  Reply kill(Request request) throws InvalidMessage {
    Kill asked = Json.convert(request.payload(), Kill.class);
    KillScope scope = asked.scope() == null ? new KillScope(null, null) : asked.scope();
    KillLatch later =
        new KillLatch(
            true,
            asked.killEpoch(),
            scope.magic(),
            scope.symbol(),
            Boolean.TRUE.equals(asked.cancelOrders()),
            Boolean.TRUE.equals(asked.closePositions()));
    KillLatch latch = terminal.kill().and(later);
    terminal.latch(latch);
    event("LATCHED", null, null, asked.reason());
    begin();
    return Reply.success(view(latch));
  }

  Reply reset(Request request) throws InvalidMessage {
    Reset asked = Json.convert(request.payload(), Reset.class);
    Reply stale = guard.epoch(request);
    if (stale != null) {
      return stale;
    }
    KillLatch kill = terminal.kill();
    if (asked.killEpoch() < kill.killEpoch()) {
      return Reply.refused(
          "STALE_EPOCH", "kill_epoch", asked.killEpoch(), "must be " + kill.killEpoch());
    }
    terminal.latch(kill.cleared());
    sweeping = false;
    event("RESET", null, null, null);
    return Reply.success(view(terminal.kill()));
  }

  /** Starts flattening what the latch covers, after the answer to the command. */
  void begin() {
    KillLatch kill = terminal.kill();
    sweeping = kill.cancelOrders() || kill.closePositions();
    terminal.delays.after(0, this::sweep);
  }

  /** Cancels and closes what the latch covers; what fails is tried again with the next call. */
  void sweep() {
    KillLatch kill = terminal.kill();
    if (!sweeping || !kill.latched() || !terminal.broker.connected()) {
      return;
    }
    boolean flat = true;
    if (kill.cancelOrders()) {
      for (Order order : terminal.books().working()) {
        if (kill.covers(order.terms().magic(), order.terms().symbol())) {
          terminal.server().cancel(order);
          event("CANCELED", null, order.order(), null);
        }
      }
    }
    if (kill.closePositions()) {
      for (Position position : terminal.books().positions()) {
        if (kill.covers(position.magic(), position.symbol())) {
          flat &= close(position);
        }
      }
    }
    terminal.settle();
    if (flat) {
      sweeping = false;
      event("FLAT", null, null, null);
    }
  }

  private boolean close(Position position) {
    if (!terminal.broker.marketOpen(position.symbol())) {
      event("FAILED", position.ticket(), null, "the market is closed");
      return false;
    }
    Order order =
        terminal
            .server()
            .submit(
                OrderTerms.closing(position, position.volume(), null, null),
                Execution.ORDINARY,
                terminal.clock.micros());
    boolean closed = order.state() != OrderCondition.REJECTED;
    event(
        closed ? "CLOSED" : "FAILED",
        position.ticket(),
        order.order(),
        closed ? null : order.reason());
    return closed;
  }

  private void event(
      String step, @Nullable String ticket, @Nullable String order, @Nullable String message) {
    KillLatch kill = terminal.kill();
    terminal.events.publish(
        "event.kill",
        new KillEvent(kill.latched(), kill.killEpoch(), step, ticket, order, message));
  }
}
