package io.interlock.registry.directory;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.edge.TopicConsumer;
import io.interlock.registry.catalog.BrokersFile;
import io.interlock.registry.catalog.CatalogChange;
import io.interlock.registry.catalog.InvalidBrokersFile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the topics and keeps the catalog in step with brokers.yaml.
 *
 * <p>The file is read at the start, where a problem in it ends the service, and again whenever its
 * text changes, where a problem is logged and the catalog left as it is.
 */
@Singleton
public class DirectoryKeeper {
  private static final Logger LOG = Logger.getLogger(DirectoryKeeper.class);

  private final BrokerDirectory directory;
  private final CatalogPublisher publisher;
  private final Map<String, Object> kafka;
  private final Optional<Path> file;
  private final List<TopicConsumer> consumers = new ArrayList<>();
  private volatile @Nullable TopicConsumer catalog;
  private volatile @Nullable String publishedText;
  private volatile @Nullable String refusedText;

  DirectoryKeeper(
      BrokerDirectory directory,
      CatalogPublisher publisher,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "interlock.registry.brokers-file") Optional<Path> file) {
    this.directory = directory;
    this.publisher = publisher;
    this.kafka = kafka;
    this.file = file;
  }

  void start(@Observes StartupEvent event) throws IOException, InvalidBrokersFile {
    if (file.isPresent()) {
      BrokersFile.parse(Files.readString(file.get()), System::getenv);
    }
    catalog = TopicConsumer.fromTheBeginning(Topics.BROKER_CATALOG, kafka, directory::readCatalog);
    consumers.add(catalog);
    consumers.add(
        TopicConsumer.fromTheBeginning(Topics.BROKER_STATUS, kafka, directory::readStatus));
  }

  void stop(@Observes ShutdownEvent event) {
    consumers.forEach(TopicConsumer::close);
  }

  /** Whether the topics have been read and the file is published. */
  public boolean isReady() {
    return consumers.size() == 2
        && consumers.stream().allMatch(TopicConsumer::isCaughtUp)
        && (file.isEmpty() || publishedText != null);
  }

  @Scheduled(every = "0.5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void keepInStep() {
    TopicConsumer reader = catalog;
    if (file.isEmpty() || reader == null || !reader.isCaughtUp()) {
      return;
    }
    String text;
    try {
      text = Files.readString(file.get());
    } catch (IOException e) {
      LOG.errorf("%s can't be read; the catalog stays as it is: %s", file.get(), e);
      return;
    }
    if (text.equals(publishedText) || text.equals(refusedText)) {
      return;
    }
    try {
      publish(BrokersFile.parse(text, System::getenv));
      publishedText = text;
      refusedText = null;
    } catch (InvalidBrokersFile e) {
      refusedText = text;
      LOG.errorf("%s is refused; the catalog stays as it is:%n%s", file.get(), e.getMessage());
    } catch (CompletionException e) {
      LOG.warnf("the catalog can't be published, trying again: %s", e.getCause());
    }
  }

  private void publish(List<BrokerDescriptor> brokers) {
    CatalogChange change =
        CatalogChange.between(
            directory.brokers(), directory.from(BrokerDirectory.Origin.FILE), brokers);
    List<CompletableFuture<Void>> sends = new ArrayList<>();
    change
        .changed()
        .forEach(broker -> sends.add(publisher.publish(broker, BrokerDirectory.Origin.FILE)));
    change.removed().forEach(id -> sends.add(publisher.remove(id, BrokerDirectory.Origin.FILE)));
    sends.forEach(CompletableFuture::join);
    LOG.infof(
        "%d brokers: %d published, %d removed",
        brokers.size(), change.changed().size(), change.removed().size());
  }
}
