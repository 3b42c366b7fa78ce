package io.interlock.router.journal;

import io.interlock.contracts.order.Command;
import io.interlock.router.order.Order;
import io.interlock.router.order.Terms;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The revisions that MODIFY commands ask the gate for, of each order or position. */
public final class ModifyRevisions {
  private ModifyRevisions() {}

  /** What a MODIFY's revision is counted for; null for other commands. */
  public static @Nullable String target(Terms terms, @Nullable String account) {
    if (terms.command() != Command.MODIFY) {
      return null;
    }
    return terms.ticket() == null
        ? "order:" + terms.target()
        : "ticket:" + account + ":" + terms.ticket();
  }

  /** The three columns of the revisions asked for: order, target, revision. */
  static Tuple addTo(Tuple tuple, List<GateEntry> entries) {
    List<Order> modifies =
        entries.stream()
            .filter(GateEntry::sends)
            .map(GateEntry::order)
            .filter(order -> order.terms().command() == Command.MODIFY)
            .toList();
    return tuple
        .addArrayOfString(modifies.stream().map(order -> order.id().value()).toArray(String[]::new))
        .addArrayOfString(
            modifies.stream()
                .map(order -> target(order.terms(), order.account()))
                .toArray(String[]::new))
        .addArrayOfInteger(
            modifies.stream().map(order -> order.terms().revision()).toArray(Integer[]::new));
  }
}
