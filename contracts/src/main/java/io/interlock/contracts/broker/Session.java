package io.interlock.contracts.broker;

import io.interlock.contracts.json.Rule;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * A span of one weekday, UTC, in which a market is open.
 *
 * @param from inclusive, {@code HH:mm}
 * @param to exclusive, {@code HH:mm}; {@code 24:00} is the end of the day
 */
public record Session(DayOfWeek day, String from, String to) {
  private static final String END_OF_DAY = "24:00";

  public Session {
    Rule.required("day", day);
    check("from", from);
    if (!END_OF_DAY.equals(to)) {
      check("to", to);
      Rule.that(from.compareTo(to) < 0, "to", to, "must be after from");
    }
  }

  /** Whether the span holds a moment given in UTC. */
  public boolean contains(ZonedDateTime moment) {
    ZonedDateTime utc = moment.withZoneSameInstant(ZoneOffset.UTC);
    LocalTime time = utc.toLocalTime();
    return utc.getDayOfWeek() == day
        && !time.isBefore(LocalTime.parse(from))
        && (END_OF_DAY.equals(to) || time.isBefore(LocalTime.parse(to)));
  }

  private static void check(String field, String value) {
    Rule.that(
        Rule.required(field, value).matches("([01][0-9]|2[0-3]):[0-5][0-9]"),
        field,
        value,
        "must be HH:mm");
  }
}
