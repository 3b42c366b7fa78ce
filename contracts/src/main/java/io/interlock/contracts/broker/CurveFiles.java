package io.interlock.contracts.broker;

import io.interlock.contracts.json.Rule;

/**
 * Where the bridge finds the CURVE keys for a host; paths on the bridge's machine, never keys.
 *
 * @param serverKeyFile the host's public key, Z85
 * @param clientKeyFile the bridge's key pair as {@code interlock keys} writes it
 */
public record CurveFiles(String serverKeyFile, String clientKeyFile) {
  public CurveFiles {
    Rule.name("server_key_file", serverKeyFile);
    Rule.name("client_key_file", clientKeyFile);
  }
}
