package io.interlock.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCheckTest {
  @TempDir Path folder;

  @Test
  void shouldStartWithItsDefaults() {
    BridgeSettings settings = settings(Map.of());

    assertThat(StartCheck.problems(settings)).isEmpty();
    assertThat(settings.commandTimeoutMillis()).isEqualTo(2_000);
    assertThat(settings.deadMan()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.queueCapacity()).isEqualTo(256);
  }

  @Test
  void shouldTakeTheTimeOutThatPeopleAlreadySet() {
    assertThat(settings(Map.of("GTW_TIMEOUT_MS", "750")).commandTimeoutMillis()).isEqualTo(750);
  }

  @Test
  void shouldNameEveryProblemAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    assertThat(
            StartCheck.problems(
                settings(
                    Map.of(
                        "interlock.gateway.name", "No Name",
                        "interlock.gateway.command-timeout-millis", "0",
                        "interlock.gateway.dead-man", "0S",
                        "interlock.gateway.queue-capacity", "0",
                        "interlock.gateway.data-dir", file.resolve("below").toString(),
                        "interlock.gateway.paper.quotes.EURUSD", "1.08"))))
        .hasSize(6)
        .allMatch(problem -> problem.startsWith("interlock.gateway."))
        .anyMatch(problem -> problem.contains("queue-capacity") && problem.contains("found: 0"));
  }

  private BridgeSettings settings(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(BridgeSettings.class)
        .withConverter(Duration.class, 100, new DurationConverter())
        .withConverter(Path.class, 100, new PathConverter())
        .withDefaultValue("interlock.gateway.data-dir", folder.toString())
        .withDefaultValues(values)
        .build()
        .getConfigMapping(BridgeSettings.class);
  }
}
