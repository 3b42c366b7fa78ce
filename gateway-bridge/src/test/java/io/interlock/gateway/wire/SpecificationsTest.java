package io.interlock.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.json.Json;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecificationsTest {

  @ParameterizedTest
  @CsvSource({
    "EUR, USD, 5, 0.0001",
    "EUR, USD, 4, 0.0001",
    "USD, JPY, 3, 0.01",
    "USD, JPY, 2, 0.01",
    "BTC, USD, 2, 0.01",
    "US500, USD, 1, 0.1"
  })
  void shouldCountPipsByTheSymbol(String base, String quote, int digits, BigDecimal pip)
      throws Exception {
    assertThat(specification(base, quote, digits).pipSize()).isEqualByComparingTo(pip);
  }

  @ParameterizedTest
  @CsvSource({"EUR, USD, 5, 1.5, 15", "USD, JPY, 3, 0.99, 9", "BTC, USD, 2, 3, 3"})
  void shouldAllowNoMorePointsThanPips(
      String base, String quote, int digits, BigDecimal pips, int points) throws Exception {
    assertThat(Specifications.points(specification(base, quote, digits), pips)).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, true",
    "0.10, true",
    "100, true",
    "0.015, false",
    "0.001, false",
    "100.01, false"
  })
  void shouldTakeVolumesOnTheStepOnly(BigDecimal volume, boolean fits) throws Exception {
    String problem = Specifications.volumeProblem(specification("EUR", "USD", 5), volume);

    assertThat(problem == null).isEqualTo(fits);
  }

  private static SymbolSpecification specification(String base, String quote, int digits)
      throws Exception {
    String reply =
        """
        {"symbols":[{"symbol":"X","broker_symbol":"X.m","digits":%d,"contract_size":"100000",
         "volume_min":"0.01","volume_max":"100","volume_step":"0.01","filling_modes":["FOK"],
         "trade_mode":"FULL","currency_base":"%s","currency_profit":"%s"}]}
        """
            .formatted(digits, base, quote);
    var instruments = Specifications.read(Json.tree(reply.getBytes(UTF_8)), Map.of("X", "OURS"));
    SymbolSpecification specification = instruments.getFirst().specification();
    assertThat(specification.symbol()).isEqualTo("OURS");
    assertThat(specification.venueSymbol()).isEqualTo("X.m");
    return specification;
  }
}
