package io.interlock.router.rest;

import io.interlock.contracts.control.Scope;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Body of {@code POST /kill-switch}; every field may be absent, and so may the body.
 *
 * @param scope absent: global
 * @param flatten whether orders are cancelled and positions closed at the venue; absent: true
 */
@Schema(
    examples =
        """
        {"scope":"global","reason":"runaway strategy","flatten":true}""")
public record KillCommand(Scope scope, String reason, Boolean flatten) {
  static final KillCommand EVERYTHING = new KillCommand(Scope.GLOBAL, "no reason given", true);

  @SuppressWarnings("NullAway") // JSON may leave all of them out
  public KillCommand {
    scope = scope == null ? Scope.GLOBAL : scope;
    reason = reason == null || reason.isBlank() ? "no reason given" : reason;
    flatten = flatten == null || flatten;
  }
}
