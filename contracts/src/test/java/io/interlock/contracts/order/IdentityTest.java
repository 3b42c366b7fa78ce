package io.interlock.contracts.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Identities, fixed for ever: were one of these to change, a redelivered signal would become a new
 * order. The values were made with another implementation (Python's hashlib and base64).
 */
class IdentityTest {
  @ParameterizedTest
  @CsvSource({
    "trade.signals, sig-1,                 0, DITVUI6QWMAV7INMEX3P7GEBYZ",
    "trade.signals, sig-1,                 1, IHWL3XWLAM2G3ZIJNDAFZMZQNK",
    "trade.signals, at:trade.signals-3-42, 0, 7E6WEKCWSKSQH77EXXHEDJRWJM",
    "execute,       schlüssel,             0, RSZLZKO5BYCWHUL65QI3EC7B2L",
    "'',            '',                    0, 6QF5FQY4HMX6FEFZRRG2NZDWHX"
  })
  void shouldAlwaysMakeTheSameOrderId(String source, String identity, int leg, String expected) {
    assertThat(OrderId.of(source, identity, leg).value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"local,      FS4ME6HWKVGW3VN7W4IGILKGZW", "production, JUIUTVF2QNTOAC4NORXLTBZUGC"})
  void shouldAlwaysMakeTheSameClientOrderId(String environment, String expected) {
    // Given
    OrderId order = new OrderId("DITVUI6QWMAV7INMEX3P7GEBYZ");

    // When / Then
    assertThat(ClientOrderId.of(environment, order).value()).isEqualTo(expected);
  }

  @Test
  void shouldKeepApartWhatOnlyLooksAlikeWhenJoined() {
    assertThat(OrderId.of("ab", "c", 0)).isNotEqualTo(OrderId.of("a", "bc", 0));
    assertThat(OrderId.of("a", "b1", 1)).isNotEqualTo(OrderId.of("a", "b", 11));
  }

  @Test
  void shouldNotRepeatItself() {
    // Given
    Set<OrderId> seen = new HashSet<>();

    // When / Then
    for (int i = 0; i < 20_000; i++) {
      assertThat(seen.add(OrderId.of("trade.signals", "sig-" + i / 4, i % 4))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "DITVUI6QWMAV7INMEX3P7GEBY",
        "DITVUI6QWMAV7INMEX3P7GEBYZA",
        "ditvui6qwmav7inmex3p7gebyz",
        "DITVUI6QWMAV7INMEX3P7GEBY1",
        "DITVUI6QWMAV7INMEX3P7GEBY "
      })
  void shouldRefuseAnyOtherText(String text) {
    assertThatThrownBy(() -> new OrderId(text)).hasMessageContaining("order_id");
    assertThatThrownBy(() -> new ClientOrderId(text)).hasMessageContaining("client_order_id");
  }

  @ParameterizedTest
  @CsvSource({
    "0, EXCELLENT",
    "0.5, EXCELLENT",
    "-0.5, EXCELLENT",
    "0.51, GOOD",
    "1, GOOD",
    "1.01, ACCEPTABLE",
    "2.0, ACCEPTABLE",
    "2.0001, POOR",
    "5, POOR",
    "-5.1, BAD",
    "1000000000, BAD"
  })
  void shouldClassifySlippageByItsSize(String pips, Quality expected) {
    assertThat(Quality.of(new java.math.BigDecimal(pips))).isEqualTo(expected);
  }
}
