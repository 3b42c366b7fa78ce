package io.interlock.gateway.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;

/** Takes what sessions learn. Any thread may call it; no call blocks or throws. */
public interface VenueListener {
  void status(BrokerStatus status);

  /** May be left out in favour of a newer one of the same symbol. */
  void tick(Tick tick);

  /** Is never left out. */
  void order(BrokerDescriptor broker, VenueOrder order);

  /** Is never left out. */
  void position(BrokerDescriptor broker, VenuePosition position);
}
