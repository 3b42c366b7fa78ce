package io.interlock.systemtests.stack;

/**
 * A broker account of a test's own at an MT5 host of either kind, with a wire between it and the
 * bridge that can be made to fail.
 */
public final class Mt5Venue implements AutoCloseable {
  private final InterlockStack stack;
  private final VenueHost host;
  private final FaultyWire wire;
  private final Registration registration;

  private Mt5Venue(
      InterlockStack stack, VenueHost host, FaultyWire wire, Registration registration) {
    this.stack = stack;
    this.host = host;
    this.wire = wire;
    this.registration = registration;
  }

  /** Starts a host and registers it; returns when the router would trade there. */
  static Mt5Venue open(InterlockStack stack, Mt5Kind kind, boolean lockStep) {
    VenueHost host =
        switch (kind) {
          case SIMULATOR -> new SimulatedHost();
          case EXPERT_ADVISOR -> ExpertAdvisorHost.start(lockStep);
        };
    FaultyWire wire = new FaultyWire(host.commandPort(), host.dataPort());
    try {
      return new Mt5Venue(
          stack, host, wire, Registration.of(stack, wire.commandPort(), wire.dataPort()));
    } catch (RuntimeException | AssertionError e) {
      wire.close();
      host.close();
      throw e;
    }
  }

  public VenueHost host() {
    return host;
  }

  /** What only the compiled Expert Advisor's broker can be told. */
  public ExpertAdvisorHost expertAdvisor() {
    return (ExpertAdvisorHost) host;
  }

  /** Returns when the router trades here, after a restart too. */
  public void awaitTradable() {
    Venue.awaitTradable(stack, account());
  }

  public FaultyWire wire() {
    return wire;
  }

  public Books books() {
    return host.books();
  }

  public String broker() {
    return registration.broker();
  }

  /** The account signals name to trade here. */
  public String account() {
    return registration.account();
  }

  /** A small market order for this account. */
  public Signal buy() {
    return Signal.market(account(), "EURUSD", "BUY");
  }

  public Signal sell() {
    return Signal.market(account(), "EURUSD", "SELL");
  }

  @Override
  public void close() {
    try {
      registration.close();
    } finally {
      wire.close();
      host.close();
    }
  }
}
