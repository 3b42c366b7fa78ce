package io.interlock.local.mt5.trade;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An order as the broker's books have it.
 *
 * @param order the broker's number
 * @param ticket the position it opened or changed, once there is one
 * @param filledPrice volume-weighted; null while nothing has traded
 * @param bid touch when it last traded or was placed
 * @param sentMicros when the terminal sent it, epoch microseconds
 * @param revision highest MODIFY seen
 */
public record Order(
    String order,
    OrderTerms terms,
    OrderCondition state,
    BigDecimal filledVolume,
    @Nullable BigDecimal filledPrice,
    @Nullable String ticket,
    Retcode retcode,
    @Nullable String reason,
    @Nullable BigDecimal bid,
    @Nullable BigDecimal ask,
    long sentMicros,
    int revision) {

  static Order sent(String number, OrderTerms terms, @Nullable Quote quote, long sentMicros) {
    return new Order(
        number,
        terms,
        OrderCondition.PLACED,
        BigDecimal.ZERO,
        null,
        null,
        Retcode.PLACED,
        null,
        quote == null ? null : quote.bid(),
        quote == null ? null : quote.ask(),
        sentMicros,
        -1);
  }

  /** Never negative, even after the broker filled more than was asked. */
  public BigDecimal remainingVolume() {
    return terms.volume().subtract(filledVolume).max(BigDecimal.ZERO);
  }

  public boolean working() {
    return state == OrderCondition.PLACED || state == OrderCondition.PARTIALLY_FILLED;
  }

  Order filled(BigDecimal volume, BigDecimal price, String position, @Nullable Quote quote) {
    BigDecimal total = filledVolume.add(volume);
    BigDecimal value =
        volume
            .multiply(price)
            .add(filledPrice == null ? BigDecimal.ZERO : filledPrice.multiply(filledVolume));
    boolean whole = total.compareTo(terms.volume()) >= 0;
    return new Order(
        order,
        terms,
        whole ? OrderCondition.FILLED : OrderCondition.PARTIALLY_FILLED,
        total,
        value.divide(total, price.scale() + 3, RoundingMode.HALF_EVEN).stripTrailingZeros(),
        position,
        whole ? Retcode.DONE : Retcode.DONE_PARTIAL,
        reason,
        quote == null ? bid : quote.bid(),
        quote == null ? ask : quote.ask(),
        sentMicros,
        revision);
  }

  Order ended(OrderCondition end, Retcode code, @Nullable String because) {
    return new Order(
        order,
        terms,
        end,
        filledVolume,
        filledPrice,
        ticket,
        code,
        because,
        bid,
        ask,
        sentMicros,
        revision);
  }

  Order with(OrderTerms newTerms, int newRevision) {
    return new Order(
        order,
        newTerms,
        state,
        filledVolume,
        filledPrice,
        ticket,
        retcode,
        reason,
        bid,
        ask,
        sentMicros,
        newRevision);
  }
}
