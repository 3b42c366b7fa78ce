package io.interlock.router.journal;

import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** The three event columns every writing statement has: order, number, event. */
final class EventColumns {
  private EventColumns() {}

  static Tuple addTo(Tuple tuple, List<OrderEvent> events) {
    return tuple
        .addArrayOfString(
            events.stream().map(event -> event.orderId().value()).toArray(String[]::new))
        .addArrayOfInteger(events.stream().map(OrderEvent::seq).toArray(Integer[]::new))
        .addArrayOfString(events.stream().map(Json::text).toArray(String[]::new));
  }
}
