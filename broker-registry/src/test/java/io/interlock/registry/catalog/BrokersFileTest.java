package io.interlock.registry.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokersFileTest {

  @Test
  void shouldReadTheShippedFileWhenNoVariableIsSet() throws Exception {
    // Given
    String yaml = Files.readString(Path.of("config/brokers.yaml"));

    // When
    List<BrokerDescriptor> brokers = BrokersFile.parse(yaml, Map.<String, String>of()::get);

    // Then
    assertThat(brokers).extracting(BrokerDescriptor::brokerId).containsExactly("mt5-demo", "paper");
    assertThat(brokers.getFirst().dialect()).isEqualTo(Dialect.INTERLOCK_1);
    assertThat(brokers.getFirst().endpoints())
        .containsExactly(new Endpoint("127.0.0.1", 5555, 5556));
  }

  @Test
  void shouldTakeTheEnvironmentsValueWhenAVariableIsSet() throws Exception {
    // Given
    String yaml = Files.readString(Path.of("config/brokers.yaml"));

    // When
    List<BrokerDescriptor> brokers =
        BrokersFile.parse(
            yaml, Map.of("GTW_HOST", "10.0.0.7", "GTW_PORT", "6000", "GTW_PLAIN", "true")::get);

    // Then
    assertThat(brokers.getFirst().endpoints())
        .containsExactly(new Endpoint("10.0.0.7", 6000, 5556));
  }

  @Test
  void shouldTakeHostAndPortFromTheAddressWhenTheyAreNotSet() throws Exception {
    // Given
    String yaml = Files.readString(Path.of("config/brokers.yaml"));

    // When
    List<BrokerDescriptor> brokers =
        BrokersFile.parse(yaml, Map.of("ZMQ_EXECUTION_URL", "tcp://localhost:6001")::get);

    // Then
    assertThat(brokers.getFirst().endpoints())
        .containsExactly(new Endpoint("localhost", 6001, 5556));
  }

  @Test
  void shouldRefuseAHostOnAnotherMachineWithoutKeys() throws Exception {
    // Given
    String yaml = Files.readString(Path.of("config/brokers.yaml"));

    // When / Then
    assertThatThrownBy(() -> BrokersFile.parse(yaml, Map.of("GTW_HOST", "10.0.0.7")::get))
        .isInstanceOf(InvalidBrokersFile.class)
        .hasMessageContaining("10.0.0.7")
        .hasMessageContaining("plain: true");
  }

  @Test
  void shouldTellEveryProblemAtOnceWhenSeveralEntriesAreWrong() {
    // Given
    String yaml =
        """
        brokers:
          one:
            kind: MT5
            account: a
            gateway: g
            gateway_url: http://x
            dialect: interlock-1
            endpoints: [{host: h, command_port: 70000}]
          two:
            kind: PAPER
            account: a
            gateway: ${NOBODY_SET_THIS}
            gateway_url: http://x
          three:
            kind: PAPER
            account: c
            gateway: g
            gateway_url: http://x
            colour: red
        """;

    // When
    List<Problem> problems = problemsOf(yaml);

    // Then
    assertThat(problems)
        .containsExactlyInAnyOrder(
            new Problem("one", "endpoints[0].command_port", "70000", "must be 1 to 65535"),
            new Problem(
                "two",
                "gateway",
                "${NOBODY_SET_THIS}",
                "variable NOBODY_SET_THIS has no value and no default"),
            new Problem("three", "colour", "colour", "is not a field of this message"));
  }

  @Test
  void shouldRefuseWhenTwoBrokersClaimAnAccount() {
    // Given
    String yaml =
        """
        brokers:
          one: {kind: PAPER, account: a, gateway: g, gateway_url: http://x}
          two: {kind: PAPER, account: a, gateway: g, gateway_url: http://x}
        """;

    // When / Then
    assertThat(problemsOf(yaml))
        .containsExactly(new Problem("two", "account", "a", "belongs to one already"));
  }

  @Test
  void shouldRefuseWhenAKeyStandsTwice() {
    assertThat(problemsOf("brokers:\n  one: {kind: PAPER, kind: MT5}\n"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.value()).isEqualTo("malformed YAML"));
  }

  @Test
  void shouldRefuseWhenTheFileIsNotAMapOfBrokers() {
    for (String yaml : List.of("", "brokers: 5", "- a", "other: {}")) {
      assertThatThrownBy(() -> BrokersFile.parse(yaml, name -> null))
          .as(yaml)
          .isInstanceOf(InvalidBrokersFile.class);
    }
  }

  private static List<Problem> problemsOf(String yaml) {
    try {
      BrokersFile.parse(yaml, name -> null);
    } catch (InvalidBrokersFile e) {
      return e.problems();
    }
    throw new AssertionError("was accepted");
  }
}
