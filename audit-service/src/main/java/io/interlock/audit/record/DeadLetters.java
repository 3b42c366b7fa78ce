package io.interlock.audit.record;

import io.interlock.audit.trail.DeadLetter;
import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Kafka records as dead letters. */
final class DeadLetters {
  private static final byte[] NOTHING = {};

  private DeadLetters() {}

  /** A record the router put on the dead-letter topic, with the reason in its headers. */
  static DeadLetter read(ConsumerRecord<String, byte[]> record) {
    return letter(
        record,
        header(record, Topics.HEADER_REASON_FIELD),
        header(record, Topics.HEADER_REASON_VALUE),
        header(record, Topics.HEADER_REASON_RULE));
  }

  /** A record this service could not read itself. */
  static DeadLetter refused(ConsumerRecord<String, byte[]> record, InvalidMessage why) {
    return letter(record, why.field(), why.value(), why.rule());
  }

  static byte[] body(ConsumerRecord<String, byte[]> record) {
    return record.value() == null ? NOTHING : record.value();
  }

  private static DeadLetter letter(
      ConsumerRecord<String, byte[]> record, String field, String value, String rule) {
    return new DeadLetter(
        record.topic(),
        record.partition(),
        record.offset(),
        record.key(),
        body(record),
        field,
        value,
        rule,
        Instant.ofEpochMilli(record.timestamp()));
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "not said" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
