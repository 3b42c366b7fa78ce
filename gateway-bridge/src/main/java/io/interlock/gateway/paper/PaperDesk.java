package io.interlock.gateway.paper;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.market.Tick;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.gate.WriteGate.Intent;
import io.interlock.gateway.paper.PaperMarket.Outcome;
import io.interlock.gateway.venue.VenueListener;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Changes the book of a paper account, through the gate and onto the disk. Owned by the thread of
 * its session; what only reads may be called by any.
 */
final class PaperDesk {
  private final BrokerDescriptor descriptor;
  private final PaperStore store;
  private final PaperTape tape;
  private final WriteGate gate;
  private final VenueListener listener;
  private final Clock clock;

  PaperDesk(
      BrokerDescriptor descriptor,
      PaperStore store,
      PaperTape tape,
      WriteGate gate,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.store = store;
    this.tape = tape;
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
  }

  PaperBook book() {
    return store.book();
  }

  /** As exact as the book is stored. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  GatewayResult carryOut(CommandContext context, Intent intent, Supplier<Outcome> command) {
    gate.writing().lock();
    try {
      GatewayResult refusal = gate.refusal(descriptor.brokerId(), intent, context);
      if (refusal != null) {
        return refusal;
      }
      Outcome outcome = command.get();
      if (!outcome.book().equals(store.book())) {
        store.write(outcome.book(), now());
      }
      outcome.news().forEach(this::report);
      return outcome.result();
    } finally {
      gate.writing().unlock();
    }
  }

  /** Works on the newest quote of a symbol. */
  void turn(String symbol) {
    Tick quote = tape.quote(symbol);
    if (quote == null) {
      return;
    }
    gate.writing().lock();
    try {
      PaperBook book = store.book();
      // Killed, working orders don't fill; protective legs go on working.
      boolean killed = gate.state().killed(descriptor.brokerId());
      PaperMarket.Turn turn =
          PaperMarket.quoted(killed ? book.withoutOrders() : book, quote, now());
      if (!turn.news().isEmpty()) {
        store.write(killed ? turn.book().withOrdersOf(book) : turn.book(), now());
      }
      turn.news().forEach(this::report);
      if (killed && gate.state().standing(descriptor.brokerId()).flatten()) {
        // What had no quote when the kill came, or was cut off by a restart.
        flatten();
      }
    } finally {
      gate.writing().unlock();
    }
  }

  private void report(VenueOrder order) {
    listener.order(descriptor, order);
  }

  VenueAnswer fence(FenceOrder fence) {
    String id = fence.clientOrderId().value();
    if (!store.book().orders().containsKey(id) && !store.book().fenced().contains(id)) {
      store.write(store.book().withFenced(id), now());
    }
    VenueAnswer answer = known(id);
    return answer instanceof VenueAnswer.Absent && !store.book().remembers(fence.sentAt())
        ? new VenueAnswer.Unknown("FORGOTTEN", "orders of that time are no longer kept")
        : answer;
  }

  VenueAnswer known(String id) {
    PaperBook book = store.book();
    PaperBook.Entry entry = book.orders().get(id);
    if (entry != null) {
      return new VenueAnswer.Known(entry.order());
    }
    return book.fenced().contains(id)
        ? new VenueAnswer.Absent("FENCED")
        : new VenueAnswer.Unknown("NOT_FOUND", "there is no order " + id);
  }

  VenueSnapshot snapshot(Instant from) {
    PaperBook now = store.book();
    List<VenueOrder> orders = new ArrayList<>();
    for (PaperBook.Entry entry : now.orders().values()) {
      Instant at = entry.order().at();
      if (entry.works() || (at != null && !at.isBefore(from))) {
        orders.add(entry.order());
      }
    }
    return new VenueSnapshot(orders, List.copyOf(now.positions().values()), clock.instant());
  }

  private void flatten() {
    PaperFlattening.Flat flat = PaperFlattening.flatten(store.book(), tape::quote, now());
    if (!flat.news().isEmpty()) {
      store.write(flat.book(), now());
      flat.news().forEach(this::report);
    }
  }

  KillReport.Layer flattened(long killEpoch) {
    flatten();
    int left = store.book().positions().size();
    return left == 0
        ? latched(killEpoch)
        : new KillReport.Layer(
            "host", descriptor.brokerId(), true, killEpoch, left + " positions wait for a quote");
  }

  /** The latch of the bridge is this venue's own. */
  KillReport.Layer latched(long killEpoch) {
    return new KillReport.Layer("host", descriptor.brokerId(), true, killEpoch, null);
  }
}
