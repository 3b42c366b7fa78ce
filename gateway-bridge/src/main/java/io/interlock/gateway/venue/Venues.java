package io.interlock.gateway.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The open sessions by broker id; follows the descriptors it is given. */
@ApplicationScoped
public class Venues {
  private static final Logger LOG = Logger.getLogger(Venues.class);

  private final List<VenueFactory> factories;
  private final Map<String, VenueSession> sessions = new ConcurrentHashMap<>();
  private final Map<String, BrokerDescriptor> refused = new ConcurrentHashMap<>();

  public Venues(@Any Instance<VenueFactory> factories) {
    this.factories = factories.stream().toList();
  }

  public @Nullable VenueSession session(String broker) {
    return sessions.get(broker);
  }

  /** Places orders at a broker in their order; the results are in that order too. */
  public CompletionStage<PlaceOrders.Results> place(String broker, List<PlaceOrder> orders) {
    VenueSession session = sessions.get(broker);
    return session == null
        ? CompletableFuture.completedStage(
            new PlaceOrders.Results(Collections.nCopies(orders.size(), noSession(broker))))
        : session.place(orders).thenApply(PlaceOrders.Results::new);
  }

  /** What becomes of a command for a broker without a session. */
  public static GatewayResult noSession(String broker) {
    return new GatewayResult.NotSent("NO_SESSION", "this bridge does not hold " + broker);
  }

  public Collection<VenueSession> all() {
    return sessions.values();
  }

  /** Opens, reopens and closes sessions until they are those of the descriptors. */
  public synchronized void follow(Collection<BrokerDescriptor> descriptors) {
    Set<String> wanted = new HashSet<>();
    for (BrokerDescriptor descriptor : descriptors) {
      // A disabled broker takes no new orders, which routers see to; what it holds is still
      // watched.
      wanted.add(descriptor.brokerId());
      open(descriptor);
    }
    refused.keySet().retainAll(wanted);
    for (String broker : List.copyOf(sessions.keySet())) {
      if (!wanted.contains(broker)) {
        close(broker);
      }
    }
  }

  private void open(BrokerDescriptor descriptor) {
    VenueSession open = sessions.get(descriptor.brokerId());
    if ((open != null && open.descriptor().equals(descriptor))
        || descriptor.equals(refused.get(descriptor.brokerId()))) {
      return;
    }
    close(descriptor.brokerId());
    refused.remove(descriptor.brokerId());
    try {
      VenueSession session = factory(descriptor).open(descriptor);
      sessions.put(descriptor.brokerId(), session);
      LOG.infof("session opened: broker=%s kind=%s", descriptor.brokerId(), descriptor.kind());
    } catch (IllegalArgumentException e) {
      refused.put(descriptor.brokerId(), descriptor);
      LOG.errorf("no session: broker=%s reason=%s", descriptor.brokerId(), e.getMessage());
    } catch (RuntimeException e) {
      // Such as a journal that can't be read: the other brokers must not suffer from it.
      refused.put(descriptor.brokerId(), descriptor);
      LOG.errorf(e, "no session: broker=%s", descriptor.brokerId());
    }
  }

  private VenueFactory factory(BrokerDescriptor descriptor) {
    return factories.stream()
        .filter(factory -> factory.opens(descriptor.kind()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "this bridge has no sessions of " + descriptor.kind()));
  }

  private void close(String broker) {
    VenueSession session = sessions.remove(broker);
    if (session != null) {
      session.close();
      LOG.infof("session closed: broker=%s", broker);
    }
  }

  @PreDestroy
  synchronized void closeAll() {
    List.copyOf(sessions.keySet()).forEach(this::close);
  }
}
