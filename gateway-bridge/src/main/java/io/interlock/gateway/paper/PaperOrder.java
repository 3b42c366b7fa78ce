package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.Fill;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** How a paper broker tells an order along its way. */
final class PaperOrder {
  private PaperOrder() {}

  static VenueOrder opened(PlaceOrder order, String number, Instant now) {
    return new VenueOrder(
        order.clientOrderId(),
        number,
        null,
        order.symbol(),
        order.side(),
        VenueOrderState.WORKING,
        order.volume(),
        BigDecimal.ZERO,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        order.magic(),
        now);
  }

  /** Filled whole. */
  static VenueOrder filled(
      VenueOrder order, String trade, String ticket, BigDecimal price, Tick quote, Instant now) {
    BigDecimal volume = order.volume() == null ? BigDecimal.ONE : order.volume();
    return new VenueOrder(
        order.clientOrderId(),
        order.brokerOrderId(),
        ticket,
        order.symbol(),
        order.side(),
        VenueOrderState.FILLED,
        volume,
        volume,
        price,
        List.of(new Fill(trade, volume, price, BigDecimal.ZERO, null, now)),
        quote.bid(),
        quote.ask(),
        null,
        null,
        order.magic(),
        now);
  }

  static VenueOrder ended(VenueOrder order, VenueOrderState state, String message, Instant now) {
    return new VenueOrder(
        order.clientOrderId(),
        order.brokerOrderId(),
        order.positionTicket(),
        order.symbol(),
        order.side(),
        state,
        order.volume(),
        order.filledVolume(),
        order.averagePrice(),
        order.fills(),
        order.bid(),
        order.ask(),
        order.code(),
        message,
        order.magic(),
        now);
  }
}
