package io.interlock.contracts.broker;

import io.interlock.contracts.json.Rule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an MT5 host listens.
 *
 * @param dataPort of its PUB socket; null: it has none
 */
public record Endpoint(String host, int commandPort, @Nullable Integer dataPort) {
  private static final Pattern URL = Pattern.compile("tcp://(\\[[^\\]]+\\]|[^:/]+):([0-9]{1,5})/?");

  public Endpoint {
    Rule.name("host", host);
    Rule.that(
        commandPort > 0 && commandPort < 65_536, "command_port", commandPort, "must be 1 to 65535");
    Rule.that(
        dataPort == null || (dataPort > 0 && dataPort < 65_536),
        "data_port",
        dataPort,
        "must be 1 to 65535");
  }

  /**
   * A host's command socket as a ZeroMQ address, {@code tcp://HOST:PORT}; null if it is none. It
   * names no data port.
   */
  public static @Nullable Endpoint ofUrl(String url) {
    Matcher matcher = URL.matcher(url.strip());
    if (!matcher.matches()) {
      return null;
    }
    int port = Integer.parseInt(matcher.group(2));
    return port > 0 && port < 65_536 ? new Endpoint(matcher.group(1), port, null) : null;
  }

  /** Whether it surely is this machine; no name is looked up. */
  boolean isLoopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
