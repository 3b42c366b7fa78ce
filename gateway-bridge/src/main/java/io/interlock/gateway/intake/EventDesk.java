package io.interlock.gateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one event from its bytes to its answer, from memory alone; thread-safe, never blocks.
 *
 * <p>What arrived and what was answered is handed to the journal, also when it was refused.
 */
final class EventDesk {
  /** Is given everything that was answered; must not block. */
  interface Journal {
    /**
     * @param key of the record on Kafka
     */
    void add(String key, Entry entry);
  }

  /**
   * One line of {@code ea.events}.
   *
   * @param type the event's, or {@code refused}
   * @param timestamp the terminal's clock, epoch microseconds; absent for a refused event
   * @param receivedAt our clock when it was answered, epoch microseconds
   * @param raw start of what arrived, for a refused event
   */
  record Entry(
      String type,
      @Nullable String ea,
      @Nullable Long magic,
      @Nullable String account,
      @Nullable Long timestamp,
      long receivedAt,
      String channel,
      String client,
      @Nullable JsonNode payload,
      @Nullable String raw,
      IntakeAnswer answer) {}

  private static final Logger LOG = Logger.getLogger(EventDesk.class);
  static final String REFUSED = "refused";
  private static final int LONGEST_RAW = 1_000;

  private final ControlBook controls;
  private final Experts experts;
  private final RiskMultipliers multipliers;
  private final IntakeStatistics statistics;
  private final Supplier<BridgeState> bridge;
  private final Journal journal;
  private final Clock clock;

  EventDesk(
      ControlBook controls,
      Experts experts,
      RiskMultipliers multipliers,
      IntakeStatistics statistics,
      Supplier<BridgeState> bridge,
      Journal journal,
      Clock clock) {
    this.controls = controls;
    this.experts = experts;
    this.multipliers = multipliers;
    this.statistics = statistics;
    this.bridge = bridge;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * @param client who sent it, as authenticated: an allow-list or token name, else its address
   * @param arrivedNanos {@code System.nanoTime()} when it arrived
   */
  IntakeAnswer answer(byte[] bytes, Experts.Channel channel, String client, long arrivedNanos) {
    long nowMicros = IntakeStatistics.micros(clock.instant());
    ExpertEvent event = null;
    IntakeAnswer answer;
    try {
      event = EventDecoder.decode(bytes);
      experts.heard(event, channel);
      if (event.payload() instanceof ExpertEvent.RiskUpdate update) {
        multipliers.set(event.expert(), update.riskMultiplier());
      }
      Approval approval =
          Approval.of(event, controls, bridge.get(), multipliers.of(event.expert()));
      answer = IntakeAnswer.ok(approval, nowMicros);
      statistics.answered(event, arrivedNanos);
    } catch (InvalidMessage e) {
      answer = IntakeAnswer.error(e, nowMicros);
      statistics.refused(IntakeStatistics.Refusal.MALFORMED);
    } catch (RuntimeException e) {
      // An Expert Advisor that waits for nothing is worse off than one that may not open.
      LOG.errorf(e, "an event could not be answered: client=%s", client);
      answer = IntakeAnswer.fault(nowMicros);
      statistics.refused(IntakeStatistics.Refusal.FAULT);
    }
    try {
      if (event == null) {
        journal.add(REFUSED, refusedEntry(bytes, channel, client, nowMicros, answer));
      } else {
        journal.add(event.expert().toString(), entry(event, channel, client, nowMicros, answer));
      }
    } catch (RuntimeException e) {
      LOG.errorf(e, "an event could not be passed on: client=%s", client);
    }
    return answer;
  }

  private static Entry entry(
      ExpertEvent event,
      Experts.Channel channel,
      String client,
      long nowMicros,
      IntakeAnswer answer) {
    return new Entry(
        event.type().wireName(),
        event.expert().ea(),
        event.expert().magic(),
        event.account(),
        event.timestampMicros(),
        nowMicros,
        channel.name(),
        client,
        event.raw(),
        null,
        answer);
  }

  private static Entry refusedEntry(
      byte[] bytes, Experts.Channel channel, String client, long nowMicros, IntakeAnswer answer) {
    String raw = new String(bytes, 0, Math.min(bytes.length, LONGEST_RAW), StandardCharsets.UTF_8);
    return new Entry(
        REFUSED, null, null, null, null, nowMicros, channel.name(), client, null, raw, answer);
  }

  /** A client that was not let in, for the record. */
  static Entry refusedClient(Experts.Channel channel, String address, String shown, Instant now) {
    long micros = IntakeStatistics.micros(now);
    return new Entry(
        REFUSED,
        null,
        null,
        null,
        null,
        micros,
        channel.name(),
        address,
        null,
        null,
        IntakeAnswer.error(
            new InvalidMessage("client", shown, "must be on the allow-list"), micros));
  }
}
