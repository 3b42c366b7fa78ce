package io.interlock.local.kafka;

import io.interlock.local.process.JavaProgram;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of {@link TopicLayout} on any broker; those that exist stay as they are. */
public final class CreateTopics {
  private CreateTopics() {}

  /** Takes the bootstrap servers as its argument. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: CreateTopics BOOTSTRAP_SERVERS");
      System.exit(2);
    }
    JavaProgram.quietLogs();
    on(arguments[0], TopicLayout.topics());
    TopicLayout.topics().forEach(topic -> System.out.println(topic.name()));
  }

  /**
   * Returns when all topics exist.
   *
   * @throws IllegalStateException if the broker refuses or can't be reached
   */
  static void on(String bootstrapServers, Collection<NewTopic> topics) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      for (var created : admin.createTopics(topics).values().values()) {
        try {
          created.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw new IllegalStateException("can't create topics: " + e.getCause(), e.getCause());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topics", e);
    }
  }
}
