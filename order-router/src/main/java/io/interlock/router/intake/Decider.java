package io.interlock.router.intake;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import io.interlock.router.control.ControlBook;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.GateEntry;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.OrderMachine;
import io.interlock.router.order.Terms;
import io.interlock.router.order.Transition;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.ownership.Standing;
import io.interlock.router.pretrade.Admission;
import io.interlock.router.pretrade.Control;
import io.interlock.router.pretrade.PreTradeInput;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.pretrade.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides whether a leg may trade, and writes the events that say so. On the trading thread. */
final class Decider {
  /**
   * Doubt that outlives this denies openings; until then they wait for it, inside their deadline.
   */
  private static final Duration DOUBT_TOLERATED = Duration.ofSeconds(2);

  private final OrderDesk desk;
  private final MarketBook market;
  private final ControlBook controls;
  private final RiskBook risk;
  private final Ownership ownership;

  Decider(
      OrderDesk desk, MarketBook market, ControlBook controls, RiskBook risk, Ownership ownership) {
    this.desk = desk;
    this.market = market;
    this.controls = controls;
    this.risk = risk;
    this.ownership = ownership;
  }

  /**
   * @param partition signal partition whose owner writes the order
   * @param cancelledBefore a CANCEL came before the signal
   * @return null if nothing but its account's being taken over stands against it: it must wait
   */
  @Nullable Decision decide(Candidate candidate, int partition, boolean cancelledBefore) {
    Instant now = desk.now();
    Transition.Moved received = receive(candidate, now);
    Reason noTarget = TargetRules.objection(candidate);
    if (noTarget != null) {
      return denied(candidate, received, noTarget, partition, now);
    }
    PreTradeInput input = input(candidate, cancelledBefore, now);
    Admission admission = risk.admit(candidate.identity().orderId(), input);
    return switch (admission.verdict()) {
      case Verdict.Pass pass -> passed(candidate, received, admission, pass, partition, now);
      case Verdict.Deny deny ->
          deny.control() == Control.BROKER_CONNECTED && isBeingTaken(candidate)
              ? null
              : ended(
                  candidate,
                  received,
                  new Event.Denied(deny.reason(), deny.controlsVersion()),
                  partition,
                  now);
      case Verdict.Expire expire ->
          ended(
              candidate,
              received,
              new Event.Expired(waited(candidate, expire.reason())),
              partition,
              now);
    };
  }

  /** Whether its account is not reconciled yet, though its broker is connected. */
  private boolean isBeingTaken(Candidate candidate) {
    String account = candidate.account();
    BrokerStatus status = candidate.broker() == null ? null : market.status(candidate.broker());
    return account != null
        && ownership.standing(account) != Standing.READY
        && status != null
        && status.state() == BrokerStatus.State.CONNECTED;
  }

  /** Tells what a signal waited for until it was too old. */
  private Reason waited(Candidate candidate, Reason tooOld) {
    if (!opens(candidate) || !isBeingTaken(candidate)) {
      return tooOld;
    }
    Map<String, String> figures = new LinkedHashMap<>(tooOld.figures());
    figures.put(
        "account_is", ownership.standing(Objects.requireNonNull(candidate.account())).name());
    return new Reason(
        tooOld.code(),
        "the signal is too old to trade: its account was not taken over in time",
        figures);
  }

  /** An entry that says no for a reason found outside the controls. */
  Decision denied(Candidate candidate, Reason reason, int partition) {
    Instant now = desk.now();
    return denied(candidate, receive(candidate, now), reason, partition, now);
  }

  private static Decision denied(
      Candidate candidate, Transition.Moved received, Reason reason, int partition, Instant now) {
    return ended(candidate, received, new Event.Denied(reason, null), partition, now);
  }

  private static Transition.Moved receive(Candidate candidate, Instant now) {
    return Order.receive(
        candidate.identity(),
        candidate.terms(),
        candidate.account(),
        candidate.broker(),
        now,
        candidate.arrival().traceparent(),
        candidate.arrival().decoded().payload());
  }

  private Decision passed(
      Candidate candidate,
      Transition.Moved received,
      Admission admission,
      Verdict.Pass pass,
      int partition,
      Instant now) {
    Terms terms = candidate.terms();
    Transition ready =
        OrderMachine.apply(
            received.order(),
            new Event.Approved(
                terms.symbol(),
                terms.side(),
                pass.volume() == null ? terms.volume() : pass.volume(),
                pass.maxSlippagePips(),
                pass.decisionPrice(),
                pass.controlsVersion()),
            now);
    long epoch = ownership.epochOf(Objects.requireNonNull(candidate.account()));
    Transition submitting =
        OrderMachine.apply(ready.order(), new Event.Submitted(epoch, pass.deadline()), now);
    List<OrderEvent> events = new ArrayList<>(received.events());
    events.addAll(ready.events());
    events.addAll(submitting.events());
    return new Decision(
        candidate,
        new GateEntry(
            submitting.order(), events, candidate.arrival().origin(), partition, pass.exposure()),
        admission.reservation(),
        pass.killEpoch());
  }

  private static Decision ended(
      Candidate candidate, Transition.Moved received, Event event, int partition, Instant now) {
    Transition end = OrderMachine.apply(received.order(), event, now);
    Transition confirmed = OrderMachine.apply(end.order(), new Event.Confirmed(), now);
    List<OrderEvent> events = new ArrayList<>(received.events());
    events.addAll(end.events());
    events.addAll(confirmed.events());
    return new Decision(
        candidate,
        new GateEntry(
            confirmed.order(), events, candidate.arrival().origin(), partition, BigDecimal.ZERO),
        null,
        -1);
  }

  private PreTradeInput input(Candidate candidate, boolean cancelledBefore, Instant now) {
    String broker = candidate.broker();
    String account = candidate.account();
    Terms terms = candidate.terms();
    return new PreTradeInput(
        candidate.arrival().decoded(),
        account,
        terms.symbol(),
        side(terms),
        new PreTradeInput.Arrival(candidate.arrival().time(), false, cancelledBefore),
        candidate.route(),
        status(candidate),
        symbol -> broker == null ? null : market.tick(broker, symbol),
        controls.effective(broker, account, terms.strategy(), terms.symbol()),
        inDoubt(account, terms.symbol(), now),
        now);
  }

  private static @Nullable Side side(Terms terms) {
    return terms.side();
  }

  /** Nothing opens at a broker whose account is not reconciled: as good as not connected. */
  private @Nullable BrokerStatus status(Candidate candidate) {
    String broker = candidate.broker();
    String account = candidate.account();
    if (broker == null || account == null) {
      return null;
    }
    boolean opens = candidate.terms().command() == Command.OPEN;
    if (opens && ownership.standing(account) != Standing.READY) {
      return null;
    }
    return market.status(broker);
  }

  private boolean inDoubt(@Nullable String account, @Nullable String symbol, Instant now) {
    if (account == null || symbol == null) {
      return false;
    }
    return desk.doubtful(account).stream()
        .anyMatch(
            order ->
                symbol.equals(order.terms().symbol())
                    && (order.state() == OrderState.MANUAL_REVIEW
                        || order.updatedAt().isBefore(now.minus(DOUBT_TOLERATED))));
  }

  /** Says that a kill came while the order was at the gate, and what is known of it is behind. */
  Reason killedAtGate(long standing) {
    long decidedUnder = controls.killEpoch();
    return new Reason(
        DenialReason.KILL_SWITCH.name(),
        "a kill came while it was being decided",
        Map.of(
            "decided_under", Long.toString(decidedUnder), "kill_epoch", Long.toString(standing)));
  }

  static boolean opens(Candidate candidate) {
    return candidate.terms().mayAddRisk();
  }

  static Route nowhere(DenialReason code, String message, Map<String, String> figures) {
    return new Route.Nowhere(new Reason(code.name(), message, figures));
  }
}
