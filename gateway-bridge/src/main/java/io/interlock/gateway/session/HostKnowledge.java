package io.interlock.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.wire.HostData;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Specifications;
import io.interlock.gateway.wire.Specifications.Instrument;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a session has learned from its hosts: symbols, account, numbers of orders. Thread-safe. */
final class HostKnowledge {
  private static final Logger LOG = Logger.getLogger(HostKnowledge.class);
  private static final int MOST_NUMBERS = 10_000;
  private static final int SYMBOLS_EVERY = 60;

  private final BrokerDescriptor descriptor;
  private final HostDialect dialect;
  private final List<String> venueSymbols;

  /** Names of the broker entry to ours, and with those the host has mapped itself. */
  private final Map<String, String> asked;

  private final Map<String, String> ours;
  private final Clock clock;
  private final AtomicBoolean symbolsWanted = new AtomicBoolean(true);
  private final Map<ClientOrderId, String> numbers =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ClientOrderId, String> eldest) {
              return size() > MOST_NUMBERS;
            }
          });
  private volatile Map<String, Instrument> instruments = Map.of();
  private volatile @Nullable AccountSnapshot account;
  private int round;

  HostKnowledge(
      BrokerDescriptor descriptor, HostDialect dialect, List<String> defaultSymbols, Clock clock) {
    this.descriptor = descriptor;
    this.dialect = dialect;
    this.clock = clock;
    Map<String, String> named = new HashMap<>();
    descriptor.symbols().forEach((our, venue) -> named.put(venue, our));
    this.asked = Map.copyOf(named);
    this.ours = new ConcurrentHashMap<>(named);
    this.venueSymbols =
        descriptor.symbols().isEmpty()
            ? List.copyOf(defaultSymbols)
            : descriptor.symbols().values().stream().distinct().sorted().toList();
  }

  Map<String, Instrument> instruments() {
    return instruments;
  }

  List<String> venueSymbols() {
    return venueSymbols;
  }

  /** Symbols of the broker that lends them to a host that can't tell its own. */
  void lent(List<SymbolSpecification> specifications) {
    Map<String, Instrument> learned = new HashMap<>();
    for (SymbolSpecification specification : specifications) {
      if (descriptor.trades(specification.symbol())) {
        learned.put(specification.symbol(), new Instrument(specification, List.of()));
      }
    }
    instruments = Map.copyOf(learned);
  }

  @Nullable AccountSnapshot account() {
    return account;
  }

  /** What openings are checked with and the host tells, but has not told yet; null: nothing. */
  @Nullable String missing() {
    if (account == null && dialect.speaks(new HostRequest.AccountInfo())) {
      return "its account is not known yet";
    }
    return instruments.isEmpty() && dialect.speaks(new HostRequest.SymbolInfo(venueSymbols))
        ? "none of its symbols is known yet"
        : null;
  }

  /** Our name of a symbol of the venue. */
  String ourSymbol(String venueSymbol) {
    return ours.getOrDefault(venueSymbol, venueSymbol);
  }

  GatewayResult ours(GatewayResult result) {
    return result instanceof GatewayResult.Placed(VenueOrder order, boolean duplicate)
        ? new GatewayResult.Placed(ours(order), duplicate)
        : result;
  }

  VenueAnswer ours(VenueAnswer answer) {
    return answer instanceof VenueAnswer.Known(VenueOrder order)
        ? new VenueAnswer.Known(ours(order))
        : answer;
  }

  VenueSnapshot ours(VenueSnapshot snapshot) {
    return new VenueSnapshot(
        snapshot.orders().stream().map(this::ours).toList(),
        snapshot.positions().stream().map(this::ours).toList(),
        snapshot.at());
  }

  VenueOrder ours(VenueOrder order) {
    String symbol = order.symbol();
    return symbol == null || ourSymbol(symbol).equals(symbol)
        ? order
        : new VenueOrder(
            order.clientOrderId(),
            order.brokerOrderId(),
            order.positionTicket(),
            ourSymbol(symbol),
            order.side(),
            order.state(),
            order.volume(),
            order.filledVolume(),
            order.averagePrice(),
            order.fills(),
            order.bid(),
            order.ask(),
            order.code(),
            order.message(),
            order.magic(),
            order.at());
  }

  VenuePosition ours(VenuePosition position) {
    return ourSymbol(position.symbol()).equals(position.symbol())
        ? position
        : new VenuePosition(
            position.ticket(),
            ourSymbol(position.symbol()),
            position.side(),
            position.volume(),
            position.openPrice(),
            position.currentPrice(),
            position.stopLoss(),
            position.takeProfit(),
            position.profit(),
            position.magic(),
            position.clientOrderId(),
            position.openedAt());
  }

  /** The host's number of an order, where it has told one. */
  @Nullable String number(ClientOrderId id) {
    return numbers.get(id);
  }

  /** Told once a second, on the care thread. */
  void care(HostLink link) {
    if (!link.healthy()) {
      return;
    }
    if (dialect.speaks(new HostRequest.AccountInfo())) {
      var _ = link.ask(new HostRequest.AccountInfo()).thenAccept(this::accountAnswered);
    }
    if (round++ % SYMBOLS_EVERY == 0) {
      symbolsWanted.set(true);
    }
    if (symbolsWanted.compareAndSet(true, false)) {
      learnSymbols(link);
    }
  }

  /** A host has been greeted: it knows no subscription, and its symbols may be others. */
  void greeted() {
    symbolsWanted.set(true);
  }

  private void learnSymbols(HostLink link) {
    HostRequest.Subscribe subscribe = new HostRequest.Subscribe(venueSymbols);
    if (dialect.speaks(subscribe)) {
      var _ = link.ask(subscribe);
    }
    HostRequest.SymbolInfo symbols = new HostRequest.SymbolInfo(venueSymbols);
    if (dialect.speaks(symbols)) {
      var _ = link.ask(symbols).thenAccept(this::symbolsAnswered);
    }
  }

  private void accountAnswered(HostLink.Answer answer) {
    if (answer instanceof HostLink.Answer.Heard(var reply)
        && reply.status() == HostReply.Status.SUCCESS) {
      account(reply.data());
    }
  }

  void account(@Nullable JsonNode data) {
    try {
      account = HostData.account(data, clock.instant());
    } catch (InvalidMessage e) {
      LOG.warnf("account not understood: broker=%s %s", descriptor.brokerId(), e.getMessage());
    }
  }

  private void symbolsAnswered(HostLink.Answer answer) {
    if (!(answer instanceof HostLink.Answer.Heard(var reply))
        || reply.status() != HostReply.Status.SUCCESS) {
      symbolsWanted.set(true);
      return;
    }
    try {
      Map<String, Instrument> learned = new HashMap<>();
      for (Instrument instrument : Specifications.read(reply.data(), asked)) {
        learned.put(instrument.specification().symbol(), instrument);
        ours.put(instrument.specification().venueSymbol(), instrument.specification().symbol());
      }
      instruments = Map.copyOf(learned);
    } catch (InvalidMessage e) {
      LOG.warnf("symbols not understood: broker=%s %s", descriptor.brokerId(), e.getMessage());
    }
  }

  void learn(HostRequest.Change command, GatewayResult result) {
    if (command instanceof HostRequest.Open open
        && result instanceof GatewayResult.Placed(VenueOrder order, boolean _)
        && order.brokerOrderId() != null) {
      numbers.put(open.subject(), order.brokerOrderId());
    }
  }
}
