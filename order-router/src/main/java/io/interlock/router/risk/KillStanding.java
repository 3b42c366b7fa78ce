package io.interlock.router.risk;

import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillReport.Layer;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.router.control.ControlBook;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the kill switch stands in every layer, asked for or shown by a rehearsal. */
@Singleton
public class KillStanding {
  private final ControlBook book;
  private final ControlStore store;
  private final BridgeLatches bridges;
  private final String router;

  KillStanding(
      ControlBook book,
      ControlStore store,
      BridgeLatches bridges,
      @ConfigProperty(name = "interlock.router.name", defaultValue = "order-router")
          String router) {
    this.book = book;
    this.store = store;
    this.bridges = bridges;
    this.router = router;
  }

  /** What each layer says now. */
  public Future<KillReport> report() {
    return standing(bridges::ask, List.of());
  }

  /**
   * Goes the way of a kill of everything, through every bridge down to its hosts and through the
   * database, and latches nothing: shows whom a kill would not reach, and keeps its way warm. Never
   * fails.
   */
  public Future<KillReport> rehearse(String by) {
    KillRequest nothing = new KillRequest(0, null, false, by, "rehearsal");
    Future<List<Layer>> gate =
        store
            .rehearse()
            .map(
                done ->
                    List.of(
                        new Layer(Layers.GATE, Layers.DATABASE, killed(), book.killEpoch(), null)));
    return standing(
        url -> bridges.rehearse(url, nothing),
        List.of(Layers.unhurried().heard(Layers.GATE, Layers.DATABASE, gate)));
  }

  private Future<KillReport> standing(
      Function<String, Future<KillReport>> ask, List<Future<List<Layer>>> others) {
    Layers within = Layers.unhurried();
    List<Future<List<Layer>>> layers = new ArrayList<>(others);
    layers.add(
        Future.succeededFuture(
            List.of(new Layer("router", router, killed(), book.killEpoch(), null))));
    for (String url : bridges.urls()) {
      layers.add(within.heard(Layers.BRIDGE, url, ask.apply(url).map(KillReport::layers)));
    }
    return Layers.all(layers).map(said -> new KillReport(book.killEpoch(), killed(), said));
  }

  private boolean killed() {
    return book.controls().stream().anyMatch(TradingControl::killed);
  }
}
