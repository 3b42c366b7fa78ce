package io.interlock.gateway.transport;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Consumer;
import org.zeromq.ZMQ;

/**
 * Where a host is and how it is spoken to.
 *
 * @param name of the threads, for people
 * @param queueCapacity how many exchanges of a kind may wait; one more is not written
 * @param renewAfter how long a connection over which nothing comes is waited for; then another is
 *     made
 * @param security prepares a socket before it connects
 */
public record ChannelOptions(
    String name,
    String host,
    int port,
    int queueCapacity,
    Duration renewAfter,
    Consumer<ZMQ.Socket> security) {

  public ChannelOptions {
    requireNonNull(name, "name is null");
    requireNonNull(host, "host is null");
    requireNonNull(renewAfter, "renewAfter is null");
    requireNonNull(security, "security is null");
  }

  /** The address as ZeroMQ writes it; an IPv6 address needs brackets. */
  public String address() {
    return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
