package io.interlock.gateway.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rest of the bridge knows that bears on an answer, at a moment.
 *
 * @param killed whether the kill latch of the whole bridge is set
 * @param served the accounts it serves
 */
record BridgeState(boolean killed, List<Served> served) {
  /**
   * An account the bridge serves.
   *
   * @param killed whether its own kill latch, or its venue's, is set
   */
  record Served(String account, String broker, boolean killed) {}

  BridgeState {
    served = List.copyOf(served);
  }

  /**
   * Why an Expert Advisor may not open; null: nothing here forbids it.
   *
   * @param account it trades; null: it may be any of them
   */
  @Nullable String closedFor(@Nullable String account) {
    if (killed) {
      return "kill switch of the bridge";
    }
    for (Served one : served) {
      if (one.killed() && (account == null || account.equals(one.account()))) {
        return "kill switch of account " + one.account();
      }
    }
    return null;
  }
}
