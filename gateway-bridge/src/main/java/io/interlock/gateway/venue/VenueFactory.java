package io.interlock.gateway.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;

/** Opens sessions of one or more kinds of broker; a bean for each. */
public interface VenueFactory {
  boolean opens(BrokerKind kind);

  /**
   * Returns at once; the session connects, and goes on trying, by itself.
   *
   * @throws IllegalArgumentException if the descriptor can't be used, saying why
   */
  VenueSession open(BrokerDescriptor descriptor);
}
