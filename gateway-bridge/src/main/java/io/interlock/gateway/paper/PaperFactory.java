package io.interlock.gateway.paper;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.market.Tick;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.venue.MarketBoard;
import io.interlock.gateway.venue.VenueFactory;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Opens paper sessions. They fill at the quotes of another broker of this bridge when the entry's
 * {@code base_url} says {@code broker:ID}, else at quotes of their own.
 */
@ApplicationScoped
public class PaperFactory implements VenueFactory {
  private static final String FOLLOW = "broker:";

  private final BridgeSettings settings;
  private final WriteGate gate;
  private final VenueListener listener;
  private final MarketBoard board;
  private final Clock clock;

  public PaperFactory(
      BridgeSettings settings,
      WriteGate gate,
      VenueListener listener,
      MarketBoard board,
      Clock clock) {
    this.settings = settings;
    this.gate = gate;
    this.listener = listener;
    this.board = board;
    this.clock = clock;
  }

  @Override
  public boolean opens(BrokerKind kind) {
    return kind == BrokerKind.PAPER;
  }

  @Override
  public VenueSession open(BrokerDescriptor descriptor) {
    String source = descriptor.baseUrl();
    if (source != null && !source.startsWith(FOLLOW)) {
      throw new IllegalArgumentException(
          "base_url of a paper broker must be broker:ID or absent (found: " + source + ")");
    }
    PaperSession session =
        new PaperSession(
            descriptor,
            settings.dataDir().resolve(descriptor.brokerId() + ".paper.json"),
            PaperBook.with(settings.paper().balance()),
            gate,
            listener,
            clock);
    return session
        .start()
        .quotedBy(
            source == null
                ? ownQuotes(descriptor, session)
                : follow(source.substring(FOLLOW.length()), descriptor, session));
  }

  private AutoCloseable follow(String broker, BrokerDescriptor descriptor, PaperSession session) {
    return board.follow(
        tick -> {
          if (tick.broker().equals(broker)) {
            Tick own = renamed(tick, descriptor.brokerId());
            session.quote(own);
            listener.tick(own);
          }
        });
  }

  private static Tick renamed(Tick tick, String broker) {
    return new Tick(
        broker,
        tick.symbol(),
        tick.bid(),
        tick.ask(),
        tick.bidVolume(),
        tick.askVolume(),
        tick.venueTime(),
        tick.receivedAt(),
        tick.seq());
  }

  private AutoCloseable ownQuotes(BrokerDescriptor descriptor, PaperSession session) {
    Map<String, String> wanted =
        settings.paper().quotes().entrySet().stream()
            .filter(quote -> descriptor.trades(quote.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    PaperQuotes quotes = new PaperQuotes(wanted, descriptor.brokerId().hashCode());
    AtomicLong seq = new AtomicLong();
    var turn =
        session
            .thread()
            .scheduleWithFixedDelay(
                () ->
                    quotes
                        .next()
                        .forEach(
                            (symbol, quote) -> {
                              Tick tick =
                                  new Tick(
                                      descriptor.brokerId(),
                                      symbol,
                                      quote.bid(),
                                      quote.ask(),
                                      null,
                                      null,
                                      null,
                                      clock.instant(),
                                      seq.incrementAndGet());
                              session.quote(tick);
                              listener.tick(tick);
                            }),
                0,
                settings.paper().quoteEvery().toMillis(),
                MILLISECONDS);
    return () -> {
      var _ = turn.cancel(false);
    };
  }
}
