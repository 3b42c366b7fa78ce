package io.interlock.gateway.probe;

import io.interlock.contracts.broker.Dialect;
import io.interlock.gateway.curve.ClientSecurity;
import java.time.Duration;

/**
 * What is probed.
 *
 * @param timeout for each answer of the host
 */
public record ProbeTarget(
    String host, int port, Dialect dialect, Duration timeout, ClientSecurity security) {
  boolean encrypted() {
    return security instanceof ClientSecurity.Curve;
  }
}
