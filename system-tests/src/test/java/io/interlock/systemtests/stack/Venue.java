package io.interlock.systemtests.stack;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.local.mt5.Mt5HostSetup;
import io.interlock.local.mt5.SimulatedMt5Host;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.mt5.trade.Order;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A simulated MT5 host of a test's own, registered as a broker account nobody else trades; what it
 * wrote down is the truth.
 */
public final class Venue implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Strategy of the orders that only ask whether the router is ready; it may hold nothing. */
  static final String READINESS = "readiness";

  private final InterlockStack stack;
  private final SimulatedMt5Host host;
  private final Registration registration;

  private Venue(InterlockStack stack, SimulatedMt5Host host, Registration registration) {
    this.stack = stack;
    this.host = host;
    this.registration = registration;
  }

  /** Starts a host and registers it; returns when the router would trade there. */
  static Venue open(InterlockStack stack, Mt5HostSetup setup) {
    SimulatedMt5Host host = SimulatedMt5Host.start(setup);
    try {
      return new Venue(stack, host, Registration.of(stack, host.commandPort(), host.dataPort()));
    } catch (RuntimeException | AssertionError e) {
      host.close();
      throw e;
    }
  }

  public SimulatedMt5Host host() {
    return host;
  }

  public String broker() {
    return registration.broker();
  }

  /** The account signals name to trade here. */
  public String account() {
    return registration.account();
  }

  /**
   * Lets signals of this account wait longer than the usual 5 s, for tests in which the router is
   * away for a while.
   */
  public void letSignalsWait(Duration timeToLive) {
    stack.limit(
        "account:" + account(), Map.of("signal_ttl_millis", (Object) timeToLive.toMillis()));
  }

  public Ledger ledger() {
    return host.ledger();
  }

  /** Orders the broker has under a client order id, refused ones too. */
  public List<Order> ordersOf(String clientOrderId) {
    return ledger().ordersOf(clientOrderId);
  }

  public List<Deal> dealsOf(String clientOrderId) {
    return ledger().dealsOf(clientOrderId);
  }

  /** A small market order for this account. */
  public Signal buy() {
    return Signal.market(account(), "EURUSD", "BUY");
  }

  public Signal sell() {
    return Signal.market(account(), "EURUSD", "SELL");
  }

  public void awaitState(BrokerStatus.State state) {
    registration.awaitState(state);
  }

  /**
   * Sends orders of a strategy that may hold nothing until one is refused for just that: the router
   * then knows the account, the symbol and its quotes.
   */
  public static void awaitTradable(InterlockStack stack, String account) {
    AtomicReference<String> answer = new AtomicReference<>("none yet");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                Signal question =
                    Signal.market(account, "EURUSD", "BUY").with("strategy", READINESS);
                stack.signals().send(question);
                OrderStory story = stack.events().awaitEnd(question);
                answer.set(story.toString());
                return story.reasonCode().equals("MAX_OPEN_EXPOSURE");
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the router does not trade " + account + ": " + answer.get(), e);
    }
  }

  @Override
  public void close() {
    try {
      registration.close();
    } finally {
      host.close();
    }
  }
}
