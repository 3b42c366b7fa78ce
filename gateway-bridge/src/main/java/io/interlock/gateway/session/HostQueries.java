package io.interlock.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.Fill;
import io.interlock.gateway.venue.VenueUnavailable;
import io.interlock.gateway.wire.HostData;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads lists and whole snapshots from hosts, page by page. */
final class HostQueries {
  private static final int MOST_PAGES = 1_000;

  private final HostDialect dialect;
  private final Supplier<HostLink> reader;

  /**
   * @param reader the host to ask next
   */
  HostQueries(HostDialect dialect, Supplier<HostLink> reader) {
    this.dialect = dialect;
    this.reader = reader;
  }

  /** Reads a part of a page. */
  private interface PageReader<T> {
    List<T> read(@Nullable JsonNode data) throws InvalidMessage;
  }

  CompletableFuture<VenueSnapshot> snapshot(Instant since, Instant at) {
    HostLink link = reader.get();
    CompletableFuture<List<VenuePosition>> positions =
        list(link, HostRequest.Positions::new, HostData::positions);
    CompletableFuture<List<VenueOrder>> working =
        list(link, HostRequest.Orders::new, HostData::orders);
    CompletableFuture<List<HostData.Deal>> deals =
        list(link, page -> new HostRequest.Deals(since.toEpochMilli(), page), HostData::deals);
    return positions.thenCombine(
        working.thenCombine(deals, HostQueries::merged),
        (held, orders) -> new VenueSnapshot(orders, held, at));
  }

  CompletableFuture<List<VenuePosition>> positions() {
    return list(reader.get(), HostRequest.Positions::new, HostData::positions);
  }

  /** All pages; a list the dialect has no words for is empty. */
  private <T> CompletableFuture<List<T>> list(
      HostLink link, IntFunction<HostRequest.Query> request, PageReader<T> page) {
    if (!dialect.speaks(request.apply(0))) {
      return CompletableFuture.completedFuture(List.of());
    }
    return pages(link, request, page, 0, new ArrayList<>());
  }

  private static <T> CompletableFuture<List<T>> pages(
      HostLink link,
      IntFunction<HostRequest.Query> request,
      PageReader<T> reader,
      int page,
      List<T> found) {
    return link.ask(request.apply(page))
        .thenCompose(
            answer -> {
              try {
                HostReply reply = reply(answer);
                found.addAll(reader.read(reply.data()));
                int pages = Math.min(HostData.pages(reply.data()), MOST_PAGES);
                return page + 1 < pages
                    ? pages(link, request, reader, page + 1, found)
                    : CompletableFuture.completedFuture(List.copyOf(found));
              } catch (VenueUnavailable | InvalidMessage e) {
                return CompletableFuture.failedFuture(
                    e instanceof VenueUnavailable
                        ? e
                        : new VenueUnavailable("BAD_REPLY", String.valueOf(e.getMessage())));
              }
            });
  }

  static HostReply reply(HostLink.Answer answer) throws VenueUnavailable {
    return switch (answer) {
      case HostLink.Answer.Silent(var code, var message) ->
          throw new VenueUnavailable(code, message);
      case HostLink.Answer.Heard(var reply) -> {
        HostReply.HostError error = reply.error();
        if (error != null) {
          throw new VenueUnavailable(error.code(), error.message());
        }
        yield reply;
      }
    };
  }

  /** Working orders with their trades, then those that traded and no longer work. */
  static List<VenueOrder> merged(List<VenueOrder> working, List<HostData.Deal> deals) {
    Map<String, List<HostData.Deal>> traded = new LinkedHashMap<>();
    for (HostData.Deal deal : deals) {
      traded.computeIfAbsent(key(deal.order()), _ -> new ArrayList<>()).add(deal);
    }
    List<VenueOrder> orders = new ArrayList<>();
    for (VenueOrder order : working) {
      List<HostData.Deal> own = traded.remove(key(order));
      orders.add(own == null ? order : withFills(order, own, VenueOrderState.PARTIALLY_FILLED));
    }
    for (List<HostData.Deal> own : traded.values()) {
      VenueOrder order = own.getFirst().order();
      // Deals alone don't tell whether that was all of our order.
      VenueOrderState state =
          order.clientOrderId() == null ? VenueOrderState.FILLED : VenueOrderState.PARTIALLY_FILLED;
      orders.add(withFills(order, own, state));
    }
    return orders;
  }

  private static String key(VenueOrder order) {
    return order.clientOrderId() != null
        ? order.clientOrderId().value()
        : "order " + order.brokerOrderId();
  }

  private static VenueOrder withFills(
      VenueOrder order, List<HostData.Deal> deals, VenueOrderState state) {
    List<Fill> fills = deals.stream().flatMap(deal -> deal.order().fills().stream()).toList();
    BigDecimal volume = sum(fills, Fill::volume);
    BigDecimal value = sum(fills, fill -> fill.volume().multiply(fill.price()));
    return new VenueOrder(
        order.clientOrderId(),
        order.brokerOrderId(),
        deals.getLast().order().positionTicket(),
        order.symbol(),
        order.side(),
        state,
        state == VenueOrderState.FILLED ? volume : order.volume(),
        volume,
        value.divide(volume, 10, RoundingMode.HALF_EVEN).stripTrailingZeros(),
        fills,
        null,
        null,
        order.code(),
        order.message(),
        order.magic(),
        fills.getLast().at());
  }

  private static BigDecimal sum(List<Fill> fills, Function<Fill, BigDecimal> part) {
    return fills.stream().map(part).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
