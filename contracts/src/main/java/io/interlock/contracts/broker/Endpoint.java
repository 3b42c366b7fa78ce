package io.interlock.contracts.broker;

import io.interlock.contracts.json.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Where an MT5 host listens.
 *
 * @param dataPort of its PUB socket; null: it has none
 */
public record Endpoint(String host, int commandPort, @Nullable Integer dataPort) {
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
}
