package io.interlock.router.intake;

import io.interlock.contracts.order.Command;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Legs whose account is being taken over wait here while those of other accounts go on: each
 * account's in a line of its own, in which nothing is overtaken. The age of their signals ends the
 * wait of those that open. On the trading thread.
 */
final class WaitingLegs {
  private static final Logger LOG = Logger.getLogger(WaitingLegs.class);
  private static final long LOOK_MILLIS = 20;

  private final Vertx vertx;
  private final Placement placement;
  private final Map<String, Deque<Waiting>> lines = new HashMap<>();
  private int size;
  private boolean stopped;

  /** How legs go on. */
  interface Placement {
    /** Decides legs; answers with those that must wait longer, in order. */
    Future<List<Turn>> place(List<Turn> turns);

    /** Looks again what a command is about: what it waited behind may have changed that. */
    Future<List<Turn>> seenAnew(Turn turn);
  }

  private record Waiting(Turn turn, Promise<Void> placed) {
    boolean opens() {
      return turn.candidate().terms().command() == Command.OPEN;
    }
  }

  WaitingLegs(Vertx vertx, Placement placement) {
    this.vertx = vertx;
    this.placement = placement;
  }

  /** Lets nothing go on any more: whoever owns the accounts next reads their signals again. */
  void stop() {
    stopped = true;
  }

  int size() {
    return size;
  }

  /** Whether others of its account wait, which it must not overtake. */
  boolean hasLine(Turn turn) {
    return turn.candidate().account() != null && lines.containsKey(turn.candidate().account());
  }

  /**
   * Puts legs, each of an account, at the end of their account's line.
   *
   * @return for each, what is done once it waits no more
   */
  List<Future<Void>> add(List<Turn> turns) {
    List<Future<Void>> done = new ArrayList<>(turns.size());
    for (Turn turn : turns) {
      Waiting waiting = new Waiting(turn, Promise.promise());
      done.add(waiting.placed().future());
      size++;
      String account = Objects.requireNonNull(turn.candidate().account());
      Deque<Waiting> line = lines.get(account);
      if (line == null) {
        LOG.infof("signals of account %s wait until it is taken over", account);
        line = new ArrayDeque<>();
        lines.put(account, line);
        lookLater(account);
      }
      line.add(waiting);
    }
    return done;
  }

  private void lookLater(String account) {
    vertx.setTimer(LOOK_MILLIS, fired -> look(account));
  }

  /** Openings go on together, other commands alone. What arrives meanwhile joins the line's end. */
  private void look(String account) {
    if (stopped) {
      return;
    }
    Deque<Waiting> line = Objects.requireNonNull(lines.get(account));
    List<Waiting> asked = new ArrayList<>();
    do {
      asked.add(line.removeFirst());
    } while (asked.getLast().opens() && !line.isEmpty() && line.getFirst().opens());
    Waiting first = asked.getFirst();
    Future<List<Turn>> turns =
        first.opens()
            ? Future.succeededFuture(asked.stream().map(Waiting::turn).toList())
            : placement.seenAnew(first.turn());
    turns
        .compose(placement::place)
        .onComplete(
            placed -> {
              if (placed.failed()) {
                LOG.errorf(placed.cause(), "signals of account %s wait", account);
                asked.reversed().forEach(line::addFirst);
              } else {
                leave(asked, placed.result(), line);
              }
              if (line.isEmpty()) {
                lines.remove(account);
              } else {
                lookLater(account);
              }
            });
  }

  private void leave(List<Waiting> asked, List<Turn> still, Deque<Waiting> line) {
    Set<Candidate> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    still.forEach(turn -> kept.add(turn.candidate()));
    boolean all = !asked.getFirst().opens() && !still.isEmpty();
    for (Waiting waiting : asked.reversed()) {
      if (all || kept.contains(waiting.turn().candidate())) {
        line.addFirst(waiting);
      } else {
        size--;
        waiting.placed().complete();
      }
    }
  }
}
