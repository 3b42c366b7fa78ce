package io.interlock.router.intake;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What reading a record of {@code trade.signals} gives: a signal, or poison. */
sealed interface SignalReading {
  /** A signal. */
  record Legible(Arrival arrival) implements SignalReading {}

  /**
   * A record no signal can be read from.
   *
   * @param origin topic-partition-offset at which it first arrived
   */
  record Poison(InvalidMessage problem, String origin) implements SignalReading {}

  static SignalReading of(ConsumerRecord<byte[], byte[]> record) {
    String here = record.topic() + "-" + record.partition() + "-" + record.offset();
    String forwardedFrom = text(record, Topics.HEADER_ORIGIN);
    String origin = forwardedFrom == null ? here : forwardedFrom;
    try {
      byte[] value = record.value();
      if (value == null) {
        throw new InvalidMessage("$", "nothing", "must be a JSON document");
      }
      DecodedSignal decoded = SignalDecoder.decode(value);
      String headerId = headerSignalId(record);
      return new Legible(
          new Arrival(
              decoded,
              decoded.identity(headerId, origin),
              record.topic(),
              record.partition(),
              origin,
              arrivedAt(record),
              forwardedFrom == null || record.key() == null
                  ? null
                  : new String(record.key(), StandardCharsets.UTF_8),
              headerId,
              traceparent(record)));
    } catch (InvalidMessage e) {
      return new Poison(e, origin);
    }
  }

  private static @Nullable String headerSignalId(ConsumerRecord<byte[], byte[]> record)
      throws InvalidMessage {
    String id = text(record, Topics.HEADER_SIGNAL_ID);
    if (id != null && (id.isBlank() || id.length() > 128 || hasControls(id))) {
      throw new InvalidMessage(
          "header " + Topics.HEADER_SIGNAL_ID, id, "must be 1 to 128 printable characters");
    }
    return id;
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static Instant arrivedAt(ConsumerRecord<byte[], byte[]> record) throws InvalidMessage {
    String forwarded = text(record, Topics.HEADER_ARRIVED_AT);
    if (forwarded == null) {
      return Instant.ofEpochMilli(record.timestamp());
    }
    if (!forwarded.matches("[0-9]{1,18}")) {
      throw new InvalidMessage(
          "header " + Topics.HEADER_ARRIVED_AT, forwarded, "must be epoch microseconds");
    }
    long micros = Long.parseLong(forwarded);
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  /** Only a well-formed one is passed on; any other is as good as none. */
  private static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> record) {
    String value = text(record, Topics.HEADER_TRACEPARENT);
    return value != null && value.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
        ? value
        : null;
  }

  private static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null || found.value() == null
        ? null
        : new String(found.value(), StandardCharsets.UTF_8);
  }
}
