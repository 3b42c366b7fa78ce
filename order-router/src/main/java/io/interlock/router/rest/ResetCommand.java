package io.interlock.router.rest;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.json.Rule;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Body of {@code POST /kill-switch/reset}.
 *
 * @param scope absent: global
 * @param killEpoch of the kill it clears; a newer one stays
 */
@Schema(
    examples =
        """
        {"scope":"global","kill_epoch":3,"reason":"strategy stopped and checked"}""")
public record ResetCommand(Scope scope, long killEpoch, String reason) {
  @SuppressWarnings("NullAway") // JSON may leave the scope out
  public ResetCommand {
    scope = scope == null ? Scope.GLOBAL : scope;
    Rule.that(killEpoch > 0, "kill_epoch", killEpoch, "must name the kill to clear");
    Rule.name("reason", reason);
  }
}
