package io.interlock.gateway.settings;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.Endpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The primary MT5 host of one broker where the environment names it; it goes before the broker's
 * entry, of which it keeps the ports that it does not name itself.
 */
public final class NamedHost {
  private final BridgeSettings.Mt5 settings;

  public NamedHost(BridgeSettings.Mt5 settings) {
    this.settings = settings;
  }

  public BrokerDescriptor applied(BrokerDescriptor broker) {
    boolean named =
        broker.kind() == BrokerKind.MT5
            && settings.broker().filter(broker.brokerId()::equals).isPresent();
    return named ? broker.withPrimary(endpoint(broker.endpoints().getFirst())) : broker;
  }

  private Endpoint endpoint(Endpoint entry) {
    Optional<Endpoint> url = settings.executionUrl().map(Endpoint::ofUrl);
    return new Endpoint(
        settings.host().or(() -> url.map(Endpoint::host)).orElse(entry.host()),
        settings.port().or(() -> url.map(Endpoint::commandPort)).orElse(entry.commandPort()),
        entry.dataPort() == null ? null : settings.dataPort().orElse(entry.dataPort()));
  }

  /** What is wrong with the variables; null: nothing. */
  @Nullable String problem() {
    Optional<String> url = settings.executionUrl();
    if (settings.broker().isEmpty()) {
      return null;
    }
    if (url.isPresent() && Endpoint.ofUrl(url.get()) == null) {
      return "interlock.gateway.mt5.execution-url: must be tcp://HOST:PORT (found: %s)"
          .formatted(url.get());
    }
    return settings.host().isEmpty() && url.isEmpty()
        ? "interlock.gateway.mt5.broker: needs GTW_HOST or ZMQ_EXECUTION_URL (found: neither)"
        : null;
  }
}
