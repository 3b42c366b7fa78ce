package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;

/**
 * A router takes, or keeps, an account. A bridge opens nothing for an account until a router has
 * attached, nor once its attachments stop coming.
 */
public record Attach(String account, String router, long epoch) {
  public Attach {
    Rule.name("account", account);
    Rule.name("router", router);
    Rule.notNegative("epoch", epoch);
  }
}
