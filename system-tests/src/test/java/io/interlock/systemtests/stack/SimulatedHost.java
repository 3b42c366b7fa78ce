package io.interlock.systemtests.stack;

import static java.util.Objects.requireNonNullElse;

import io.interlock.local.mt5.ControlCommand;
import io.interlock.local.mt5.Mt5HostSetup;
import io.interlock.local.mt5.SimulatedMt5Host;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.OrderCondition;
import java.math.BigDecimal;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The host written in Java. */
final class SimulatedHost implements VenueHost {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LONGER_THAN_ITS_LIFE_MILLIS = 2_500;

  private final SimulatedMt5Host host = SimulatedMt5Host.start(new Mt5HostSetup());

  @Override
  public int commandPort() {
    return host.commandPort();
  }

  @Override
  public int dataPort() {
    return host.dataPort();
  }

  @Override
  public Books books() {
    Ledger ledger = host.ledger();
    return new Books(
        ledger.orders().stream()
            .filter(order -> order.state() != OrderCondition.REJECTED)
            .map(
                order ->
                    new Books.Order(
                        requireNonNullElse(order.terms().clientOrderId(), ""),
                        order.terms().volume(),
                        order.working()))
            .toList(),
        ledger.deals().stream()
            .map(
                deal ->
                    new Books.Deal(
                        requireNonNullElse(deal.clientOrderId(), ""),
                        deal.symbol(),
                        deal.side(),
                        deal.volume()))
            .toList(),
        ledger.positions().stream()
            .map(
                position ->
                    new Books.Position(
                        position.ticket(),
                        position.symbol(),
                        position.side(),
                        position.volume(),
                        requireNonNullElse(position.stopLoss(), BigDecimal.ZERO)))
            .toList());
  }

  @Override
  public int sendsOf(String clientOrderId) {
    return host.ledger().ordersOf(clientOrderId).size();
  }

  @Override
  public void refuseNext(int retcode) {
    host.inject(Fault.reject(retcode));
  }

  @Override
  public void fillNext(String lots) {
    host.inject(Fault.fill(lots));
  }

  @Override
  public void executeNextUnheard() {
    host.inject(Fault.next(Fault.Kind.NO_RESULT, "OPEN_ORDER"));
  }

  @Override
  public void latency(long millis) {
    host.apply(new ControlCommand.Latency(millis));
  }

  @Override
  public void tradeServer(boolean connected) {
    host.apply(new ControlCommand.TradeServer(connected));
  }

  @Override
  public void price(String symbol, String bid, String ask) {
    host.apply(new ControlCommand.Price(symbol, new BigDecimal(bid), new BigDecimal(ask)));
  }

  @Override
  public void freeze() {
    host.apply(new ControlCommand.Freeze());
  }

  @Override
  public void thaw() {
    host.apply(new ControlCommand.Thaw());
  }

  @Override
  public void dieAtNextSend() {
    host.inject(Fault.slow("OPEN_ORDER", LONGER_THAN_ITS_LIFE_MILLIS));
  }

  @Override
  public void awaitRestart() {
    Awaitility.await("the order is at the broker")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                host.ledger().commands().stream()
                    .anyMatch(command -> command.action().equals("OPEN_ORDER")));
    host.apply(new ControlCommand.Restart());
  }

  @Override
  public void close() {
    host.close();
  }
}
