package io.interlock.contracts.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerDescriptorTest {
  @ParameterizedTest
  @ValueSource(strings = {"http://b", "https://b.example:8443/base", "http://127.0.0.1:8082"})
  void shouldTakeAddressesOfBridges(String url) throws InvalidMessage {
    assertThat(read(url).gatewayUrl()).isEqualTo(url);
  }

  /** No stream of orders can be opened to them. */
  @ParameterizedTest
  @ValueSource(
      strings = {"http://gateway_bridge:8082", "gateway-bridge", "ws://b", "http://", "b:1"})
  void shouldRefuseWhatIsNoAddressOfABridge(String url) {
    assertThatThrownBy(() -> read(url))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.field()).isEqualTo("gateway_url");
              assertThat(e.value()).isEqualTo(url);
              assertThat(e.rule()).startsWith("must be http:// or https:// with a host name");
            });
  }

  private static BrokerDescriptor read(String url) throws InvalidMessage {
    String text =
        """
        {"broker_id":"b","kind":"PAPER","account":"a","gateway":"g","gateway_url":"%s",
         "priority":1,"enabled":true}""";
    return Json.read(text.formatted(url).getBytes(StandardCharsets.UTF_8), BrokerDescriptor.class);
  }
}
