package io.interlock.contracts.broker;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.Rule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One broker account Interlock can trade, as published on {@code broker.catalog}; holds no secret,
 * only where the bridge finds them. A null record is a removal.
 *
 * @param account name of the account; unique over all descriptors
 * @param gateway name of the bridge that holds the session
 * @param gatewayUrl where routers reach that bridge
 * @param dialect MT5 only
 * @param endpoints MT5: primary first, standbys after it; empty elsewhere
 * @param baseUrl Binance: REST and WebSocket base; credentials are the bridge's
 * @param symbols symbols it may trade, ours to the venue's; empty: all, unmapped
 * @param strategies strategies that may use it; empty: all
 * @param sessions per symbol ({@code *} for all others) when it may open; absent: always
 * @param priority lower is preferred when several could take a signal
 * @param magic default for MT5 orders
 * @param plain MT5: its hosts may be spoken to without CURVE although they are other machines
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BrokerDescriptor(
    String brokerId,
    BrokerKind kind,
    String account,
    String gateway,
    String gatewayUrl,
    @Nullable Dialect dialect,
    List<Endpoint> endpoints,
    @Nullable String baseUrl,
    @Nullable CurveFiles curve,
    Map<String, String> symbols,
    List<String> strategies,
    Map<String, List<Session>> sessions,
    int priority,
    boolean enabled,
    @Nullable Long magic,
    @Nullable Integer commandTimeoutMillis,
    @Nullable Boolean plain) {

  @SuppressWarnings("NullAway") // JSON may leave collections out
  public BrokerDescriptor {
    Rule.name("broker_id", brokerId);
    Rule.that(
        brokerId.matches("[a-z0-9][a-z0-9._-]*"),
        "broker_id",
        brokerId,
        "must be lower-case letters, digits, dot, dash and underscore");
    Rule.required("kind", kind);
    Rule.name("account", account);
    Rule.name("gateway", gateway);
    Rule.name("gateway_url", gatewayUrl);
    Rule.that(
        isAddress(gatewayUrl),
        "gateway_url",
        gatewayUrl,
        "must be http:// or https:// with a host name of letters, digits, dots and hyphens");
    endpoints = Rule.list("endpoints", endpoints);
    strategies = Rule.list("strategies", strategies);
    symbols = Rule.map("symbols", symbols);
    sessions = Rule.map("sessions", sessions);
    if (kind == BrokerKind.MT5) {
      Rule.required("dialect", dialect);
      Rule.that(!endpoints.isEmpty(), "endpoints", endpoints, "an MT5 broker needs at least one");
    }
    if (kind == BrokerKind.BINANCE_SPOT || kind == BrokerKind.BINANCE_FUTURES) {
      Rule.required("base_url", baseUrl);
    }
    Rule.that(
        commandTimeoutMillis == null || commandTimeoutMillis > 0,
        "command_timeout_millis",
        commandTimeoutMillis,
        "must be greater than 0");
  }

  private static boolean isAddress(String url) {
    try {
      URI address = new URI(url);
      return address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * Why its hosts may not be spoken to as the entry stands; null: they may. Unencrypted orders stay
   * on this machine unless the entry says otherwise.
   */
  public @Nullable String insecurity() {
    if (curve != null || Boolean.TRUE.equals(plain)) {
      return null;
    }
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.isLoopback()) {
        return endpoint.host() + " is another machine: give it curve keys, or say plain: true";
      }
    }
    return null;
  }

  /** The same broker with another primary host. */
  public BrokerDescriptor withPrimary(Endpoint primary) {
    List<Endpoint> changed = new ArrayList<>(endpoints);
    changed.set(0, primary);
    return new BrokerDescriptor(
        brokerId,
        kind,
        account,
        gateway,
        gatewayUrl,
        dialect,
        changed,
        baseUrl,
        curve,
        symbols,
        strategies,
        sessions,
        priority,
        enabled,
        magic,
        commandTimeoutMillis,
        plain);
  }

  public boolean trades(String symbol) {
    return symbols.isEmpty() || symbols.containsKey(symbol);
  }

  public boolean serves(String strategy) {
    return strategies.isEmpty() || strategies.contains(strategy);
  }

  /** The venue's name of a symbol. */
  public String venueSymbol(String symbol) {
    return symbols.getOrDefault(symbol, symbol);
  }
}
