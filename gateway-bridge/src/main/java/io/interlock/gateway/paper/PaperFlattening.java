package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cancels every working order and closes every position that has a quote. */
final class PaperFlattening {
  private PaperFlattening() {}

  record Flat(PaperBook book, List<VenueOrder> news) {}

  static Flat flatten(PaperBook book, Function<String, @Nullable Tick> quotes, Instant now) {
    PaperBook next = book;
    List<VenueOrder> news = new ArrayList<>();
    for (var known : book.orders().entrySet()) {
      if (known.getValue().works()) {
        PaperBook.Entry canceled = PaperMarket.canceled(known.getValue(), now);
        next = next.withOrder(known.getKey(), canceled);
        news.add(canceled.order());
      }
    }
    for (VenuePosition position : book.positions().values()) {
      Tick quote = quotes.apply(position.symbol());
      if (quote != null) {
        PaperClosing.Closed closed = PaperClosing.whole(next, position, "KILL", quote, now);
        next = closed.book();
        news.add(closed.order());
      }
    }
    return new Flat(next, news);
  }
}
