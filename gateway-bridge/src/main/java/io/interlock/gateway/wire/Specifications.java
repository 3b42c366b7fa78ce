package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.Session;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.json.InvalidMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Symbols as hosts tell them, and what follows from them exactly. */
public final class Specifications {
  private static final int PIP_DIGITS_ODD = 2;

  private Specifications() {}

  /**
   * One symbol.
   *
   * @param fillingModes empty: not told
   */
  public record Instrument(SymbolSpecification specification, List<String> fillingModes) {}

  /**
   * @param ours venue's names to ours; a symbol without one keeps its name
   */
  public static List<Instrument> read(@Nullable JsonNode data, Map<String, String> ours)
      throws InvalidMessage {
    Map<String, Instrument> instruments = new HashMap<>();
    for (Fields symbol : Fields.of(data, "data").objects("symbols")) {
      String asked = symbol.requiredText("symbol");
      Instrument instrument = instrument(symbol, ours.getOrDefault(asked, asked), asked);
      instruments.put(instrument.specification().symbol(), instrument);
    }
    return List.copyOf(instruments.values());
  }

  private static Instrument instrument(Fields symbol, String name, String asked)
      throws InvalidMessage {
    int digits = Math.toIntExact(Math.clamp(symbol.requiredInteger("digits"), 0, 16));
    BigDecimal point = BigDecimal.ONE.movePointLeft(digits);
    BigDecimal tickSize = positiveOr(symbol, "tick_size", point);
    String brokerSymbol = symbol.text("broker_symbol");
    String currency = symbol.text("currency_profit");
    String tradeMode = symbol.text("trade_mode");
    SymbolSpecification specification =
        new SymbolSpecification(
            name,
            brokerSymbol == null ? asked : brokerSymbol,
            digits,
            tickSize,
            pipSize(digits, tickSize, symbol.text("currency_base"), currency),
            positive(symbol, "contract_size"),
            positive(symbol, "volume_min"),
            positive(symbol, "volume_max"),
            positive(symbol, "volume_step"),
            null,
            marginRate(symbol),
            tradeMode == null || (!tradeMode.equals("DISABLED") && !tradeMode.equals("CLOSE_ONLY")),
            currency,
            sessions(symbol));
    return new Instrument(specification, symbol.texts("filling_modes"));
  }

  private static BigDecimal positive(Fields symbol, String field) throws InvalidMessage {
    BigDecimal value = symbol.requiredDecimal(field);
    if (value.signum() <= 0) {
      throw new InvalidMessage(field, value, "must be greater than 0");
    }
    return value;
  }

  private static BigDecimal positiveOr(Fields symbol, String field, BigDecimal otherwise)
      throws InvalidMessage {
    BigDecimal value = symbol.decimal(field);
    return value == null || value.signum() <= 0 ? otherwise : value;
  }

  /** Ten points for a currency pair of 3 or 5 digits, its point with 2 or 4; the tick elsewhere. */
  static BigDecimal pipSize(
      int digits, BigDecimal tickSize, @Nullable String base, @Nullable String profit) {
    boolean pair =
        base != null
            && profit != null
            && isCurrency(base)
            && isCurrency(profit)
            && digits >= 2
            && digits <= 5;
    if (!pair) {
      return tickSize;
    }
    return BigDecimal.ONE.movePointLeft(digits % PIP_DIGITS_ODD == 0 ? digits : digits - 1);
  }

  private static boolean isCurrency(String code) {
    // Metals and crypto have currency-like codes too; only what ISO 4217 counts as money is a pair.
    try {
      return java.util.Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable BigDecimal marginRate(Fields symbol) throws InvalidMessage {
    return symbol.has("margin_rate") ? symbol.decimal("margin_rate") : null;
  }

  private static List<Session> sessions(Fields symbol) throws InvalidMessage {
    List<Session> sessions = new ArrayList<>();
    for (Fields session : symbol.objects("sessions")) {
      sessions.add(
          new Session(
              session.oneOf("day", DayOfWeek.class),
              session.requiredText("from"),
              session.requiredText("to")));
    }
    return sessions;
  }

  /** Pips as whole points, rounded down: never more slippage than was allowed. */
  public static int points(SymbolSpecification specification, BigDecimal pips) {
    BigDecimal point = BigDecimal.ONE.movePointLeft(specification.digits());
    BigDecimal points = pips.multiply(specification.pipSize()).divide(point, 0, RoundingMode.DOWN);
    return points.min(BigDecimal.valueOf(Integer.MAX_VALUE)).max(BigDecimal.ZERO).intValueExact();
  }

  /** Lots as base units, exactly. */
  public static BigDecimal units(SymbolSpecification specification, BigDecimal lots) {
    return lots.multiply(specification.contractSize());
  }

  /** Null: the volume can be traded; else the rule it breaks. Nothing is rounded. */
  public static @Nullable String volumeProblem(
      SymbolSpecification specification, BigDecimal volume) {
    if (volume.compareTo(specification.volumeMin()) < 0) {
      return "must be at least " + specification.volumeMin().toPlainString();
    }
    if (volume.compareTo(specification.volumeMax()) > 0) {
      return "must be at most " + specification.volumeMax().toPlainString();
    }
    boolean onStep = volume.remainder(specification.volumeStep()).signum() == 0;
    return onStep ? null : "must lie on the step " + specification.volumeStep().toPlainString();
  }
}
