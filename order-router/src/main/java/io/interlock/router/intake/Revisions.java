package io.interlock.router.intake;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import io.interlock.router.order.Terms;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest revision asked of each order and position, so that an older MODIFY that comes late is
 * refused. Not kept over a restart: hosts refuse older revisions themselves.
 */
final class Revisions {
  private static final int REMEMBERED = 20_000;

  private final LinkedHashMap<String, Integer> newest = new LinkedHashMap<>();

  @Nullable Reason objection(Terms terms) {
    if (terms.command() != Command.MODIFY) {
      return null;
    }
    Integer known = newest.get(key(terms));
    return known == null || terms.revision() > known
        ? null
        : new Reason(
            DenialReason.STALE_REVISION.name(),
            "a newer or the same revision was asked for before",
            Map.of("revision", Integer.toString(terms.revision()), "newest", known.toString()));
  }

  void passed(Terms terms) {
    if (terms.command() == Command.MODIFY) {
      newest.remove(key(terms));
      newest.put(key(terms), terms.revision());
      if (newest.size() > REMEMBERED) {
        newest.pollFirstEntry();
      }
    }
  }

  private static String key(Terms terms) {
    return terms.ticket() == null ? "order:" + terms.target() : "ticket:" + terms.ticket();
  }
}
