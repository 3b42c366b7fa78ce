package io.interlock.router.intake;

import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A leg of a signal that is to be decided.
 *
 * @param route the broker that takes it, or why there is none
 * @param target order it is about; null if it is about none, or about one that isn't known
 */
record Candidate(
    Arrival arrival, Identity identity, Terms terms, Route route, @Nullable Order target) {

  @Nullable String account() {
    return route instanceof Route.To to ? to.broker().account() : null;
  }

  @Nullable String broker() {
    return route instanceof Route.To to ? to.broker().brokerId() : null;
  }
}
