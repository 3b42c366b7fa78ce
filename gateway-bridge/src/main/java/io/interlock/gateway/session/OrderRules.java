package io.interlock.gateway.session;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Specifications;
import io.interlock.gateway.wire.Specifications.Instrument;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Turns a router's commands into a host's, or refuses what the host could not carry out as meant.
 */
final class OrderRules {

  /** A command to write, or why there is none. */
  sealed interface Ruling {
    record Fit(HostRequest.Change command) implements Ruling {}

    record Refused(GatewayResult verdict) implements Ruling {}
  }

  private final BrokerDescriptor descriptor;
  private final HostDialect dialect;
  private final HostKnowledge knowledge;

  OrderRules(BrokerDescriptor descriptor, HostDialect dialect, HostKnowledge knowledge) {
    this.descriptor = descriptor;
    this.dialect = dialect;
    this.knowledge = knowledge;
  }

  Ruling open(PlaceOrder order) {
    Ruling foreign = foreign(order.context());
    if (foreign != null) {
      return foreign;
    }
    if (!descriptor.trades(order.symbol())) {
      return refused("UNKNOWN_SYMBOL", order.symbol() + " is not a symbol of this broker");
    }
    Instrument instrument = knowledge.instruments().get(order.symbol());
    if (instrument != null) {
      String problem = Specifications.volumeProblem(instrument.specification(), order.volume());
      if (problem != null) {
        return refused(
            "INVALID_VOLUME", "volume " + order.volume().toPlainString() + " " + problem);
      }
      if (!fillable(instrument, order.timeInForce())) {
        return refused(
            "INVALID_FILL",
            order.timeInForce() + " is not offered for it, only " + instrument.fillingModes());
      }
    }
    Long magic = order.magic() == null ? descriptor.magic() : order.magic();
    return spoken(
        new HostRequest.Open(
            order,
            descriptor.venueSymbol(order.symbol()),
            points(instrument, order.maxSlippagePips()),
            magic == null ? 0 : magic));
  }

  /** Filling modes bind orders that must fill at once; others rest under RETURN. */
  private static boolean fillable(Instrument instrument, TimeInForce timeInForce) {
    return switch (timeInForce) {
      case IOC, FOK ->
          instrument.fillingModes().isEmpty()
              || instrument.fillingModes().contains(timeInForce.name());
      case GTC, DAY, GTD -> true;
    };
  }

  private static @Nullable Integer points(
      @Nullable Instrument instrument, @Nullable BigDecimal pips) {
    return instrument == null || pips == null
        ? null
        : Specifications.points(instrument.specification(), pips);
  }

  Ruling close(ClosePosition close) {
    Ruling foreign = foreign(close.context());
    if (foreign != null) {
      return foreign;
    }
    String symbol = close.symbol();
    return spoken(
        new HostRequest.Close(
            close.context().commandId(),
            close.clientOrderId(),
            close.ticket(),
            symbol == null ? null : descriptor.venueSymbol(symbol),
            close.volume(),
            symbol == null
                ? null
                : points(knowledge.instruments().get(symbol), close.maxSlippagePips()),
            close.payloadHash()));
  }

  Ruling modify(ModifyOrder modify) {
    Ruling foreign = foreign(modify.context());
    return foreign != null ? foreign : spoken(new HostRequest.Modify(modify));
  }

  Ruling cancel(CancelOrder cancel) {
    Ruling foreign = foreign(cancel.context());
    return foreign != null
        ? foreign
        : spoken(
            new HostRequest.Cancel(
                cancel.context().commandId(), cancel.target(), knowledge.number(cancel.target())));
  }

  private @Nullable Ruling foreign(CommandContext context) {
    return context.account().equals(descriptor.account())
        ? null
        : refused(
            "WRONG_ACCOUNT",
            "the command is for account "
                + context.account()
                + ", this is "
                + descriptor.account());
  }

  private Ruling spoken(HostRequest.Change command) {
    return dialect.speaks(command)
        ? new Ruling.Fit(command)
        : refused("UNSUPPORTED", "the dialect " + descriptor.dialect() + " has no word for it");
  }

  private static Ruling refused(String code, String message) {
    return new Ruling.Refused(new GatewayResult.Rejected(code, message, "bridge", null));
  }
}
