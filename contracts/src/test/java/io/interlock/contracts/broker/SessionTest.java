package io.interlock.contracts.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-05T08:00:00Z,          true",
    "2026-01-05T07:59:59.999Z,      false",
    "2026-01-05T16:59:59.999Z,      true",
    "2026-01-05T17:00:00Z,          false",
    "2026-01-06T12:00:00Z,          false",
    "2026-01-05T09:30:00+02:00,     false",
    "2026-01-05T10:30:00+02:00,     true"
  })
  void shouldHoldItsStartButNotItsEnd(String moment, boolean held) {
    // Given
    Session monday = new Session(DayOfWeek.MONDAY, "08:00", "17:00");

    // When / Then
    assertThat(monday.contains(ZonedDateTime.parse(moment))).isEqualTo(held);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-05T00:00:00Z, true",
    "2026-01-05T23:59:59.999999Z, true",
    "2026-01-06T00:00:00Z, false"
  })
  void shouldLastToTheEndOfTheDay(String moment, boolean held) {
    // Given
    Session monday = new Session(DayOfWeek.MONDAY, "00:00", "24:00");

    // When / Then
    assertThat(monday.contains(ZonedDateTime.parse(moment))).isEqualTo(held);
  }

  @ParameterizedTest
  @CsvSource({
    "08:00, 08:00",
    "09:00, 08:00",
    "8:00, 09:00",
    "24:00, 24:00",
    "00:00, 24:01",
    "00:00,",
    ", 01:00",
    "00:60, 01:00"
  })
  void shouldRefuseOtherSpans(String from, String to) {
    assertThatThrownBy(() -> new Session(DayOfWeek.MONDAY, from, to))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
