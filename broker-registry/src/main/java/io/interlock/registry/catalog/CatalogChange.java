package io.interlock.registry.catalog;

import io.interlock.contracts.broker.BrokerDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must be published so that the catalog agrees with brokers.yaml.
 *
 * @param changed descriptors that are new or differ
 * @param removed ids that came from the file once and stand in it no more
 */
public record CatalogChange(List<BrokerDescriptor> changed, Set<String> removed) {
  /**
   * Compares the file with the catalog.
   *
   * @param known the catalog
   * @param fromFile ids in the catalog that came from the file; the others were registered at run
   *     time and stay
   */
  public static CatalogChange between(
      Map<String, BrokerDescriptor> known,
      Set<String> fromFile,
      Collection<BrokerDescriptor> file) {
    List<BrokerDescriptor> changed =
        file.stream()
            .filter(
                broker ->
                    !broker.equals(known.get(broker.brokerId()))
                        || !fromFile.contains(broker.brokerId()))
            .toList();
    Set<String> removed = new TreeSet<>(fromFile);
    removed.removeAll(file.stream().map(BrokerDescriptor::brokerId).collect(Collectors.toSet()));
    return new CatalogChange(changed, removed);
  }
}
