package io.interlock.gateway.wire;

import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.json.InvalidMessage;

/**
 * How one kind of host is spoken to. Stateless and thread-safe.
 *
 * <p>Only {@code interlock-1} removes duplicates, knows deadlines and epochs, and can fence.
 */
public sealed interface HostDialect
    permits InterlockDialect, CrsDialect, FlatOrderDialect, QuantmindDialect {

  static HostDialect of(Dialect dialect) {
    return switch (dialect) {
      case INTERLOCK_1 -> new InterlockDialect();
      case MT5_CRS -> new CrsDialect();
      case FLAT_ORDER -> new FlatOrderDialect();
      case QUANTMIND -> new QuantmindDialect();
    };
  }

  /** Whether the host has words for the request. */
  boolean speaks(HostRequest request);

  /**
   * One frame.
   *
   * @throws IllegalArgumentException if the dialect does not speak the request
   */
  byte[] encode(HostRequest request, Stamp stamp);

  /** Reads a reply to a request; what is thrown says nothing about what the host did. */
  HostReply decode(HostRequest request, byte[] body) throws InvalidMessage;

  /** Whether a command that is written twice is carried out once. */
  default boolean removesDuplicates() {
    return this instanceof InterlockDialect;
  }
}
