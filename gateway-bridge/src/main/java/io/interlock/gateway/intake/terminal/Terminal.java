package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.json.InvalidMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A terminal that showed its token, and the accounts it may see and trade. */
public record Terminal(String name, List<String> accounts) {
  public Terminal {
    accounts = List.copyOf(accounts);
  }

  /**
   * The account a request is about.
   *
   * @param named in the request; may be left out where the terminal has one only
   * @throws InvalidMessage if it is left out and there are several, or isn't the terminal's
   */
  public String account(@Nullable String named) throws InvalidMessage {
    if (named == null) {
      if (accounts.size() != 1) {
        throw new InvalidMessage(
            "account", "nothing", "is required, because the token has several: " + accounts);
      }
      return accounts.getFirst();
    }
    if (!accounts.contains(named)) {
      throw new InvalidMessage("account", named, "must be one of the token's: " + accounts);
    }
    return named;
  }
}
