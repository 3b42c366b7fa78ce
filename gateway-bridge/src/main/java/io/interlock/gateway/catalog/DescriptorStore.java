package io.interlock.gateway.catalog;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.gateway.gate.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/** The last descriptors, on the bridge's own volume, so that it starts while Kafka is away. */
final class DescriptorStore {
  private static final Logger LOG = Logger.getLogger(DescriptorStore.class);

  private final Path file;

  /** Content of the file. */
  record Stored(List<BrokerDescriptor> brokers) {
    @SuppressWarnings("NullAway") // JSON may leave collections out
    Stored {
      brokers = Rule.list(brokers);
    }
  }

  DescriptorStore(Path file) {
    this.file = file;
  }

  /** Empty if there are none or they can't be read: the catalog has them. */
  List<BrokerDescriptor> read() {
    try {
      return Files.exists(file)
          ? Json.readTolerant(Files.readAllBytes(file), Stored.class).brokers()
          : List.of();
    } catch (IOException | InvalidMessage e) {
      LOG.errorf("stored brokers can't be read, waiting for the catalog: file=%s %s", file, e);
      return List.of();
    }
  }

  void write(Collection<BrokerDescriptor> brokers) {
    try {
      DurableFile.replace(file, Json.bytes(new Stored(List.copyOf(brokers))));
    } catch (IOException e) {
      LOG.errorf("brokers can't be stored: file=%s %s", file, e);
    }
  }
}
