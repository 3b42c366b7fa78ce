package io.interlock.router.journal;

import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderEvent;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The five columns of the trades that events tell of, provisional ones left out. */
final class FillColumns {
  private FillColumns() {}

  /** Those of the events that tell of a trade. */
  static List<OrderEvent> traded(List<OrderEvent> events) {
    return events.stream()
        .filter(e -> e.fill() != null && !e.fill().provisional())
        .filter(e -> e.broker() != null && e.account() != null)
        .toList();
  }

  static Tuple addTo(Tuple tuple, List<OrderEvent> events) {
    List<OrderEvent> traded = traded(events);
    return tuple
        .addArrayOfString(column(traded, OrderEvent::broker))
        .addArrayOfString(column(traded, OrderEvent::account))
        .addArrayOfString(column(traded, e -> e.symbol() == null ? "" : e.symbol()))
        .addArrayOfString(column(traded, FillColumns::tradeId))
        .addArrayOfString(column(traded, e -> e.orderId().value()));
  }

  private static @Nullable String tradeId(OrderEvent event) {
    Fill fill = event.fill();
    return fill == null ? null : fill.tradeId();
  }

  private static @Nullable String[] column(
      List<OrderEvent> events, Function<OrderEvent, @Nullable String> value) {
    return events.stream().map(value).toArray(String[]::new);
  }
}
