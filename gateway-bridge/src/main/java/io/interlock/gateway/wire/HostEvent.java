package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame of the data channel: {@code seq} counts per class from 1 after every start of the host.
 */
public record HostEvent(String topic, long seq, String bootId, @Nullable JsonNode data) {

  public static HostEvent read(byte[] body) throws InvalidMessage {
    return of(Fields.of(Json.tree(body), "$"));
  }

  private static HostEvent of(Fields event) throws InvalidMessage {
    return new HostEvent(
        event.requiredText("topic"),
        event.requiredInteger("seq"),
        event.requiredText("boot_id"),
        event.node().get("data"));
  }

  /** Number of the last event, as heartbeats tell it; 0: this host doesn't. */
  public long lastEvent() throws InvalidMessage {
    Long seq = Fields.of(data, "data").integer("event_seq");
    return seq == null ? 0 : seq;
  }

  /** A page of REPLAY_EVENTS. */
  public record Replay(List<HostEvent> events, long nextSeq, boolean complete) {
    public static Replay of(@Nullable JsonNode data) throws InvalidMessage {
      Fields replay = Fields.of(data, "data");
      List<HostEvent> events = new ArrayList<>();
      for (Fields event : replay.objects("events")) {
        events.add(HostEvent.of(event));
      }
      return new Replay(
          List.copyOf(events), replay.requiredInteger("next_seq"), replay.flag("complete"));
    }
  }

  /** A quote. */
  public record Quote(String symbol, BigDecimal bid, BigDecimal ask, @Nullable Instant venueTime) {
    public static Quote of(@Nullable JsonNode data) throws InvalidMessage {
      return of(Fields.of(data, "data"));
    }

    private static Quote of(Fields quote) throws InvalidMessage {
      BigDecimal bid = quote.requiredDecimal("bid");
      BigDecimal ask = quote.requiredDecimal("ask");
      if (bid.signum() <= 0 || ask.signum() <= 0) {
        throw new InvalidMessage("bid", bid + "/" + ask, "must be greater than 0");
      }
      return new Quote(quote.requiredText("symbol"), bid, ask, quote.millis("time_msc"));
    }

    /**
     * As it is published.
     *
     * @param ourSymbol our name of its symbol
     */
    public Tick tick(String broker, String ourSymbol, Instant receivedAt, long seq) {
      return new Tick(broker, ourSymbol, bid, ask, null, null, venueTime, receivedAt, seq);
    }

    /** Answers of GET_QUOTES. */
    public static List<Quote> list(@Nullable JsonNode data) throws InvalidMessage {
      List<Quote> quotes = new ArrayList<>();
      for (Fields quote : Fields.of(data, "data").objects("quotes")) {
        quotes.add(of(quote));
      }
      return quotes;
    }
  }
}
