package io.interlock.router.rest;

import java.time.Instant;

/**
 * A call that was refused for who made it.
 *
 * @param at the last time
 * @param why {@code authentication} or {@code authorisation}
 * @param actor {@code anonymous} if nobody proved who he is
 * @param call method and path
 * @param times how often within the second
 */
public record RefusedCall(
    Instant at, String why, String actor, String roles, String call, String reason, int times) {

  /** The same call once more. */
  RefusedCall and(RefusedCall later) {
    return new RefusedCall(later.at, why, actor, roles, call, reason, times + later.times);
  }

  /** What makes refusals the same. */
  String key() {
    return String.join("\n", why, actor, roles, call, reason);
  }
}
