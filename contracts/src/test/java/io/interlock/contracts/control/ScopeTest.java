package io.interlock.contracts.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  @ParameterizedTest
  @ValueSource(strings = {"global", "broker:b-1", "account:a", "strategy:s:1", "symbol:EURUSD.m"})
  void shouldReadBackWhatItWrites(String text) {
    assertThat(Scope.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Global",
        "global:x",
        "broker",
        "broker:",
        ":x",
        "planet:x",
        "BROKER:x",
        "broker: x"
      })
  void shouldRefuseAnythingElse(String text) {
    assertThatThrownBy(() -> Scope.parse(text)).hasMessageContaining("scope");
  }
}
