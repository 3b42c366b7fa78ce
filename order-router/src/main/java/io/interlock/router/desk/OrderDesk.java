package io.interlock.router.desk;

import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.journal.JournalReader;
import io.interlock.router.journal.JournalWriter;
import io.interlock.router.journal.Journalled;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.OrderMachine;
import io.interlock.router.order.Transition;
import io.interlock.router.relay.EventRelay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The orders of the accounts this router writes for, while they live and shortly after.
 *
 * <p>What happens to an order is put to the {@link OrderMachine}; the step is kept here at once and
 * journalled in order; the relay gets it once committed. Nothing leaves for a venue because of a
 * step that is only here: only the gate lets things leave. All on the trading thread.
 */
public final class OrderDesk implements Journalled {
  private static final Logger LOG = Logger.getLogger(OrderDesk.class);
  private static final int ENDED_REMEMBERED = 10_000;

  private final Map<OrderId, Order> live = new LinkedHashMap<>();
  private final LinkedHashMap<OrderId, Order> ended = new LinkedHashMap<>();
  private final Map<OrderId, Order> doubtful = new HashMap<>();
  private final Map<ClientOrderId, OrderId> byClientOrderId = new HashMap<>();
  private final List<OrderFollower> followers = new ArrayList<>();
  private final InstantSource clock;
  private final JournalReader reader;
  private final JournalWriter writer;
  private final EventRelay relay;
  private final WriterEpochs epochs;
  private final Completion completion;
  private Consumer<String> accountOvertaken = account -> {};

  public OrderDesk(
      Pool pool,
      Vertx vertx,
      InstantSource clock,
      WriterEpochs epochs,
      EventRelay relay,
      Completion completion) {
    this.clock = clock;
    this.relay = relay;
    this.epochs = epochs;
    this.completion = completion;
    reader = new JournalReader(pool);
    writer = new JournalWriter(pool, vertx, epochs, this);
  }

  /** Adds one to be told of every step, after those before it. */
  public void follow(OrderFollower follower) {
    followers.add(follower);
  }

  /** Sets who is told when another router turns out to write for an account. */
  public void onOvertaken(Consumer<String> accountOvertaken) {
    this.accountOvertaken = accountOvertaken;
  }

  /** Now, to the microsecond, as events keep it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Takes in an order that came through the gate or out of the journal. */
  public void hold(Order order) {
    byClientOrderId.put(order.identity().clientOrderId(), order.id());
    keep(order);
  }

  public @Nullable Order find(OrderId id) {
    Order order = live.get(id);
    return order == null ? ended.get(id) : order;
  }

  public @Nullable Order find(ClientOrderId id) {
    OrderId orderId = byClientOrderId.get(id);
    return orderId == null ? null : find(orderId);
  }

  /**
   * Finds an order here or in the journal; one from the journal is held from then on if it is ours
   * to write.
   */
  public Future<Optional<Order>> recall(OrderId id) {
    Order held = find(id);
    if (held != null) {
      return Future.succeededFuture(Optional.of(held));
    }
    return reader
        .order(id)
        .map(
            found -> {
              Order meanwhile = find(id);
              if (meanwhile != null) {
                return Optional.of(meanwhile);
              }
              found.filter(this::isOurs).ifPresent(this::hold);
              return found;
            });
  }

  private boolean isOurs(Order order) {
    return order.account() == null || epochs.epochOf(order.account()) >= 0;
  }

  /** Holds the orders venues know by some ids, as far as they are in the journal. */
  public Future<Void> recallByClientOrderId(Collection<ClientOrderId> ids) {
    List<ClientOrderId> missing = ids.stream().filter(id -> find(id) == null).toList();
    if (missing.isEmpty()) {
      return Future.succeededFuture();
    }
    return reader
        .ordersByClientOrderId(missing)
        .map(
            orders -> {
              for (Order order : orders) {
                if (find(order.id()) == null) {
                  hold(order);
                }
              }
              return null;
            });
  }

  /** Orders that are not done. A copy: steps may be applied while it is walked. */
  public List<Order> live() {
    return List.copyOf(live.values());
  }

  /** Orders of an account that are in doubt or wait for a person. */
  public Collection<Order> doubtful(String account) {
    return doubtful.values().stream().filter(order -> account.equals(order.account())).toList();
  }

  /**
   * Applies what happened to an order held here.
   *
   * @return what followed, or null if it isn't held
   */
  public @Nullable Transition apply(OrderId id, Event event) {
    Order before = find(id);
    if (before == null) {
      LOG.warnf("%s for order %s, which is not held here", event, id);
      return null;
    }
    Transition transition = OrderMachine.apply(before, event, now());
    if (transition instanceof Transition.Illegal) {
      LOG.errorf("order %s in %s: refused %s", id, before.state(), event);
    }
    Order after = take(before, transition);
    for (Event next : completion.follows(after)) {
      after = take(after, OrderMachine.apply(after, next, now()));
    }
    return transition;
  }

  private Order take(Order before, Transition transition) {
    Order after = transition.order();
    keep(after);
    writer.append(after, transition.events());
    if (!transition.events().isEmpty()) {
      for (OrderFollower follower : followers) {
        follower.moved(before, after);
      }
    }
    return after;
  }

  private void keep(Order order) {
    if (order.state() == OrderState.IN_DOUBT || order.state() == OrderState.MANUAL_REVIEW) {
      doubtful.put(order.id(), order);
    } else {
      doubtful.remove(order.id());
    }
    if (!order.done()) {
      ended.remove(order.id());
      live.put(order.id(), order);
      return;
    }
    live.remove(order.id());
    ended.remove(order.id());
    ended.put(order.id(), order);
    if (ended.size() > ENDED_REMEMBERED) {
      Order eldest = ended.pollFirstEntry().getValue();
      byClientOrderId.remove(eldest.identity().clientOrderId());
    }
  }

  /** Forgets the orders of an account another router writes for now. */
  public void release(String account) {
    List<Order> theirs = new ArrayList<>(live.values());
    theirs.addAll(ended.values());
    for (Order order : theirs) {
      if (account.equals(order.account())) {
        drop(order);
      }
    }
  }

  private void drop(Order order) {
    live.remove(order.id());
    ended.remove(order.id());
    doubtful.remove(order.id());
    byClientOrderId.remove(order.identity().clientOrderId());
  }

  /** Whether everything that happened is in the journal. */
  public boolean journalled() {
    return writer.idle();
  }

  @Override
  public void committed(List<Commit> commits) {
    relay.committed(commits);
  }

  @Override
  public void bookedElsewhere(OrderId order, String tradeId, OrderId holder) {
    LOG.errorf("order %s: its trade %s is booked with order %s", order, tradeId, holder);
    apply(
        order,
        new Event.Alarm(
            new Reason(
                "TRADE_OF_ANOTHER_ORDER",
                "the venue told a trade that is booked with another order",
                Map.of("trade_id", tradeId, "booked_with", holder.value()))));
  }

  @Override
  public void overtaken(Set<OrderId> orders) {
    for (OrderId id : orders) {
      Order order = find(id);
      LOG.errorf("the journal of order %s was written by another router", id);
      if (order != null) {
        drop(order);
        if (order.account() != null) {
          accountOvertaken.accept(order.account());
        }
      }
    }
  }
}
