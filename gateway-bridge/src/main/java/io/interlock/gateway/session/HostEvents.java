package io.interlock.gateway.session;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.wire.Greeting;
import io.interlock.gateway.wire.HostData;
import io.interlock.gateway.wire.HostEvent;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * What a host publishes by itself: quotes, and news of orders, positions and its kill latch. Gaps
 * are asked for again; what the host has forgotten is read as a snapshot.
 *
 * <p>{@link #frame} is called by the thread of the data channel only.
 */
final class HostEvents {
  private static final Logger LOG = Logger.getLogger(HostEvents.class);
  private static final int REPLAY_PAGE = 500;
  private static final Duration SNAPSHOT_SPAN = Duration.ofHours(24);

  private final BrokerDescriptor descriptor;
  private final HostKnowledge knowledge;
  private final HostLink link;
  private final HostQueries queries;
  private final VenueListener listener;
  private final Clock clock;
  private final SequenceTracker sequence = new SequenceTracker();

  HostEvents(
      BrokerDescriptor descriptor,
      HostKnowledge knowledge,
      HostLink link,
      HostQueries queries,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.knowledge = knowledge;
    this.link = link;
    this.queries = queries;
    this.listener = listener;
    this.clock = clock;
  }

  /** One frame of the data channel. */
  void frame(String topic, byte[] body) {
    try {
      HostEvent event = HostEvent.read(body);
      if (topic.startsWith("tick.")) {
        tick(event);
      } else if (topic.startsWith("event.")) {
        numbered(event);
      } else if (topic.equals("hb")) {
        link.told(Greeting.KillState.of(event.data()));
        missing(
            sequence.last(event.bootId(), event.lastEvent()), event.bootId(), event.lastEvent());
      }
    } catch (InvalidMessage e) {
      LOG.warnf(
          "event not understood: broker=%s topic=%s %s",
          descriptor.brokerId(), topic, e.getMessage());
    }
  }

  private void tick(HostEvent event) throws InvalidMessage {
    HostEvent.Quote quote = HostEvent.Quote.of(event.data());
    listener.tick(
        quote.tick(
            descriptor.brokerId(),
            knowledge.ourSymbol(quote.symbol()),
            clock.instant(),
            event.seq()));
  }

  private void numbered(HostEvent event) throws InvalidMessage {
    switch (sequence.take(event.bootId(), event.seq())) {
      case SequenceTracker.Finding.Repeated _ -> {}
      case SequenceTracker.Finding.InOrder _ -> report(event);
      case SequenceTracker.Finding.Gap gap -> {
        missing(gap, event.bootId(), event.seq() - 1);
        report(event);
      }
    }
  }

  private void missing(SequenceTracker.Finding finding, String bootId, long to) {
    if (finding instanceof SequenceTracker.Finding.Gap(var from)) {
      LOG.warnf("events missing: broker=%s from=%d to=%d", descriptor.brokerId(), from, to);
      replay(bootId, from, to + 1);
    }
  }

  private void replay(String bootId, long from, long before) {
    var _ =
        link.ask(new HostRequest.ReplayEvents(from, REPLAY_PAGE))
            .thenAccept(answer -> replayed(answer, bootId, from, before));
  }

  private void replayed(HostLink.Answer answer, String bootId, long from, long before) {
    if (!(answer instanceof HostLink.Answer.Heard(var reply))
        || reply.status() != HostReply.Status.SUCCESS) {
      snapshot();
      return;
    }
    try {
      HostEvent.Replay replay = HostEvent.Replay.of(reply.data());
      for (HostEvent event : replay.events()) {
        if (event.bootId().equals(bootId) && event.seq() >= from && event.seq() < before) {
          report(event);
        }
      }
      if (!replay.complete()) {
        snapshot();
      } else if (replay.nextSeq() < before && replay.nextSeq() > from) {
        replay(bootId, replay.nextSeq(), before);
      }
    } catch (InvalidMessage e) {
      LOG.warnf("replay not understood: broker=%s %s", descriptor.brokerId(), e.getMessage());
      snapshot();
    }
  }

  /** Reports all that the host holds; readers remove what they know. */
  private void snapshot() {
    Instant now = clock.instant();
    var _ =
        queries
            .snapshot(now.minus(SNAPSHOT_SPAN), now)
            .whenComplete(
                (snapshot, failure) -> {
                  if (failure != null) {
                    LOG.warnf("no snapshot: broker=%s %s", descriptor.brokerId(), failure);
                    return;
                  }
                  snapshot.orders().forEach(this::order);
                  snapshot.positions().forEach(this::position);
                });
  }

  private void report(HostEvent event) throws InvalidMessage {
    switch (event.topic()) {
      case "event.order" -> {
        HostData.OrderResult news = HostData.orderResult(event.data());
        VenueOrder order = news.order();
        if (order != null) {
          link.writer().told(order.clientOrderId(), Verdict.ofNews(news));
          order(order);
        }
      }
      // An order's own deals come with its result; the others nobody else tells of.
      case "event.deal" -> {
        HostData.Deal deal = HostData.deal(event.data());
        if (deal.clientOrderId() == null) {
          order(deal.order());
        }
      }
      case "event.position" -> {
        if (!HostData.closed(event.data())) {
          position(HostData.position(event.data()));
        }
      }
      // The end of a modify or cancel that was answered PENDING, which came to an order or not.
      case "event.command" -> {
        VenueOrder order = HostData.commandOrder(event.data());
        if (order != null) {
          order(order);
        } else {
          LOG.warnf("command ended: broker=%s %s", descriptor.brokerId(), event.data());
        }
      }
      case "event.account" -> knowledge.account(event.data());
      case "event.kill" ->
          LOG.warnf("kill switch of the host: broker=%s %s", descriptor.brokerId(), event.data());
      default ->
          LOG.debugf("unknown event: broker=%s topic=%s", descriptor.brokerId(), event.topic());
    }
  }

  private void order(VenueOrder order) {
    listener.order(descriptor, knowledge.ours(order));
  }

  private void position(VenuePosition position) {
    listener.position(descriptor, knowledge.ours(position));
  }
}
