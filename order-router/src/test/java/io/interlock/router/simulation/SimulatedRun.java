package io.interlock.router.simulation;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.router.order.Edges;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.Replay;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One life of a few orders among crashes, take-overs and a bad network, wholly decided by its seed.
 */
final class SimulatedRun {
  private static final long LASTS_MILLIS = 120_000;
  private static final Signal[] SIGNALS = {signal(0), signal(1)};

  private record Signal(Identity identity, DecodedSignal decoded) {}

  private final Timeline time;
  private final ModelJournal journal = new ModelJournal();
  private final ModelVenue venue;
  private final ModelRouter.Flaw flaw;
  private final List<ModelRouter> routers = new ArrayList<>();

  private SimulatedRun(long seed, ModelRouter.Flaw flaw) {
    time = new Timeline(seed);
    venue = new ModelVenue(time);
    this.flaw = flaw;
  }

  /**
   * Runs one seed.
   *
   * @return the invariant that broke, or null
   */
  static @Nullable String broken(long seed, ModelRouter.Flaw flaw) {
    SimulatedRun run = new SimulatedRun(seed, flaw);
    run.play();
    return run.judge();
  }

  private void play() {
    startRouter();
    for (Signal signal : SIGNALS) {
      int copies = time.chance(0.3) ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        deliver(signal, time.between(0, 300));
      }
    }
    int faults = (int) time.between(0, 3);
    for (int i = 0; i < faults; i++) {
      time.in(time.between(0, 4_000), this::fault);
    }
    time.run(LASTS_MILLIS);
  }

  /** A signal is acknowledged once it is journalled; until then it is delivered again. */
  private void deliver(Signal signal, long inMillis) {
    time.in(
        inMillis,
        () -> {
          routers
              .getLast()
              .signal(
                  signal.identity(),
                  signal.decoded(),
                  () -> {
                    if (time.chance(0.05)) {
                      fault();
                    }
                  });
          if (!journal.all().containsKey(signal.identity().orderId())) {
            deliver(signal, 100);
          }
        });
  }

  /** A crash and a restart, or a rebalance that leaves the old owner thinking it still owns. */
  private void fault() {
    if (time.chance(0.5)) {
      routers.getLast().crash();
    }
    startRouter();
  }

  private void startRouter() {
    ModelRouter router = new ModelRouter(time, journal, venue, flaw);
    routers.add(router);
    router.takeOver();
  }

  private @Nullable String judge() {
    for (Signal signal : SIGNALS) {
      List<OrderEvent> events = journal.all().get(signal.identity().orderId());
      if (events == null) {
        return "a signal was lost: " + signal.identity().orderId();
      }
      String broken = judge(signal.identity(), events);
      if (broken != null) {
        return broken;
      }
    }
    return null;
  }

  private @Nullable String judge(Identity identity, List<OrderEvent> events) {
    int executions = venue.executions(identity.clientOrderId());
    if (executions > 1) {
      return "sent twice: the venue executed it " + executions + " times";
    }
    Order order = Replay.of(events);
    if (!order.state().isEnd() && order.state() != OrderState.MANUAL_REVIEW) {
      return "stuck in " + order.state();
    }
    if (order.state() != OrderState.MANUAL_REVIEW
        && order.trades().volume().compareTo(venue.traded(identity.clientOrderId())) != 0) {
      return "booked %s, the venue traded %s"
          .formatted(
              order.trades().volume().toPlainString(),
              venue.traded(identity.clientOrderId()).toPlainString());
    }
    if (order.state() == OrderState.NOT_PLACED && executions > 0) {
      return "declared absent, and executed";
    }
    return illegalStep(identity.orderId(), events);
  }

  private static @Nullable String illegalStep(OrderId id, List<OrderEvent> events) {
    OrderEvent before = null;
    for (OrderEvent event : events) {
      if (event.seq() != (before == null ? 1 : before.seq() + 1)) {
        return id + " has a gap in its journal";
      }
      boolean free =
          event.kind() == EventKind.LATE_FILL || event.from() == event.to() || before == null;
      if (!free && !Edges.legal(event.from(), event.to())) {
        return "%s went from %s to %s".formatted(id, event.from(), event.to());
      }
      before = event;
    }
    return null;
  }

  private static Signal signal(int number) {
    String json =
        "{\"signal_id\":\"s%d\",\"strategy\":\"x\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"1.00\"}"
            .formatted(number);
    try {
      DecodedSignal decoded = SignalDecoder.decode(json.getBytes(StandardCharsets.UTF_8));
      return new Signal(
          Identity.of("simulation", "signals", "s" + number, 0, decoded.payloadHash()), decoded);
    } catch (InvalidMessage e) {
      throw new IllegalStateException(e);
    }
  }
}
