package io.interlock.router.pretrade;

import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a control's no with the figures that led to it. */
final class Denials {

  private Denials() {}

  /**
   * @param figures names and values in turn; absent values are written {@code none}
   */
  static Reason reason(DenialReason code, String message, @Nullable Object... figures) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i + 1 < figures.length; i += 2) {
      named.put(String.valueOf(figures[i]), text(figures[i + 1]));
    }
    return new Reason(code.name(), message, named);
  }

  static String text(@Nullable Object figure) {
    return switch (figure) {
      case null -> "none";
      case BigDecimal decimal -> decimal.toPlainString();
      case Object other -> other.toString();
    };
  }
}
