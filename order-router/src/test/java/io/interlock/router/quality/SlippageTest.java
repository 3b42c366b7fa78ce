package io.interlock.router.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.order.Quality;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlippageTest {

  @ParameterizedTest
  @CsvSource({
    // pip, side, decision, fill, pips, quality
    "0.0001, BUY, 1.10000, 1.10005, 0.5, EXCELLENT",
    "0.0001, BUY, 1.10000, 1.09990, -1, GOOD",
    "0.0001, SELL, 1.10000, 1.09980, 2, ACCEPTABLE",
    "0.0001, SELL, 1.10000, 1.10050, -5, POOR",
    "0.0001, BUY, 1.10000, 1.10051, 5.1, BAD",
    "0.01, BUY, 150.000, 150.015, 1.5, ACCEPTABLE",
    "1, SELL, 64000, 63997, 3, POOR"
  })
  void shouldCountInPipsOfTheSymbolAndCallWorsePositive(
      String pip, Side side, String decision, String fill, String pips, Quality quality) {
    // When
    Slippage slippage =
        Slippage.measure(
            symbol(pip), side, new BigDecimal(decision), null, new BigDecimal(fill), null);

    // Then
    assertThat(slippage.pips()).isEqualByComparingTo(pips);
    assertThat(slippage.quality()).isEqualTo(quality);
    assertThat(slippage.beyondLimit()).isFalse();
    assertThat(slippage.delayPips()).isNull();
  }

  @Test
  void shouldTellTheMarketsPartFromTheVenuesWhenTheArrivalPriceIsKnown() {
    // When
    Slippage slippage =
        Slippage.measure(
            symbol("0.0001"),
            Side.BUY,
            new BigDecimal("1.10000"),
            new BigDecimal("1.10020"),
            new BigDecimal("1.10010"),
            null);

    // Then
    assertThat(slippage.delayPips()).isEqualByComparingTo("2");
    assertThat(slippage.executionPips()).isEqualByComparingTo("-1");
    assertThat(slippage.pips()).isEqualByComparingTo("1");
  }

  @Test
  void shouldOnlyCallWorseFillsBeyondTheLimit() {
    // Given
    BigDecimal limit = new BigDecimal("2");

    // Then
    assertThat(measure("1.10021", limit).beyondLimit()).isTrue();
    assertThat(measure("1.10020", limit).beyondLimit()).isFalse();
    assertThat(measure("1.09900", limit).beyondLimit()).isFalse();
  }

  private static Slippage measure(String fill, BigDecimal limit) {
    return Slippage.measure(
        symbol("0.0001"), Side.BUY, new BigDecimal("1.10000"), null, new BigDecimal(fill), limit);
  }

  private static SymbolSpecification symbol(String pip) {
    BigDecimal one = BigDecimal.ONE;
    return new SymbolSpecification(
        "S",
        "S",
        5,
        new BigDecimal("0.00001"),
        new BigDecimal(pip),
        one,
        one,
        one,
        one,
        null,
        null,
        true,
        null,
        List.of());
  }
}
