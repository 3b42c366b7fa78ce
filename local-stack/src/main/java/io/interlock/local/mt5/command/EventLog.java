package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Numbers everything that is published, per class from 1 after every start, and keeps events for
 * replay. Owned by the host's thread.
 */
final class EventLog {
  private static final int KEPT = 10_000;

  /** Where frames go. */
  interface Publisher {
    void publish(String topic, byte[] body);
  }

  private final String bootId;
  private final HostClock clock;
  private final LongSupplier epoch;
  private final Publisher publisher;
  private final Map<String, Long> seqs = new HashMap<>();
  private final Deque<ObjectNode> kept = new ArrayDeque<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private boolean publishing = true;
  private int toDrop;
  private int toDuplicate;

  EventLog(String bootId, HostClock clock, LongSupplier epoch, Publisher publisher) {
    this.bootId = bootId;
    this.clock = clock;
    this.epoch = epoch;
    this.publisher = publisher;
  }

  void publish(String topic, Object data) {
    String seqClass = topic.startsWith("tick.") ? "tick" : topic.equals("hb") ? "hb" : "event";
    long seq = seqs.merge(seqClass, 1L, Long::sum);
    ObjectNode frame = JsonNodeFactory.instance.objectNode();
    frame.put("v", 1).put("topic", topic).put("seq", seq).put("boot_id", bootId);
    frame.put("epoch", epoch.getAsLong()).put("timestamp", clock.micros());
    frame.set("data", Json.treeOf(data));
    boolean event = seqClass.equals("event");
    if (event) {
      kept.addLast(frame);
      if (kept.size() > KEPT) {
        kept.removeFirst();
      }
      if (toDrop > 0) {
        toDrop--;
        return;
      }
    }
    byte[] body = Json.bytes(frame);
    if (event && holding) {
      held.add(() -> send(topic, body));
      return;
    }
    send(topic, body);
    if (event && toDuplicate > 0) {
      toDuplicate--;
      send(topic, body);
    }
  }

  long seq(String seqClass) {
    return seqs.getOrDefault(seqClass, 0L);
  }

  /** A replay: what is left from a sequence number on, and whether that is all of it. */
  record Replay(List<ObjectNode> events, long nextSeq, boolean complete) {}

  Replay replay(long fromSeq, int limit) {
    List<ObjectNode> events = new ArrayList<>();
    long expected = fromSeq;
    boolean complete = true;
    for (ObjectNode event : kept) {
      long seq = event.get("seq").asLong();
      if (seq >= fromSeq && events.size() < limit) {
        complete &= seq == expected;
        expected = seq + 1;
        events.add(event);
      }
    }
    if (events.size() < limit && expected <= seq("event")) {
      complete = false;
      expected = seq("event") + 1;
    }
    return new Replay(events, expected, complete);
  }

  void publishing(boolean on) {
    publishing = on;
  }

  /** Sequence numbers that will never be seen, not in a replay either. */
  void skip(int count) {
    seqs.merge("event", (long) count, Long::sum);
  }

  /** The next events get lost on the way, but can be replayed. */
  void drop(int count) {
    toDrop += count;
  }

  /** The next events arrive twice. */
  void duplicate(int count) {
    toDuplicate += count;
  }

  /** Events are kept back as if they were still on their way. */
  boolean holding() {
    return holding;
  }

  void hold() {
    holding = true;
  }

  void release(boolean reversed) {
    holding = false;
    if (reversed) {
      Collections.reverse(held);
    }
    held.forEach(Runnable::run);
    held.clear();
  }

  private void send(String topic, byte[] body) {
    if (publishing) {
      publisher.publish(topic, body);
    }
  }
}
