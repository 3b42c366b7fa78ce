package io.interlock.router.rest;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.RoutingPolicy;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.TradeSignal;
import io.interlock.router.journal.OrderQueries;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Identity;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Executes signals for callers over HTTP: puts them on the topic like any other, and waits for what
 * becomes of them, whichever router decides. Any thread may call.
 */
@Singleton
public class Executions {

  private static final int REMEMBERED = 10_000;

  private final OrderQueries journal;
  private final MarketBook market;
  private final SignalProducer producer;
  private final OutcomeConsumer outcomes;
  private final Clock clock;
  private final String environment;

  /** Signals Kafka has, until the journal has them: so that a 202's id is known at once. */
  private final Map<OrderId, ExecutionConfirmation> taken =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<OrderId, ExecutionConfirmation> eldest) {
              return size() > REMEMBERED;
            }
          });

  Executions(
      OrderQueries journal,
      MarketBook market,
      SignalProducer producer,
      OutcomeConsumer outcomes,
      Clock clock,
      @ConfigProperty(name = "interlock.environment", defaultValue = "local") String environment) {
    this.journal = journal;
    this.market = market;
    this.producer = producer;
    this.outcomes = outcomes;
    this.clock = clock;
    this.environment = environment;
  }

  /** What came of a call. */
  sealed interface Answer {
    /** The outcome of every leg is known. */
    record Known(List<ExecutionConfirmation> legs) implements Answer {}

    /** Some leg's is not yet. */
    record Pending(List<ExecutionConfirmation> legs) implements Answer {}

    /** The id belongs to another payload; the router is told, and alarms. */
    record OtherPayload(OrderId order) implements Answer {}

    /** Kafka did not take it in time; whether it did after all is not known. */
    record Unavailable(String problem) implements Answer {}
  }

  /**
   * @param identity the signal's, within the topic
   * @param account whose partition it goes to; null: found by the signal
   */
  Future<Answer> execute(
      DecodedSignal decoded,
      String identity,
      @Nullable String account,
      @Nullable String traceparent,
      Duration wait) {
    List<Identity> legs = legs(decoded, identity);
    return events(legs.getFirst().orderId())
        .compose(
            first -> {
              boolean other =
                  !first.isEmpty() && !decoded.payloadHash().equals(first.getFirst().payloadHash());
              Future<Answer> sent = send(decoded, identity, account, traceparent, legs, wait);
              return other
                  ? sent.map(ignored -> new Answer.OtherPayload(legs.getFirst().orderId()))
                  : sent;
            });
  }

  /** An order as it stands; also one that is on its way to the journal. Fails with the database. */
  Future<Optional<ExecutionConfirmation>> find(OrderId id) {
    ExecutionConfirmation onItsWay = taken.get(id);
    return journal
        .confirmation(id)
        .map(
            found -> {
              found.ifPresent(order -> taken.remove(id));
              return found.or(() -> Optional.ofNullable(onItsWay));
            })
        .recover(
            failure ->
                onItsWay == null
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(Optional.of(onItsWay)));
  }

  private Future<Answer> send(
      DecodedSignal decoded,
      String identity,
      @Nullable String account,
      @Nullable String traceparent,
      List<Identity> legs,
      Duration wait) {
    TradeSignal signal = decoded.signal();
    List<OutcomeConsumer.Outcome> awaited =
        legs.stream().map(leg -> outcomes.await(leg.orderId(), rests(signal))).toList();
    return producer
        .send(
            decoded.payload().getBytes(StandardCharsets.UTF_8),
            identity,
            account == null ? accountOf(signal) : account,
            traceparent)
        .compose(
            acknowledged -> {
              legs.forEach(leg -> taken.put(leg.orderId(), taken(leg, signal)));
              return outcome(legs, awaited, wait);
            },
            failure ->
                Future.succeededFuture(
                    new Answer.Unavailable(String.valueOf(failure.getMessage()))))
        .onComplete(done -> awaited.forEach(OutcomeConsumer.Outcome::close));
  }

  /** Orders that are done already say so in the journal; the others on the topic. */
  private Future<Answer> outcome(
      List<Identity> legs, List<OutcomeConsumer.Outcome> awaited, Duration wait) {
    List<Future<Void>> known = new ArrayList<>();
    for (int i = 0; i < legs.size(); i++) {
      Future<Void> told = awaited.get(i).known();
      Future<Void> stands =
          events(legs.get(i).orderId())
              .compose(
                  events ->
                      events.stream().anyMatch(event -> event.kind() == EventKind.CONFIRMED)
                          ? Future.<Void>succeededFuture()
                          : told);
      known.add(Future.any(told, stands).mapEmpty());
    }
    return Future.all(known)
        .timeout(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS)
        .map(all -> true)
        .otherwise(false)
        .compose(
            complete ->
                confirmations(legs)
                    .map(
                        confirmations ->
                            complete || confirmations.stream().allMatch(c -> c.state().isEnd())
                                ? new Answer.Known(confirmations)
                                : new Answer.Pending(confirmations)));
  }

  private Future<List<ExecutionConfirmation>> confirmations(List<Identity> legs) {
    List<Future<Optional<ExecutionConfirmation>>> found =
        legs.stream().map(leg -> find(leg.orderId())).toList();
    return Future.all(found)
        .map(all -> found.stream().map(Future::result).flatMap(Optional::stream).toList());
  }

  /** What the journal has; nothing, too, while the database is away: the topic will tell. */
  private Future<List<OrderEvent>> events(OrderId id) {
    return journal.events(id).otherwise(List.of());
  }

  private List<Identity> legs(DecodedSignal decoded, String identity) {
    int count = Math.max(1, decoded.signal().accounts().size());
    List<Identity> legs = new ArrayList<>(count);
    for (int leg = 0; leg < count; leg++) {
      legs.add(
          Identity.of(environment, Topics.TRADE_SIGNALS, identity, leg, decoded.payloadHash()));
    }
    return legs;
  }

  /** Of a signal that Kafka has and the journal has not yet. */
  private ExecutionConfirmation taken(Identity leg, TradeSignal signal) {
    Instant now = clock.instant();
    return new ExecutionConfirmation(
        leg.orderId(),
        null,
        leg.clientOrderId(),
        OrderState.RECEIVED.status(),
        OrderState.RECEIVED,
        signal.symbol(),
        signal.side(),
        signal.volume(),
        BigDecimal.ZERO,
        signal.price(),
        null,
        null,
        null,
        null,
        signal.broker(),
        signal.account(),
        signal.strategy(),
        leg.signalId(),
        now,
        now);
  }

  private @Nullable String accountOf(TradeSignal signal) {
    if (signal.account() != null) {
      return signal.account();
    }
    if (!signal.accounts().isEmpty()) {
      return signal.accounts().getFirst();
    }
    return RoutingPolicy.route(signal, null, market.catalog(), market::status)
            instanceof Route.To to
        ? to.broker().account()
        : null;
  }

  /** Whether it may work for long at the venue, so that working is what a caller waits for. */
  private static boolean rests(TradeSignal signal) {
    return signal.type() != OrderType.MARKET
        && signal.timeInForce() != TimeInForce.IOC
        && signal.timeInForce() != TimeInForce.FOK;
  }
}
