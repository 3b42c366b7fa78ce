package io.interlock.gateway.session;

import java.util.List;

/**
 * Which host takes orders, and what has to pass before another does; a pure state machine.
 *
 * <pre>
 * Serving ──active unheard of for long, another healthy──► Waiting ──all outstanding surely over──► Fencing
 *    ▲  ▲──────────────active is back─────────────────────────┘                                     │
 *    └───────────────every unresolved order fenced at the next host──────────────────────────────────┘
 * </pre>
 *
 * Nothing is written in Waiting and Fencing. There is no way back by itself: a primary that returns
 * is a standby.
 */
sealed interface FailoverPhase {
  int active();

  /**
   * @param healthyNanos when the active host was last healthy
   */
  record Serving(int active, long healthyNanos) implements FailoverPhase {}

  record Waiting(int active) implements FailoverPhase {}

  record Fencing(int active, int next) implements FailoverPhase {}

  /**
   * What is seen at a moment.
   *
   * @param healthy by host
   * @param outstandingUntilNanos when everything written to the active host is surely over
   * @param patienceNanos how long the active host may be unheard of
   */
  record Sight(
      List<Boolean> healthy, long nowNanos, long outstandingUntilNanos, long patienceNanos) {
    int standby(int active) {
      for (int host = 0; host < healthy.size(); host++) {
        if (host != active && healthy.get(host)) {
          return host;
        }
      }
      return -1;
    }
  }

  default FailoverPhase next(Sight sight) {
    boolean activeHealthy = sight.healthy().get(active());
    int standby = sight.standby(active());
    return switch (this) {
      case Serving serving when activeHealthy -> new Serving(serving.active(), sight.nowNanos());
      case Serving serving ->
          standby >= 0 && sight.nowNanos() - serving.healthyNanos() > sight.patienceNanos()
              ? new Waiting(serving.active())
              : serving;
      case Waiting waiting when activeHealthy -> new Serving(waiting.active(), sight.nowNanos());
      case Waiting waiting ->
          standby >= 0 && sight.nowNanos() - sight.outstandingUntilNanos() > 0
              ? new Fencing(waiting.active(), standby)
              : waiting;
      // Fencing has begun: orders may be tombstoned at the next host, so there is no way back.
      case Fencing fencing when sight.healthy().get(fencing.next()) -> fencing;
      case Fencing fencing -> new Waiting(fencing.active());
    };
  }
}
