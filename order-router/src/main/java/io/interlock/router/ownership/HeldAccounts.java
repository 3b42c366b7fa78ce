package io.interlock.router.ownership;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts held, by name. On the trading thread, but {@link #standings}. */
final class HeldAccounts {
  private final Map<String, HeldAccount> held = new HashMap<>();
  private volatile Map<String, Standing> standings = Map.of();

  @Nullable HeldAccount find(String name) {
    return held.get(name);
  }

  /** Whether it is this one that is held under its name, and not a later one. */
  boolean holds(HeldAccount account) {
    return held.get(account.name()) == account;
  }

  List<HeldAccount> all() {
    return List.copyOf(held.values());
  }

  HeldAccount add(String name) {
    HeldAccount account = new HeldAccount(name);
    held.put(name, account);
    note();
    return account;
  }

  void remove(HeldAccount account) {
    held.remove(account.name(), account);
    stand(account, Standing.FOREIGN);
  }

  void stand(HeldAccount account, Standing standing) {
    account.stand(standing);
    note();
  }

  /** Every account held, with its standing; any thread may ask. */
  Map<String, Standing> standings() {
    return standings;
  }

  private void note() {
    Map<String, Standing> now = new HashMap<>();
    held.forEach((name, account) -> now.put(name, account.standing()));
    standings = Map.copyOf(now);
  }
}
