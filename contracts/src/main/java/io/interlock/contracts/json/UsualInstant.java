package io.interlock.contracts.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Instants as nearly all messages write them, digit by digit: {@code 2026-11-21T10:00:00.123456Z}.
 * Every order passes here several times; a formatter takes many times as long, above all when it
 * was not used for a while. What is written otherwise is left to one.
 */
final class UsualInstant {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String PATTERN = "0000-00-00T00:00:00";
  private static final int FRACTION = PATTERN.length() + 1;
  private static final int LAST_YEAR = 9999;

  private UsualInstant() {}

  /**
   * An instant of {@code 2026-11-21T10:00:00}, a fraction of up to nine digits or none, and {@code
   * Z} or {@code +00:00}; null for any other text.
   *
   * @throws DateTimeException if there is no such date or time
   */
  static @Nullable Instant parse(String text) {
    int end = text.endsWith("Z") ? text.length() - 1 : text.length() - "+00:00".length();
    boolean utc = text.endsWith("Z") || text.endsWith("+00:00");
    if (!utc || end < PATTERN.length() || end > FRACTION + 9 || end == FRACTION) {
      return null;
    }
    for (int i = 0; i < end; i++) {
      char wanted = i < PATTERN.length() ? PATTERN.charAt(i) : i < FRACTION ? '.' : '0';
      char found = text.charAt(i);
      if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
        return null;
      }
    }
    int nanos = 0;
    for (int i = FRACTION; i < FRACTION + 9; i++) {
      nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
    }
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 2),
            number(text, 8, 2),
            number(text, 11, 2),
            number(text, 14, 2),
            number(text, 17, 2),
            nanos)
        .toInstant(ZoneOffset.UTC);
  }

  /** With six decimals. */
  static String format(Instant instant) {
    LocalDateTime at =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    if (at.getYear() < 0 || at.getYear() > LAST_YEAR) {
      return MICROS.format(instant);
    }
    char[] text = (PATTERN + ".000000Z").toCharArray();
    put(text, 0, 4, at.getYear());
    put(text, 5, 2, at.getMonthValue());
    put(text, 8, 2, at.getDayOfMonth());
    put(text, 11, 2, at.getHour());
    put(text, 14, 2, at.getMinute());
    put(text, 17, 2, at.getSecond());
    put(text, FRACTION, 6, at.getNano() / 1_000);
    return new String(text);
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static void put(char[] text, int from, int digits, int number) {
    int rest = number;
    for (int i = from + digits - 1; i >= from; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
