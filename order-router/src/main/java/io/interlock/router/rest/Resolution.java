package io.interlock.router.rest;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Body of {@code POST /orders/{id}/resolve}: what a person found out at the venue.
 *
 * @param state the end state it has there
 */
@Schema(
    examples = "{\"state\":\"NOT_PLACED\",\"reason\":\"broker confirmed by phone, ticket 4711\"}")
public record Resolution(OrderState state, String reason) {
  public Resolution {
    Rule.required("state", state);
    Rule.that(state.isEnd(), "state", state, "must be an end state");
    Rule.name("reason", reason);
  }
}
