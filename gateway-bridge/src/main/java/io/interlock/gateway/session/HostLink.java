package io.interlock.gateway.session;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.gateway.transport.Exchange;
import io.interlock.gateway.transport.HostChannel;
import io.interlock.gateway.wire.Greeting;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One host of a broker: greets it, measures its clock, notices when it is gone or another, and asks
 * it in its dialect. Thread-safe; nothing blocks.
 */
final class HostLink implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HostLink.class);
  private static final String CLIENT = "gateway-bridge/1";
  private static final long HEARD_LATELY_NANOS = SECONDS.toNanos(4);
  private static final long LARGEST_UNCERTAINTY_MILLIS = 250;

  /** What came of a question. */
  sealed interface Answer {
    record Heard(HostReply reply) implements Answer {}

    record Silent(String code, String message) implements Answer {}
  }

  private final String name;
  private final HostDialect dialect;
  private final HostChannel channel;
  private final LongSupplier epoch;
  private final long queryTimeoutNanos;
  private final Clock clock;
  private final Consumer<Greeting> onGreeted;
  private final CommandWriter writer;
  private final AtomicReference<HostState> state = new AtomicReference<>(HostState.UNHEARD);

  /**
   * @param epoch highest writer epoch the bridge has seen for the broker
   * @param onGreeted told after each HELLO that succeeded
   */
  HostLink(
      String name,
      HostDialect dialect,
      HostChannel channel,
      LongSupplier epoch,
      long queryTimeoutMillis,
      Clock clock,
      Consumer<Greeting> onGreeted) {
    this.name = name;
    this.dialect = dialect;
    this.channel = channel;
    this.epoch = epoch;
    this.queryTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(queryTimeoutMillis);
    this.clock = clock;
    this.onGreeted = onGreeted;
    this.writer = new CommandWriter(this, dialect, channel);
  }

  HostLink start() {
    channel.start(this::proof);
    return this;
  }

  /** Says nothing of the host when it is lost: a handshake may hang, and then the next is asked. */
  private Exchange proof() {
    Question ping = question(new HostRequest.Ping());
    var _ = ping.answer().thenAccept(this::pinged);
    return ping.exchange();
  }

  String name() {
    return name;
  }

  CommandWriter writer() {
    return writer;
  }

  HostState state() {
    return state.get();
  }

  /** It answers, and knows us. */
  boolean healthy() {
    HostState now = state.get();
    return now.problem() == null
        && now.heardNanos() != null
        && System.nanoTime() - now.heardNanos() < HEARD_LATELY_NANOS
        && (now.greeting() != null || !dialect.removesDuplicates());
  }

  /** Null: fit to open; else what is missing. */
  @Nullable String unfit() {
    HostState now = state.get();
    if (!healthy()) {
      return now.problem() == null ? name + " has not been heard of lately" : now.problem();
    }
    if (!dialect.removesDuplicates()) {
      return null;
    }
    if (!now.tradeServer()) {
      return "the terminal of " + name + " is not connected to its trade server";
    }
    HostClock measured = now.clock();
    if (measured == null || measured.uncertaintyMillis() > LARGEST_UNCERTAINTY_MILLIS) {
      return "the clock of " + name + " is not known well enough";
    }
    return null;
  }

  /** To be called about once a second. */
  void care() {
    if (dialect.removesDuplicates() && state.get().greeting() == null) {
      hello();
    } else {
      var _ = ask(new HostRequest.Ping()).thenAccept(this::pinged);
    }
  }

  void hello() {
    if (!dialect.removesDuplicates()) {
      return;
    }
    var _ =
        ask(new HostRequest.Hello(epoch.getAsLong(), CLIENT))
            .thenAccept(
                answer -> {
                  if (answer instanceof Answer.Heard(var reply)
                      && reply.status() == HostReply.Status.SUCCESS) {
                    greeted(reply);
                  }
                });
  }

  private void greeted(HostReply reply) {
    try {
      Greeting greeting = Greeting.of(reply.data());
      update(known -> known.greeted(greeting));
      channel.pipelineChanges(greeting.can(Greeting.ASYNC));
      onGreeted.accept(greeting);
    } catch (InvalidMessage e) {
      update(known -> known.silent("answered HELLO with " + e.getMessage()));
    }
  }

  private void pinged(Answer answer) {
    if (!(answer instanceof Answer.Heard(var reply))
        || reply.status() != HostReply.Status.SUCCESS
        || !dialect.removesDuplicates()) {
      return;
    }
    try {
      told(Greeting.KillState.of(reply.data()));
    } catch (InvalidMessage e) {
      update(known -> known.silent("answered PING with " + e.getMessage()));
    }
  }

  void told(Greeting.KillState told) {
    update(known -> known.told(told.connected(), told.latched(), told.killEpoch()));
  }

  /** Asks; an answer that can't be read is none. */
  CompletableFuture<Answer> ask(HostRequest.Query query) {
    Question question = question(query);
    channel.submit(question.exchange());
    return question.answer().thenApply(this::noted);
  }

  private Answer noted(Answer answer) {
    if (answer instanceof Answer.Silent(var code, var message) && !code.equals("QUEUE_FULL")) {
      update(known -> known.silent(name + ": " + message));
    }
    return answer;
  }

  private Question question(HostRequest.Query query) {
    return Question.of(
        query,
        dialect,
        requestId -> new Stamp(requestId, micros(), epoch.getAsLong(), null, null, null),
        queryTimeoutNanos,
        this::heard);
  }

  /** An answer to something that was asked or told. */
  void heard(HostRequest request, HostReply reply, long roundTripNanos) {
    long now = System.nanoTime();
    Long hostMillis = reply.monoMillis();
    boolean quick = request instanceof HostRequest.Ping || request instanceof HostRequest.Hello;
    update(
        known ->
            known.heard(
                now,
                roundTripNanos,
                quick && hostMillis != null
                    ? HostClock.measured(known.clock(), now - roundTripNanos, now, hostMillis)
                    : null));
    Greeting greeting = state.get().greeting();
    HostReply.HostError error = reply.error();
    boolean forgotten =
        error != null && (error.code().equals("NO_HELLO") || error.code().equals("WRONG_BOOT"));
    boolean another =
        greeting != null && reply.bootId() != null && !reply.bootId().equals(greeting.bootId());
    if ((forgotten || another) && !(request instanceof HostRequest.Hello)) {
      LOG.warnf("the host has started anew: host=%s boot=%s", name, reply.bootId());
      update(HostState::strange);
      hello();
    }
  }

  long micros() {
    Instant now = clock.instant();
    return SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
  }

  private void update(UnaryOperator<HostState> change) {
    state.updateAndGet(change);
  }

  @Override
  public void close() {
    channel.close();
  }
}
