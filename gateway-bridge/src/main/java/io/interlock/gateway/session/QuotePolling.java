package io.interlock.gateway.session;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostEvent;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Asks hosts for quotes that have no data channel to publish them on. */
final class QuotePolling {
  private static final Logger LOG = Logger.getLogger(QuotePolling.class);

  private final BrokerDescriptor descriptor;
  private final HostDialect dialect;
  private final HostKnowledge knowledge;
  private final VenueListener listener;
  private final Clock clock;
  private final AtomicLong seq = new AtomicLong();

  QuotePolling(
      BrokerDescriptor descriptor,
      HostDialect dialect,
      HostKnowledge knowledge,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.dialect = dialect;
    this.knowledge = knowledge;
    this.listener = listener;
    this.clock = clock;
  }

  /** About once a second. */
  void care(HostLink link) {
    boolean published =
        descriptor.endpoints().stream().anyMatch(endpoint -> endpoint.dataPort() != null);
    if (published || !link.healthy()) {
      return;
    }
    for (String symbol : knowledge.venueSymbols()) {
      HostRequest.Quotes quotes = new HostRequest.Quotes(List.of(symbol));
      if (dialect.speaks(quotes)) {
        var _ = link.ask(quotes).thenAccept(this::answered);
      }
    }
  }

  private void answered(HostLink.Answer answer) {
    if (!(answer instanceof HostLink.Answer.Heard(var reply))
        || reply.status() != HostReply.Status.SUCCESS) {
      return;
    }
    try {
      for (HostEvent.Quote quote : HostEvent.Quote.list(reply.data())) {
        listener.tick(
            quote.tick(
                descriptor.brokerId(),
                knowledge.ourSymbol(quote.symbol()),
                clock.instant(),
                seq.incrementAndGet()));
      }
    } catch (InvalidMessage e) {
      LOG.warnf("quotes not understood: broker=%s %s", descriptor.brokerId(), e.getMessage());
    }
  }
}
