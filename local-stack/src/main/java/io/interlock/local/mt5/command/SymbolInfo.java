package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Instrument;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wire's symbol info. */
final class SymbolInfo {
  private SymbolInfo() {}

  /**
   * @param asked the name it was asked under
   */
  static Map<String, Object> of(String asked, Instrument instrument, Terminal terminal) {
    BigDecimal tickValue = instrument.contractSize().multiply(instrument.point());
    BigDecimal margin =
        instrument
            .contractSize()
            .multiply(
                instrument.currencyBase().equals("USD") ? BigDecimal.ONE : instrument.startBid())
            .divide(BigDecimal.valueOf(terminal.options.leverage()), 2, RoundingMode.HALF_UP);
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("symbol", asked);
    info.put("broker_symbol", instrument.symbol());
    info.put("digits", instrument.digits());
    info.put("point", instrument.point());
    info.put("tick_size", instrument.point());
    info.put("tick_value", tickValue);
    info.put("contract_size", instrument.contractSize());
    info.put("volume_min", instrument.volumeMin());
    info.put("volume_max", instrument.volumeMax());
    info.put("volume_step", instrument.volumeStep());
    info.put("stops_level", instrument.stopsLevel());
    info.put("freeze_level", 0);
    info.put("filling_modes", List.of("FOK", "IOC", "RETURN"));
    info.put("execution", "MARKET");
    info.put("trade_mode", "FULL");
    info.put("currency_base", instrument.currencyBase());
    info.put("currency_profit", instrument.currencyProfit());
    info.put("currency_margin", instrument.currencyBase());
    info.put("spread_points", instrument.spreadPoints());
    info.put("margin_initial", margin);
    info.put("sessions", List.of());
    return info;
  }
}
