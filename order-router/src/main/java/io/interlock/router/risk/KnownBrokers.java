package io.interlock.router.risk;

import io.interlock.contracts.broker.BrokerDescriptor;
import java.util.Collection;

/** The brokers of the catalog, as the kill switch needs them. */
public interface KnownBrokers {
  Collection<BrokerDescriptor> catalog();
}
