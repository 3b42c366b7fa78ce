package io.interlock.gateway.session;

import static java.util.Objects.requireNonNull;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import io.interlock.gateway.curve.ClientSecurity;
import io.interlock.gateway.curve.UnusableKeyFile;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.transport.ChannelOptions;
import io.interlock.gateway.transport.HostChannel;
import io.interlock.gateway.transport.ZmqDataFeed;
import io.interlock.gateway.transport.ZmqHostChannel;
import io.interlock.gateway.venue.MarketBoard;
import io.interlock.gateway.venue.VenueFactory;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;

/** Opens MT5 sessions. */
@ApplicationScoped
public class Mt5Factory implements VenueFactory {
  private static final Duration CARE_EVERY = Duration.ofSeconds(1);
  private static final Duration SILENT_CONNECTION = Duration.ofSeconds(2);
  private static final Duration SILENT_FEED = Duration.ofSeconds(5);

  private final BridgeSettings settings;
  private final WriteGate gate;
  private final VenueListener listener;
  private final MarketBoard board;
  private final Clock clock;
  private final Duration careEvery;

  @Inject
  public Mt5Factory(
      BridgeSettings settings,
      WriteGate gate,
      VenueListener listener,
      MarketBoard board,
      Clock clock) {
    this(settings, gate, listener, board, clock, CARE_EVERY);
  }

  /**
   * @param careEvery how often hosts are asked how they are
   */
  Mt5Factory(
      BridgeSettings settings,
      WriteGate gate,
      VenueListener listener,
      MarketBoard board,
      Clock clock,
      Duration careEvery) {
    this.board = board;
    this.settings = settings;
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
    this.careEvery = careEvery;
  }

  @Override
  public boolean opens(BrokerKind kind) {
    return kind == BrokerKind.MT5;
  }

  @Override
  public VenueSession open(BrokerDescriptor descriptor) {
    HostDialect dialect = HostDialect.of(dialect(descriptor));
    Integer ownTimeout = descriptor.commandTimeoutMillis();
    SessionTerms terms =
        new SessionTerms(
            Duration.ofMillis(ownTimeout == null ? settings.commandTimeoutMillis() : ownTimeout),
            settings.queueWait(),
            settings.lateReplyGrace(),
            settings.queueCapacity(),
            careEvery,
            settings.defaultSymbols());
    Consumer<ZMQ.Socket> security = security(descriptor);
    // Before anything is connected: what can't be read ends here.
    SentJournal sent =
        dialect.removesDuplicates()
            ? null
            : new SentJournal(settings.dataDir().resolve(descriptor.brokerId() + ".sent"), clock);
    UnresolvedOrders unresolved =
        dialect.removesDuplicates() && descriptor.endpoints().size() > 1
            ? new UnresolvedOrders(
                settings.dataDir().resolve(descriptor.brokerId() + ".unresolved"))
            : null;
    HostKnowledge knowledge = new HostKnowledge(descriptor, dialect, terms.defaultSymbols(), clock);
    List<Hosts.Host> hosts = new ArrayList<>();
    for (Endpoint endpoint : descriptor.endpoints()) {
      hosts.add(host(descriptor, dialect, terms, knowledge, security, endpoint));
    }
    return new Mt5Session(
            descriptor,
            dialect,
            new Hosts(
                descriptor.brokerId(),
                dialect,
                hosts,
                failover(descriptor, hosts, unresolved),
                sent == null ? null : closing(descriptor, dialect, hosts, sent, terms)),
            knowledge,
            market(descriptor, dialect, knowledge),
            sent,
            terms,
            gate,
            listener,
            clock)
        .start();
  }

  private PositionClosing closing(
      BrokerDescriptor descriptor,
      HostDialect dialect,
      List<Hosts.Host> hosts,
      SentJournal sent,
      SessionTerms terms) {
    HostLink only = hosts.getFirst().commands();
    return new PositionClosing(
        descriptor.brokerId(), dialect, new HostQueries(dialect, () -> only), sent, terms, clock);
  }

  private SessionMarket market(
      BrokerDescriptor descriptor, HostDialect dialect, HostKnowledge knowledge) {
    String lender = settings.reference().get(descriptor.brokerId());
    boolean tells = dialect.speaks(new HostRequest.SymbolInfo(List.of()));
    return new SessionMarket(
        descriptor,
        knowledge,
        new QuotePolling(descriptor, dialect, knowledge, listener, clock),
        tells ? null : lender,
        board,
        listener);
  }

  /**
   * Older dialects know no deadline: a frozen host may trade whenever it thaws, so they never fail
   * over by themselves.
   */
  private Failover failover(
      BrokerDescriptor descriptor, List<Hosts.Host> hosts, @Nullable UnresolvedOrders unresolved) {
    List<HostLink> links = hosts.stream().map(Hosts.Host::commands).toList();
    return new Failover(
        descriptor.brokerId(),
        unresolved == null ? links.subList(0, 1) : links,
        settings.dataDir().resolve(descriptor.brokerId() + ".active"),
        settings.failoverAfter(),
        settings.longestOrderSend(),
        unresolved,
        clock,
        order -> listener.order(descriptor, order));
  }

  private static Dialect dialect(BrokerDescriptor descriptor) {
    return requireNonNull(descriptor.dialect(), "dialect is null");
  }

  private Hosts.Host host(
      BrokerDescriptor descriptor,
      HostDialect dialect,
      SessionTerms terms,
      HostKnowledge knowledge,
      Consumer<ZMQ.Socket> security,
      Endpoint endpoint) {
    String name = descriptor.brokerId() + "@" + endpoint.host() + ":" + endpoint.commandPort();
    LongSupplier epoch = () -> gate.state().epoch(descriptor.brokerId());
    long timeoutMillis = terms.commandTimeout().toMillis();
    HostLink commands =
        new HostLink(
                name,
                dialect,
                channel(name, terms, security, endpoint),
                epoch,
                timeoutMillis,
                clock,
                _ -> knowledge.greeted())
            .start();
    HostLink kill =
        new HostLink(
                name + " (kill)",
                dialect,
                channel(name + "-kill", terms, security, endpoint),
                epoch,
                timeoutMillis,
                clock,
                _ -> {})
            .start();
    return new Hosts.Host(
        commands, kill, feed(descriptor, knowledge, commands, security, endpoint, name));
  }

  private HostChannel channel(
      String name, SessionTerms terms, Consumer<ZMQ.Socket> security, Endpoint endpoint) {
    return new ZmqHostChannel(
        new ChannelOptions(
            name,
            endpoint.host(),
            endpoint.commandPort(),
            terms.queueCapacity(),
            SILENT_CONNECTION,
            security),
        gate.writing());
  }

  private @Nullable AutoCloseable feed(
      BrokerDescriptor descriptor,
      HostKnowledge knowledge,
      HostLink commands,
      Consumer<ZMQ.Socket> security,
      Endpoint endpoint,
      String name) {
    Integer port = endpoint.dataPort();
    if (port == null) {
      return null;
    }
    HostQueries queries = new HostQueries(HostDialect.of(dialect(descriptor)), () -> commands);
    HostEvents events = new HostEvents(descriptor, knowledge, commands, queries, listener, clock);
    return new ZmqDataFeed(
            new ChannelOptions(name + "-data", endpoint.host(), port, 1, SILENT_FEED, security),
            List.of("tick.", "event.", "hb"),
            events::frame)
        .start();
  }

  private static Consumer<ZMQ.Socket> security(BrokerDescriptor descriptor) {
    String insecurity = descriptor.insecurity();
    if (insecurity != null) {
      throw new IllegalArgumentException(insecurity);
    }
    try {
      ClientSecurity security = ClientSecurity.read(descriptor.curve());
      return security::secure;
    } catch (UnusableKeyFile e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
