package io.interlock.gateway.wire;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ClientOrderId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what a reply proves. Whatever it does not prove is in doubt. */
public final class Verdict {
  private static final String HOST = "host";
  private static final String VENUE = "venue";

  private Verdict() {}

  /** What became of a command. */
  public static GatewayResult ofCommand(HostRequest.Change command, HostReply reply) {
    return switch (reply.status()) {
      case ERROR -> ofError(reply.error());
      case PENDING -> new GatewayResult.Placed(ToldOrder.pending(command), reply.duplicate());
      case SUCCESS -> {
        try {
          yield command instanceof HostRequest.Modify(ModifyOrder change) && change.ticket() != null
              ? new GatewayResult.Placed(
                  ToldOrder.holding(HostData.position(reply.data())), reply.duplicate())
              : ofResult(HostData.orderResult(reply.data()), reply.duplicate());
        } catch (InvalidMessage e) {
          yield new GatewayResult.InDoubt("BAD_REPLY", String.valueOf(e.getMessage()));
        }
      }
    };
  }

  /**
   * What became of each order of a batch; in doubt is one of which the reply says nothing that can
   * be read.
   */
  public static Map<ClientOrderId, GatewayResult> ofBatch(
      HostRequest.OpenBatch batch, HostReply reply) {
    Map<ClientOrderId, GatewayResult> verdicts = new HashMap<>();
    Map<String, Fields> results = reply.status() == HostReply.Status.ERROR ? Map.of() : told(reply);
    for (HostRequest.OpenBatch.Entry entry : batch.entries()) {
      HostRequest.Open open = entry.open();
      verdicts.put(
          open.subject(),
          reply.status() == HostReply.Status.ERROR
              ? ofError(reply.error())
              : ofEntry(open, results.get(open.subject().value())));
    }
    return Map.copyOf(verdicts);
  }

  private static Map<String, Fields> told(HostReply reply) {
    Map<String, Fields> results = new HashMap<>();
    try {
      for (Fields result : Fields.of(reply.data(), "data").objects("results")) {
        results.put(result.requiredText("client_order_id"), result);
      }
    } catch (InvalidMessage e) {
      // What could be read of it still counts: it names the order it is about.
      return results;
    }
    return results;
  }

  private static GatewayResult ofEntry(HostRequest.Open open, @Nullable Fields result) {
    if (result == null) {
      return new GatewayResult.InDoubt("BAD_REPLY", "the reply says nothing of this order");
    }
    try {
      HostReply.Status status = result.oneOf("status", HostReply.Status.class);
      return ofCommand(
          open,
          new HostReply(
              null,
              status,
              result.node().get("data"),
              status == HostReply.Status.ERROR
                  ? InterlockDialect.error(result.object("error"))
                  : null,
              result.flag("duplicate"),
              null,
              null));
    } catch (InvalidMessage e) {
      return new GatewayResult.InDoubt("BAD_REPLY", String.valueOf(e.getMessage()));
    }
  }

  /** What the host's own news of an order proves; null: nothing a reply would still have to say. */
  public static @Nullable GatewayResult ofNews(HostData.OrderResult news) {
    GatewayResult verdict = ofResult(news, false);
    return news.state() == HostData.ResultState.PENDING || verdict instanceof GatewayResult.InDoubt
        ? null
        : verdict;
  }

  private static GatewayResult ofResult(HostData.OrderResult result, boolean duplicate) {
    return switch (result.state()) {
      case UNKNOWN -> new GatewayResult.InDoubt("UNKNOWN", result.reason());
      case FENCED -> new GatewayResult.Rejected("FENCED", result.reason(), HOST, result.retcode());
      case REJECTED -> rejected(result.retcode(), "REJECTED", result.reason());
      case PENDING, PLACED, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED ->
          result.order() == null
              ? new GatewayResult.InDoubt("BAD_REPLY", "a result without an order")
              : new GatewayResult.Placed(result.order(), duplicate);
    };
  }

  static GatewayResult ofError(HostReply.@Nullable HostError error) {
    if (error == null) {
      return new GatewayResult.InDoubt("BAD_REPLY", "an error without its reason");
    }
    return switch (error.code()) {
      case "NO_HELLO", "WRONG_BOOT", "NOT_CONNECTED", "BUSY" ->
          new GatewayResult.NotSent(error.code(), error.message());
      case "BAD_JSON",
          "BAD_REQUEST",
          "UNKNOWN_ACTION",
          "TOO_LARGE",
          "STALE_EPOCH",
          "DEADLINE_PASSED",
          "KILLED",
          "FENCED",
          "STALE_REVISION",
          "PAYLOAD_MISMATCH",
          "UNKNOWN_SYMBOL",
          "AMBIGUOUS_SYMBOL",
          "TRADE_DISABLED",
          "MARKET_CLOSED",
          "INVALID_VOLUME",
          "INVALID_PRICE",
          "INVALID_STOPS",
          "NO_MONEY" ->
          new GatewayResult.Rejected(error.code(), error.message(), HOST, error.retcode());
      case "REJECTED" -> rejected(error.retcode(), error.code(), error.message());
      case "RETRY" -> new GatewayResult.NotSent(error.code(), error.message());
      default -> new GatewayResult.InDoubt(error.code(), error.message());
    };
  }

  /** The trade server's refusal, unless its return code is one that proves nothing. */
  private static GatewayResult rejected(@Nullable Integer retcode, String code, String message) {
    if (retcode == null) {
      return new GatewayResult.Rejected(code, message, VENUE, null);
    }
    return switch (Retcode.meaning(retcode)) {
      case REFUSED, FRESH_PRICE, BACK_OFF, FILLING_MODE ->
          new GatewayResult.Rejected(Retcode.name(retcode), message, VENUE, retcode);
      case UNKNOWN, DONE ->
          new GatewayResult.InDoubt(
              Retcode.name(retcode), "refused with a code that proves nothing: " + message);
    };
  }

  /** What a host's answer to a question about an order, or to a fence, proves. */
  public static VenueAnswer ofAnswer(HostReply reply) {
    if (reply.status() == HostReply.Status.ERROR) {
      HostReply.HostError error = reply.error();
      return error == null
          ? new VenueAnswer.Unknown("BAD_REPLY", "an error without its reason")
          : new VenueAnswer.Unknown(error.code(), error.message());
    }
    try {
      HostData.OrderResult result = HostData.orderResult(reply.data());
      return switch (result.state()) {
        case UNKNOWN -> new VenueAnswer.Unknown("UNKNOWN", result.reason());
        case FENCED -> new VenueAnswer.Absent("FENCED");
        case REJECTED, PENDING, PLACED, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED ->
            known(result);
      };
    } catch (InvalidMessage e) {
      return new VenueAnswer.Unknown("BAD_REPLY", String.valueOf(e.getMessage()));
    }
  }

  private static VenueAnswer known(HostData.OrderResult result) {
    boolean proven =
        result.state() != HostData.ResultState.REJECTED
            || result.retcode() == null
            || Retcode.meaning(result.retcode()) != Retcode.Meaning.UNKNOWN;
    return proven && result.order() != null
        ? new VenueAnswer.Known(result.order())
        : new VenueAnswer.Unknown("UNKNOWN", result.reason());
  }

  /**
   * A late verdict told as an order, for the reports; null if it proves nothing.
   *
   * <p>A command that provably was not executed is told as rejected, for nobody will send it again.
   */
  public static @Nullable VenueOrder asOrder(HostRequest.Change command, GatewayResult result) {
    // A refused cancel or modify says nothing of the order it was for.
    ClientOrderId id =
        command instanceof HostRequest.Open || command instanceof HostRequest.Close
            ? command.subject()
            : null;
    return switch (result) {
      case GatewayResult.Placed placed -> placed.order();
      case GatewayResult.Rejected rejected ->
          id == null ? null : ToldOrder.refused(id, rejected.code(), rejected.message());
      case GatewayResult.NotSent notSent ->
          id == null ? null : ToldOrder.refused(id, notSent.code(), notSent.message());
      case GatewayResult.InDoubt _ -> null;
    };
  }
}
