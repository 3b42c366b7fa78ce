package io.interlock.router.order;

import io.interlock.contracts.order.Fill;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an order has traded: the venue's trades by id, and the cumulative volume it has only stated.
 *
 * <p>The stated volume is provisional: trades with ids take its place as they become known.
 *
 * @param byId trades with an id, in the order they became known
 * @param stated highest cumulative volume the venue stated
 * @param statedPrice its average price
 */
public record Trades(Map<String, Fill> byId, BigDecimal stated, @Nullable BigDecimal statedPrice) {
  public static final Trades NONE = new Trades(Map.of(), BigDecimal.ZERO, null);

  /** Volume of the trades with ids. */
  public BigDecimal booked() {
    BigDecimal sum = BigDecimal.ZERO;
    for (Fill fill : byId.values()) {
      sum = sum.add(fill.volume());
    }
    return sum;
  }

  /** All that has traded, provisional volume included. */
  public BigDecimal volume() {
    return booked().max(stated);
  }

  /** Volume stated that no trade accounts for yet. */
  public BigDecimal provisional() {
    return stated.subtract(booked()).max(BigDecimal.ZERO);
  }

  /** Volume-weighted; null while nothing has traded or no price is known. */
  public @Nullable BigDecimal averagePrice() {
    BigDecimal booked = booked();
    if (booked.compareTo(stated) < 0 && statedPrice != null) {
      return statedPrice;
    }
    if (booked.signum() == 0) {
      return null;
    }
    BigDecimal notional = BigDecimal.ZERO;
    for (Fill fill : byId.values()) {
      notional = notional.add(fill.volume().multiply(fill.price()));
    }
    return notional.divide(booked, MathContext.DECIMAL64).stripTrailingZeros();
  }

  public boolean knows(@Nullable String tradeId) {
    return tradeId != null && byId.containsKey(tradeId);
  }

  /** These and a trade with an id. */
  public Trades with(Fill fill) {
    String tradeId = fill.tradeId();
    if (tradeId == null) {
      return stating(stated.max(booked()).add(fill.volume()), fill.price());
    }
    Map<String, Fill> more = new LinkedHashMap<>(byId);
    more.put(tradeId, fill);
    return new Trades(Collections.unmodifiableMap(more), stated, statedPrice);
  }

  /** These with the venue's statement of a cumulative volume; a lower one changes nothing. */
  public Trades stating(BigDecimal cumulative, @Nullable BigDecimal price) {
    return cumulative.compareTo(stated) <= 0
        ? this
        : new Trades(byId, cumulative, price == null ? statedPrice : price);
  }
}
