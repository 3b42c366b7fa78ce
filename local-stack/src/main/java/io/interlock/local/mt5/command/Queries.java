package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.local.mt5.trade.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is asked about the host, the account and its orders; changes nothing. */
final class Queries {
  private static final int PAGE = 200;
  private static final int MOST_EVENTS = 1000;

  private final Terminal terminal;
  private final KnownOrders known;

  Queries(Terminal terminal, KnownOrders known) {
    this.terminal = terminal;
    this.known = known;
  }

  record Hello(long epoch, @Nullable String client) {
    Hello {
      Rule.notNegative("epoch", epoch);
    }
  }

  record Filter(@Nullable String symbol, @Nullable Long magic, @Nullable Integer page) {
    Filter {
      Rule.that(page == null || page >= 0, "page", page, "must not be negative");
    }
  }

  record Since(long sinceMsc, @Nullable Long untilMsc, @Nullable Integer page) {}

  record Replay(String eventClass, long fromSeq, @Nullable Integer limit) {}

  Reply hello(Request request) throws InvalidMessage {
    Hello asked = Json.convert(request.payload(), Hello.class);
    if (asked.epoch() < terminal.epoch()) {
      return Reply.refused(
          "STALE_EPOCH", "epoch", asked.epoch(), "must be at least " + terminal.epoch());
    }
    terminal.raiseEpoch(asked.epoch());
    terminal.hello = true;
    return Reply.success(about());
  }

  Reply ping() {
    return Reply.success(
        Map.of(
            "boot_id", terminal.bootId,
            "mono_ms", terminal.clock.monoMillis(),
            "connected", terminal.broker.connected(),
            "kill", KillCommands.view(terminal.kill())));
  }

  Reply status() {
    Map<String, Object> status = about();
    status.put("gateway", "MT5-Simulated");
    status.put("uptime_ms", terminal.clock.monoMillis() - terminal.startedMonoMillis);
    status.put("commands", terminal.commands);
    status.put("duplicates", terminal.duplicates);
    status.put("refused", terminal.refused);
    status.put("orders_open", terminal.books().working().size());
    status.put("positions_open", terminal.books().positions().size());
    status.put("last_error", terminal.lastError);
    return Reply.success(status);
  }

  Reply positions(Request request) throws InvalidMessage {
    Filter asked = Json.convert(request.payload(), Filter.class);
    return page(
        "positions",
        terminal.books().positions().stream()
            .filter(p -> asked.symbol() == null || asked.symbol().equals(p.symbol()))
            .filter(p -> asked.magic() == null || asked.magic() == p.magic())
            .toList(),
        asked.page());
  }

  Reply workingOrders(Request request) throws InvalidMessage {
    Filter asked = Json.convert(request.payload(), Filter.class);
    return page(
        "orders",
        terminal.books().working().stream()
            .filter(o -> asked.symbol() == null || asked.symbol().equals(o.terms().symbol()))
            .filter(o -> asked.magic() == null || asked.magic() == o.terms().magic())
            .map(Queries::view)
            .toList(),
        asked.page());
  }

  Reply orderStatus(Request request) throws InvalidMessage {
    Named asked = Json.convert(request.payload(), Named.class);
    if (asked.clientOrderId() != null) {
      Reply status = known.status(asked.clientOrderId());
      return status != null
          ? status
          : Reply.error("NOT_FOUND", "no order " + asked.clientOrderId());
    }
    Order order = terminal.books().order(String.valueOf(asked.order()));
    return order == null
        ? Reply.error("NOT_FOUND", "no order " + asked.order())
        : Reply.success(terminal.result(order));
  }

  Reply deals(Request request) throws InvalidMessage {
    Since asked = Json.convert(request.payload(), Since.class);
    return page(
        "deals",
        terminal.books().deals().stream()
            .filter(d -> d.timeMsc() >= asked.sinceMsc())
            .filter(d -> asked.untilMsc() == null || d.timeMsc() <= asked.untilMsc())
            .toList(),
        asked.page());
  }

  Reply replay(Request request) throws InvalidMessage {
    ObjectNode payload = request.payload().deepCopy();
    if (payload.has("class")) {
      payload.set("event_class", payload.remove("class"));
    }
    Replay asked = Json.convert(payload, Replay.class);
    if (!Objects.equals(asked.eventClass(), "event")) {
      return Reply.refused("BAD_REQUEST", "class", asked.eventClass(), "must be event");
    }
    int limit = asked.limit() == null ? MOST_EVENTS : Math.clamp(asked.limit(), 1, MOST_EVENTS);
    return Reply.success(terminal.events.replay(asked.fromSeq(), limit));
  }

  private Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("host", "simulated-mt5");
    about.put("version", "1");
    about.put("boot_id", terminal.bootId);
    about.put("mono_ms", terminal.clock.monoMillis());
    about.put("epoch", terminal.epoch());
    about.put("connected", terminal.broker.connected());
    about.put(
        "account",
        Map.of(
            "login",
            terminal.options.login(),
            "server",
            AccountInfo.SERVER,
            "currency",
            "USD",
            "margin_mode",
            terminal.options.marginMode(),
            "trade_mode",
            "DEMO"));
    List<String> capabilities =
        new ArrayList<>(List.of("BATCH", "ORDER_BOOK", "TICKS", "REPLAY", "FENCE"));
    if (terminal.options.async()) {
      capabilities.add("ASYNC");
    }
    about.put("capabilities", capabilities);
    about.put("kill", KillCommands.view(terminal.kill()));
    about.put(
        "seq",
        Map.of(
            "tick", terminal.events.seq("tick"),
            "event", terminal.events.seq("event"),
            "hb", terminal.events.seq("hb")));
    return about;
  }

  private static Reply page(String name, List<?> all, @Nullable Integer asked) {
    int page = asked == null ? 0 : asked;
    int pages = Math.max(1, (all.size() + PAGE - 1) / PAGE);
    int from = (int) Math.min((long) page * PAGE, all.size());
    return Reply.success(
        Map.of(
            name,
            all.subList(from, Math.min(from + PAGE, all.size())),
            "page",
            page,
            "pages",
            pages));
  }

  private static Map<String, Object> view(Order order) {
    var terms = order.terms();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("order", order.order());
    view.put("client_order_id", terms.clientOrderId());
    view.put("symbol", terms.symbol());
    view.put("side", terms.side());
    view.put("type", terms.type());
    view.put("volume", terms.volume());
    view.put("remaining_volume", order.remainingVolume());
    view.put("price", terms.price());
    view.put("stop_price", terms.stopPrice());
    view.put("stop_loss", terms.stopLoss());
    view.put("take_profit", terms.takeProfit());
    view.put("time_in_force", terms.timeInForce());
    view.put("expires_at", terms.expiresAt());
    view.put("magic", terms.magic());
    view.put("comment", terms.comment());
    view.put("state", order.state());
    view.put("placed_msc", order.sentMicros() / 1_000);
    return view;
  }
}
