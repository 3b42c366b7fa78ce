package io.interlock.router.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UncommittedPollsTest {
  private static final TopicPartition ONE = new TopicPartition("t", 1);
  private static final TopicPartition TWO = new TopicPartition("t", 2);

  private final UncommittedPolls polls = new UncommittedPolls();
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private final CompletableFuture<Void> second = new CompletableFuture<>();

  @Test
  void shouldCommitUpToTheFirstThatIsNotJournalled() {
    // Given
    polls.add(Map.of(ONE, at(10)), first);
    polls.add(Map.of(ONE, at(20), TWO, at(5)), second);

    // When / Then
    second.complete(null);
    assertThat(polls.journalled()).isEmpty();
    first.complete(null);
    assertThat(polls.journalled()).isEqualTo(Map.of(ONE, at(20), TWO, at(5)));
  }

  @Test
  void shouldTellAgainWhatCouldNotBeCommitted() {
    // Given
    polls.add(Map.of(ONE, at(10)), first);
    first.complete(null);
    Map<TopicPartition, OffsetAndMetadata> told = polls.journalled();
    polls.add(Map.of(ONE, at(20)), second);
    second.complete(null);

    // When / Then
    assertThat(polls.journalled()).isEqualTo(Map.of(ONE, at(20)));
    polls.committed(told);
    assertThat(polls.journalled()).isEqualTo(Map.of(ONE, at(20)));
    polls.committed(Map.of(ONE, at(20)));
    assertThat(polls.journalled()).isEmpty();
  }

  @Test
  void shouldKeepLittleOfWhatIsJournalledBehindASignalThatWaits() {
    // Given
    polls.add(Map.of(ONE, at(1)), first);
    for (int i = 2; i <= 1_000; i++) {
      polls.add(Map.of(ONE, at(i)), CompletableFuture.completedFuture(null));
    }

    // When / Then
    assertThat(polls.journalled()).isEmpty();
    assertThat(polls.size()).isEqualTo(2);
    first.complete(null);
    assertThat(polls.journalled()).isEqualTo(Map.of(ONE, at(1_000)));
  }

  @Test
  void shouldLeavePartitionsToTheirNextOwner() {
    // Given
    polls.add(Map.of(ONE, at(10), TWO, at(5)), first);
    polls.forget(List.of(ONE));

    // When
    first.complete(null);

    // Then
    assertThat(polls.journalled()).isEqualTo(Map.of(TWO, at(5)));
  }

  @Test
  void shouldHaveSignalsReadAgainThatCouldNotBeJournalled() {
    // Given
    polls.add(Map.of(ONE, at(10)), first);

    // When
    first.completeExceptionally(new IllegalStateException("no"));

    // Then
    assertThatThrownBy(polls::journalled).hasRootCauseMessage("no");
  }

  private static OffsetAndMetadata at(long offset) {
    return new OffsetAndMetadata(offset);
  }
}
