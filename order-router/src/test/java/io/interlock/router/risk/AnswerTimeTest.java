package io.interlock.router.risk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTimeTest {
  @ParameterizedTest
  @CsvSource({"0,45", "5,35", "8,29", "10,25", "40,25", "500,25"})
  void shouldLeaveLessForTheLayersTheLaterTimersCome(long lateMillis, long millis) {
    assertThat(AnswerTime.left(lateMillis)).isEqualTo(millis);
  }
}
