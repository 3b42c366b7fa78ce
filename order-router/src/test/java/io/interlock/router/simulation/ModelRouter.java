package io.interlock.router.simulation;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.router.order.DoubtPolicy;
import io.interlock.router.order.Event;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.OrderMachine;
import io.interlock.router.order.Replay;
import io.interlock.router.order.SendPolicy;
import io.interlock.router.order.Terms;
import io.interlock.router.order.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A router's process around the real pure core: it decides with {@link OrderMachine}, {@link
 * SendPolicy} and {@link DoubtPolicy}, over a network that loses, delays and repeats.
 */
final class ModelRouter {
  /** Mistakes that can be planted, to see that the simulation finds them. */
  enum Flaw {
    NONE,
    /** What was not answered is sent again. */
    SEND_AGAIN_IN_DOUBT,
    /** What a journal says was being submitted is sent after a take-over. */
    SEND_AFTER_TAKE_OVER
  }

  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);
  private static final long REPLY_WITHIN_MILLIS = 2_000;

  private final Timeline time;
  private final ModelJournal journal;
  private final ModelVenue venue;
  private final Flaw flaw;
  private final Map<OrderId, Order> orders = new HashMap<>();
  private final Set<OrderId> admitted = new HashSet<>();
  private final Set<OrderId> asking = new HashSet<>();
  private long epoch;
  private boolean alive = true;

  ModelRouter(Timeline time, ModelJournal journal, ModelVenue venue, Flaw flaw) {
    this.time = time;
    this.journal = journal;
    this.venue = venue;
    this.flaw = flaw;
  }

  /** Epoch first, then the journal; what is unanswered in it is in doubt. */
  void takeOver() {
    epoch = journal.take();
    venue.attach(epoch);
    for (List<OrderEvent> events : List.copyOf(journal.all().values())) {
      Order order = Replay.of(events);
      orders.put(order.id(), order);
      if (order.state() == OrderState.SUBMITTING) {
        if (flaw == Flaw.SEND_AFTER_TAKE_OVER) {
          admitted.add(order.id());
          time.in(1, () -> sendAgain(order));
        } else {
          apply(order.id(), new Event.Doubtful(Reason.of("TAKEN_OVER", "found unanswered")));
        }
      } else if (order.state() == OrderState.IN_DOUBT) {
        resolve(order.id(), time.now());
      } else if (order.working()) {
        watch(order.id());
      }
    }
  }

  /** Its memory is gone; messages to it reach nobody. */
  void crash() {
    alive = false;
  }

  boolean alive() {
    return alive;
  }

  void signal(Identity identity, DecodedSignal signal, Runnable betweenCommitAndSend) {
    if (!alive || orders.containsKey(identity.orderId())) {
      return;
    }
    Instant now = time.now();
    Transition.Moved received =
        Order.receive(
            identity,
            Terms.of(signal.signal(), identity.source()),
            "account",
            "broker",
            now,
            null,
            signal.payload());
    Transition ready =
        OrderMachine.apply(
            received.order(),
            new Event.Approved("EURUSD", signal.signal().side(), ModelVenue.VOLUME, null, null, 1L),
            now);
    Transition submitting =
        OrderMachine.apply(ready.order(), new Event.Submitted(epoch, now.plusSeconds(5)), now);
    List<OrderEvent> events = new ArrayList<>(received.events());
    events.addAll(ready.events());
    events.addAll(submitting.events());
    if (!journal.admit(events, epoch)) {
      return;
    }
    orders.put(identity.orderId(), submitting.order());
    admitted.add(identity.orderId());
    betweenCommitAndSend.run();
    time.in(time.between(0, 20), () -> send(identity.orderId(), 0));
  }

  private void send(OrderId id, int tries) {
    Order order = orders.get(id);
    if (!alive || order == null) {
      return;
    }
    switch (SendPolicy.turn(order, admitted.contains(id), epoch, time.now())) {
      case SendPolicy.Turn.Leave() -> {}
      case SendPolicy.Turn.Over(var event) -> apply(id, event);
      case SendPolicy.Turn.Send() -> write(order, order.epoch(), tries);
    }
  }

  private void sendAgain(Order order) {
    if (alive) {
      write(order, epoch, 0);
    }
  }

  /** The command and its reply each may be lost or late; the caller waits for a while only. */
  private void write(Order order, long underEpoch, int tries) {
    boolean[] answered = {false};
    if (!time.chance(0.1)) {
      time.in(
          time.between(0, time.chance(0.05) ? 7_000 : 50),
          () -> {
            boolean late = !time.now().isBefore(order.deadline());
            GatewayResult result = venue.place(order.identity().clientOrderId(), underEpoch, late);
            report(order.id());
            if (!time.chance(0.15)) {
              time.in(
                  time.between(0, time.chance(0.05) ? 3_000 : 50),
                  () -> {
                    if (!answered[0]) {
                      answered[0] = true;
                      answer(order.id(), result, tries);
                    }
                  });
            }
          });
    }
    time.in(
        REPLY_WITHIN_MILLIS,
        () -> {
          if (!answered[0]) {
            answered[0] = true;
            answer(order.id(), new GatewayResult.InDoubt("TIMEOUT", "no answer"), tries);
          }
        });
  }

  private void answer(OrderId id, GatewayResult result, int tries) {
    Order order = orders.get(id);
    if (!alive || order == null) {
      return;
    }
    if (flaw == Flaw.SEND_AGAIN_IN_DOUBT
        && result instanceof GatewayResult.InDoubt
        && time.now().isBefore(order.deadline())
        && tries < 2) {
      write(order, order.epoch(), tries + 1);
      return;
    }
    SendPolicy.Answered answered = SendPolicy.answered(order, result, tries, 1, time.now());
    apply(id, answered.event());
    if (answered.again()) {
      time.in(answered.pause().toMillis(), () -> send(id, tries + 1));
    }
  }

  /** The stream: lossy, late, and twice at times. */
  private void report(OrderId id) {
    int copies = time.chance(0.2) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (!time.chance(0.3)) {
        time.in(time.between(0, 500), () -> hear(id));
      }
    }
  }

  private void hear(OrderId id) {
    Order order = orders.get(id);
    if (alive
        && order != null
        && venue.ask(order.identity().clientOrderId())
            instanceof VenueAnswer.Known(VenueOrder told)) {
      apply(id, new Event.VenueTold(told));
    }
  }

  private void resolve(OrderId id, Instant since) {
    if (asking.add(id)) {
      time.in(time.between(1, 100), () -> ask(id, since));
    }
  }

  private void ask(OrderId id, Instant since) {
    Order order = orders.get(id);
    if (!alive || order == null || order.state() != OrderState.IN_DOUBT) {
      asking.remove(id);
      return;
    }
    if (time.chance(0.2)) {
      time.in(500, () -> ask(id, since));
      return;
    }
    var clientId = order.identity().clientOrderId();
    DoubtPolicy.Next next = DoubtPolicy.asked(venue.ask(clientId));
    if (next instanceof DoubtPolicy.Next.Fence) {
      next = DoubtPolicy.fenced(venue.fence(clientId), since, GIVE_UP_AFTER, time.now());
    }
    switch (next) {
      case DoubtPolicy.Next.Settled(var event) -> {
        asking.remove(id);
        apply(id, event);
      }
      case DoubtPolicy.Next.Fence(), DoubtPolicy.Next.AskAgain() ->
          time.in(300, () -> ask(id, since));
    }
  }

  private void watch(OrderId id) {
    time.in(
        500,
        () -> {
          hear(id);
          Order order = orders.get(id);
          if (alive && order != null && order.working()) {
            watch(id);
          }
        });
  }

  private void apply(OrderId id, Event event) {
    Order before = orders.get(id);
    Transition transition = OrderMachine.apply(before, event, time.now());
    if (!journal.append(transition.events(), epoch)) {
      crash(); // another router writes: this one lets go
      return;
    }
    Order after = transition.order();
    orders.put(id, after);
    if (after.state() == OrderState.IN_DOUBT && before.state() != OrderState.IN_DOUBT) {
      resolve(id, time.now());
    }
    if (after.working() && !before.working()) {
      watch(id);
    }
  }
}
