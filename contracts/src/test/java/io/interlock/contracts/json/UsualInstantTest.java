package io.interlock.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Says and reads exactly what the JDK's formatters do. */
class UsualInstantTest {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  static Stream<Instant> instants() {
    Random random = new Random(1);
    Stream<Instant> edges =
        List.of(
                "-0001-12-31T23:59:59.999999999Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2000-02-29T23:59:59.000001Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z")
            .stream()
            .map(Instant::parse);
    return Stream.concat(
        edges,
        Stream.generate(
                () ->
                    Instant.ofEpochSecond(random.nextLong(1L << 36), random.nextInt(1_000_000_000)))
            .limit(1_000));
  }

  @ParameterizedTest
  @MethodSource("instants")
  void shouldWriteWhatAFormatterWrites(Instant instant) {
    assertThat(UsualInstant.format(instant)).isEqualTo(MICROS.format(instant));
  }

  @ParameterizedTest
  @MethodSource("instants")
  void shouldReadWhatItWrites(Instant instant) {
    String text = UsualInstant.format(instant);
    Instant micros = instant.truncatedTo(ChronoUnit.MICROS);

    assertThat(UsualInstant.parse(text)).isEqualTo(text.length() == 27 ? micros : null);
    assertThat(OffsetDateTime.parse(text).toInstant()).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00+00:00",
        "2026-11-21T10:00:00.1Z",
        "2026-11-21T10:00:00.123Z",
        "2026-11-21T10:00:00.123456789Z",
        "2026-11-21T10:00:00.123456+00:00",
        "2024-02-29T23:59:59.999999Z"
      })
  void shouldReadWhatSignalsUsuallySay(String text) {
    assertThat(UsualInstant.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "+00:00",
        "2026-11-21",
        "2026-11-21Z",
        "2026-11-21T10:00Z",
        "2026-11-21T10:00:00",
        "2026-11-21T10:00:00.Z",
        "2026-11-21T10:00:00.1234567891Z",
        "2026-11-21T10:00:00.12a456Z",
        "2026-11-21t10:00:00Z",
        "2026-11-21T10:00:00z",
        "2026-11-21 10:00:00Z",
        "2026-11-21T10:00:00,5Z",
        "2026-11-21T10:00:00+01:00",
        "2026-11-21T10:00:00-00:00",
        "+2026-11-21T10:00:00Z",
        "-026-11-21T10:00:00Z",
        "2026-1\u0661-21T10:00:00Z"
      })
  void shouldLeaveTheRestToAFormatter(String text) {
    assertThat(UsualInstant.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-29T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-11-31T10:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T23:60:00Z",
        "2026-11-21T23:59:60.000000Z"
      })
  void shouldRefuseWhatNoCalendarHas(String text) {
    assertThatThrownBy(() -> UsualInstant.parse(text)).isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> OffsetDateTime.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
