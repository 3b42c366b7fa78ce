package io.interlock.gateway.intake.terminal;

import static org.awaitility.Awaitility.await;

import io.interlock.contracts.Topics;
import io.interlock.local.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutcomeConsumerTest {
  @TempDir Path folder;

  @Test
  void shouldFollowTheEventsWhenTheirTopicIsMadeLater() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      // Given
      admin.deleteTopics(List.of(Topics.ORDER_EVENTS)).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(Topics.ORDER_EVENTS));
      try (OutcomeConsumer consumer =
          new OutcomeConsumer(
              Map.of(
                  "bootstrap.servers",
                  kafka.bootstrapServers(),
                  "allow.auto.create.topics",
                  false))) {
        await()
            .during(Duration.ofSeconds(1))
            .atMost(Duration.ofSeconds(5))
            .until(() -> !consumer.following());

        // When
        admin.createTopics(List.of(new NewTopic(Topics.ORDER_EVENTS, 1, (short) 1))).all().get();

        // Then
        await().atMost(Duration.ofSeconds(20)).until(consumer::following);
      }
    }
  }
}
