package io.interlock.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentJournalTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path folder;

  private SentJournal at(Instant now) {
    return new SentJournal(folder.resolve("a.sent"), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void shouldClaimOnceAlsoAfterARestart() {
    try (SentJournal journal = at(NOW)) {
      assertThat(journal.claim("A", NOW)).isTrue();
      assertThat(journal.claim("A", NOW)).isFalse();
    }
    try (SentJournal journal = at(NOW.plus(Duration.ofDays(6)))) {
      assertThat(journal.claim("A", NOW)).isFalse();
      assertThat(journal.fence("A", NOW)).isFalse();
    }
  }

  @Test
  void shouldForgetAfterAWeekAndThenProveNothing() {
    // Given
    Instant later = NOW.plus(WEEK).plusSeconds(60);
    try (SentJournal journal = at(NOW)) {
      assertThat(journal.claim("A", NOW.plusSeconds(5))).isTrue();
    }

    // When
    try (SentJournal journal = at(later)) {
      // Then
      assertThat(journal.size()).isZero();
      assertThat(journal.fence("A", NOW)).isFalse();
      assertThat(journal.fence("B", later)).isTrue();
    }
  }

  @Test
  void shouldRememberWhatTheGateWouldStillLetThrough() {
    // Given
    Instant deadline = NOW.plus(Duration.ofDays(30));
    try (SentJournal journal = at(NOW)) {
      assertThat(journal.claim("A", deadline)).isTrue();
    }

    // When
    try (SentJournal journal = at(deadline)) {
      // Then
      assertThat(journal.claim("A", deadline)).isFalse();
    }
  }

  @Test
  void shouldStayBoundedWhenWeeksOfCommandsPass() {
    // Given
    Instant[] now = {NOW};
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now[0];
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    try (SentJournal journal = new SentJournal(folder.resolve("a.sent"), clock, 100)) {
      // When: 50 a day for 30 days
      for (int i = 0; i < 1_500; i++) {
        now[0] = NOW.plus(Duration.ofDays(30).dividedBy(1_500).multipliedBy(i));
        journal.claim("K" + i, now[0]);
      }

      // Then
      assertThat(journal.size()).isLessThan(750);
    }
  }

  @Test
  void shouldReadWhatEarlierVersionsWrote() throws Exception {
    // Given
    Files.writeString(folder.resolve("a.sent"), "\nSENT A\nFENCED B\nSENT C\nRELEASED C\n");

    // When
    try (SentJournal journal = at(NOW)) {
      // Then
      assertThat(journal.claim("A", NOW)).isFalse();
      assertThat(journal.claim("B", NOW)).isFalse();
      assertThat(journal.claim("C", NOW)).isTrue();
    }
  }
}
