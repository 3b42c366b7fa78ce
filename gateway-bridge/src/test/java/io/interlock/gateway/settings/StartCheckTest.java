package io.interlock.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "GTW_HOST,          10.0.0.7,            10.0.0.7:6555:6556",
    "GTW_PORT,          7000,                127.0.0.1:7000:6556",
    "GTW_DATA_PORT,     7001,                127.0.0.1:6555:7001",
    "ZMQ_EXECUTION_URL, tcp://10.0.0.8:7002, 10.0.0.8:7002:6556"
  })
  void shouldTakeTheHostThatPeopleAlreadySet(String variable, String value, String expected) {
    // Given
    BridgeSettings settings =
        settings(Map.of("interlock.gateway.mt5.broker", "mt5-demo", variable, value));
    NamedHost named = new NamedHost(settings.mt5());

    // When
    Endpoint primary = named.applied(broker("mt5-demo")).endpoints().getFirst();

    // Then
    assertThat(primary.host() + ":" + primary.commandPort() + ":" + primary.dataPort())
        .isEqualTo(expected);
    assertThat(named.applied(broker("another"))).isEqualTo(broker("another"));
  }

  @Test
  void shouldLeaveEveryHostAloneWhenNoBrokerIsNamed() {
    NamedHost named = new NamedHost(settings(Map.of("GTW_HOST", "10.0.0.7")).mt5());

    assertThat(named.applied(broker("mt5-demo"))).isEqualTo(broker("mt5-demo"));
  }

  @Test
  void shouldNotStartWithAUrlThatIsNone() {
    Map<String, String> values =
        Map.of("interlock.gateway.mt5.broker", "mt5-demo", "ZMQ_EXECUTION_URL", "localhost:5555");

    assertThat(StartCheck.problems(settings(values)))
        .singleElement()
        .asString()
        .contains("tcp://HOST:PORT");
  }

  private static BrokerDescriptor broker(String id) {
    return new BrokerDescriptor(
        id,
        BrokerKind.MT5,
        "account",
        "local",
        "http://localhost",
        Dialect.INTERLOCK_1,
        List.of(new Endpoint("127.0.0.1", 6555, 6556), new Endpoint("127.0.0.2", 1, null)),
        null,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        0,
        true,
        null,
        null,
        true);
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
