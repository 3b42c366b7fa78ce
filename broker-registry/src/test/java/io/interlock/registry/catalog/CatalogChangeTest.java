package io.interlock.registry.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.BrokerDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogChangeTest {

  @Test
  void shouldPublishOnlyWhatDiffersWhenTheCatalogIsKnown() throws Exception {
    // Given
    BrokerDescriptor same = paper("same", 1);
    BrokerDescriptor before = paper("changed", 1);
    BrokerDescriptor after = paper("changed", 2);
    BrokerDescriptor gone = paper("gone", 1);
    BrokerDescriptor registered = paper("registered", 1);
    Map<String, BrokerDescriptor> known =
        Map.of("same", same, "changed", before, "gone", gone, "registered", registered);

    // When
    CatalogChange change =
        CatalogChange.between(known, Set.of("same", "changed", "gone"), List.of(same, after));

    // Then: what was registered at run time stays
    assertThat(change.changed()).containsExactly(after);
    assertThat(change.removed()).containsExactly("gone");
  }

  private static BrokerDescriptor paper(String id, int priority) throws Exception {
    String yaml =
        "brokers:\n  %s: {kind: PAPER, account: %s, gateway: g, gateway_url: http://x, priority: %d}"
            .formatted(id, id, priority);
    return BrokersFile.parse(yaml, name -> null).getFirst();
  }
}
