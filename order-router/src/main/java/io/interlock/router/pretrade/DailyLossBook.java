package io.interlock.router.pretrade;

import io.interlock.contracts.broker.AccountSnapshot;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One account's result of the day: its equity, which has realised and open results in it, against
 * its equity when the day began (UTC). Deposits and withdrawals count as results.
 *
 * <p>Not thread-safe; {@link RiskBook} holds one per account under that account's lock.
 */
final class DailyLossBook {

  private @Nullable LocalDate day;
  private @Nullable BigDecimal opening;
  private @Nullable BigDecimal latest;
  private Instant latestAt = Instant.MIN;

  /** Takes the opening back from storage, unless a day as new is known. */
  void restore(LocalDate openedOn, BigDecimal equity) {
    if (day == null || !day.isAfter(openedOn)) {
      day = openedOn;
      opening = equity;
    }
  }

  /**
   * Takes a snapshot in.
   *
   * @return the day's opening if this began one, to be stored
   */
  @Nullable DayOpening observe(String account, AccountSnapshot snapshot) {
    if (snapshot.at().isBefore(latestAt)) {
      return null;
    }
    LocalDate today = LocalDate.ofInstant(snapshot.at(), ZoneOffset.UTC);
    DayOpening opened = null;
    if (day == null || today.isAfter(day)) {
      // what happened since the last snapshot belongs to the day that begins
      opening = latest == null ? snapshot.equity() : latest;
      day = today;
      opened = new DayOpening(account, today, opening);
    }
    latest = snapshot.equity();
    latestAt = snapshot.at();
    return opened;
  }

  /** What was lost today, negative for a gain; null if nothing is known. */
  @Nullable BigDecimal loss(Instant now) {
    if (opening == null || latest == null) {
      return null;
    }
    boolean dayIsOver = day != null && LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(day);
    return dayIsOver ? BigDecimal.ZERO : opening.subtract(latest);
  }
}
