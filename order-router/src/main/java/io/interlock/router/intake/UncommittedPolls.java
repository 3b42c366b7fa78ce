package io.interlock.router.intake;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What was polled and is not committed. Offsets may be committed up to the first poll that is not
 * journalled. On the consumer's thread.
 */
final class UncommittedPolls {
  /**
   * @param next where each of its partitions goes on
   */
  private record Poll(
      Map<TopicPartition, OffsetAndMetadata> next, CompletableFuture<?> journalled) {}

  private final Deque<Poll> open = new ArrayDeque<>();
  private final Map<TopicPartition, OffsetAndMetadata> journalled = new HashMap<>();

  void add(Map<TopicPartition, OffsetAndMetadata> next, CompletableFuture<?> whenJournalled) {
    open.addLast(new Poll(new HashMap<>(next), whenJournalled));
  }

  /**
   * What may be committed now and is not.
   *
   * @throws IllegalStateException if signals could not be journalled: they must be read again
   */
  Map<TopicPartition, OffsetAndMetadata> journalled() {
    Poll before = null;
    for (Iterator<Poll> polls = open.iterator(); polls.hasNext(); ) {
      Poll poll = polls.next();
      switch (poll.journalled().state()) {
        case FAILED ->
            throw new IllegalStateException(
                "signals can't be journalled", poll.journalled().exceptionNow());
        case CANCELLED -> throw new IllegalStateException("signals were given up");
        case RUNNING -> before = poll;
        case SUCCESS -> {
          if (before == null) {
            journalled.putAll(poll.next());
            polls.remove();
          } else if (before.journalled().isDone()) {
            before.next().putAll(poll.next()); // one signal may wait for hours, many behind it
            polls.remove();
          } else {
            before = poll;
          }
        }
      }
    }
    return Map.copyOf(journalled);
  }

  /** How many polls are kept apart: one for each that is not journalled, and one behind it. */
  int size() {
    return open.size();
  }

  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(journalled::remove);
  }

  /** Leaves partitions to another owner. */
  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(journalled::remove);
    open.forEach(poll -> poll.next().keySet().removeAll(partitions));
  }
}
