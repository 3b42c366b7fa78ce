package io.interlock.gateway.paper;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.market.Tick;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The last quote of each symbol, and what its quotes tell of a symbol. Thread-safe. */
final class PaperTape {
  private final Map<String, Tick> quotes = new ConcurrentHashMap<>();
  private final Map<String, SymbolSpecification> specifications = new ConcurrentHashMap<>();

  void take(Tick tick) {
    quotes.put(tick.symbol(), tick);
    int digits = Math.max(tick.bid().scale(), tick.ask().scale());
    // A price may come without its last zeros: the most digits seen are the symbol's.
    SymbolSpecification known = specifications.get(tick.symbol());
    if (known == null || known.digits() < digits) {
      specifications.put(tick.symbol(), PaperQuotes.specification(tick.symbol(), digits));
    }
  }

  @Nullable Tick quote(String symbol) {
    return quotes.get(symbol);
  }

  boolean isEmpty() {
    return quotes.isEmpty();
  }

  List<SymbolSpecification> specifications() {
    return List.copyOf(specifications.values());
  }
}
