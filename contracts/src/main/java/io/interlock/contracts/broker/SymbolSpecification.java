package io.interlock.contracts.broker;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one symbol trades at one broker.
 *
 * @param symbol our name; {@code venueSymbol} the venue's
 * @param tickSize smallest price step
 * @param pipSize what slippage and spread are counted in; 10 points for a 3- or 5-digit currency
 *     pair, the tick size elsewhere
 * @param contractSize base units in one lot; 1 where volume is in base units
 * @param tradable whether the venue takes opening orders for it now
 * @param marginRate margin per unit of notional, e.g. 0.01 at a leverage of 100
 * @param sessions when it trades, UTC; empty: always
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SymbolSpecification(
    String symbol,
    String venueSymbol,
    int digits,
    BigDecimal tickSize,
    BigDecimal pipSize,
    BigDecimal contractSize,
    BigDecimal volumeMin,
    BigDecimal volumeMax,
    BigDecimal volumeStep,
    @Nullable BigDecimal minNotional,
    @Nullable BigDecimal marginRate,
    boolean tradable,
    @Nullable String quoteCurrency,
    List<Session> sessions) {
  @SuppressWarnings("NullAway") // JSON may leave collections out
  public SymbolSpecification {
    Rule.name("symbol", symbol);
    Rule.name("venue_symbol", venueSymbol);
    Rule.positive("tick_size", tickSize);
    Rule.positive("pip_size", pipSize);
    Rule.positive("contract_size", contractSize);
    Rule.positive("volume_min", volumeMin);
    Rule.positive("volume_max", volumeMax);
    Rule.positive("volume_step", volumeStep);
    sessions = Rule.list("sessions", sessions);
  }
}
