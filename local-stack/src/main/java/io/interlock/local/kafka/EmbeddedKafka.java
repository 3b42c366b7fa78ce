package io.interlock.local.kafka;

import io.interlock.local.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker (KRaft, one node) in this process, on the loopback address, with the topics
 * of {@link TopicLayout}.
 *
 * <p>Topics are never created by accident: a topic not in the layout needs {@link #createTopic}.
 * Data survive {@link #stop} and {@link #start}, and a new instance on the same folder. Use {@link
 * KafkaProcess} for a broker that can be killed or frozen. Calls are serialised.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int NODE_ID = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private final Path folder;
  private final int port;
  private @Nullable KafkaRaftServer server;

  private EmbeddedKafka(Path folder, int port) {
    this.folder = folder.toAbsolutePath();
    this.port = port;
  }

  /** Starts a broker on a free port; returns when it serves and has its topics. */
  public static EmbeddedKafka start(Path folder) {
    return start(folder, Ports.free());
  }

  /** Starts a broker on a given port; returns when it serves and has its topics. */
  public static EmbeddedKafka start(Path folder, int port) {
    EmbeddedKafka kafka = new EmbeddedKafka(folder, port);
    kafka.start();
    return kafka;
  }

  public int port() {
    return port;
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Starts it again after {@link #stop}, on the same port with the same data. */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    format();
    KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(settings()), Time.SYSTEM);
    try {
      starting.startup();
      server = starting;
      CreateTopics.on(bootstrapServers(), TopicLayout.topics());
    } catch (RuntimeException e) {
      server = null;
      starting.shutdown();
      throw e;
    }
  }

  /** Shuts the broker down; clients see it gone and reconnect after {@link #start}. */
  public synchronized void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Creates a topic unless it exists. */
  public void createTopic(String name, int partitions, Map<String, String> settings) {
    CreateTopics.on(
        bootstrapServers(), List.of(new NewTopic(name, partitions, (short) 1).configs(settings)));
  }

  private void format() {
    try {
      Files.createDirectories(folder);
      Formatter formatter =
          new Formatter()
              .setClusterId(clusterId())
              .setNodeId(NODE_ID)
              .setControllerListenerName(CONTROLLER)
              .setMetadataLogDirectory(folder.resolve("log").toString())
              .addDirectory(folder.resolve("log").toString())
              .setReleaseVersion(MetadataVersion.latestProduction())
              .setIgnoreFormatted(true)
              .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
      formatter.run();
    } catch (IOException e) {
      throw new UncheckedIOException("can't write to " + folder, e);
    } catch (Exception e) {
      throw new IllegalStateException("can't prepare Kafka's folder " + folder, e);
    }
  }

  private String clusterId() throws IOException {
    Path file = folder.resolve("cluster-id");
    if (!Files.exists(file)) {
      Files.writeString(file, Uuid.randomUuid().toString());
    }
    return Files.readString(file).strip();
  }

  private Map<String, Object> settings() {
    int controllerPort = Ports.free();
    Map<String, Object> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("log.dirs", folder.resolve("log").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // After a crash the node may register again as soon as its old session is over.
    settings.put("broker.session.timeout.ms", "2000");
    settings.put("broker.heartbeat.interval.ms", "500");
    // One developer's group starts at once, and fault tests may ask for short sessions.
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    return settings;
  }
}
