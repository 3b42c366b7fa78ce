package io.interlock.systemtests.stack;

/** An MT5 host of a test: what can be done to it and its broker, and what the broker wrote down. */
public interface VenueHost extends AutoCloseable {
  int commandPort();

  int dataPort();

  Books books();

  /** How often the broker was sent an order of that id since the host started. */
  int sendsOf(String clientOrderId);

  /** The broker refuses the next request with MetaTrader's code. */
  void refuseNext(int retcode);

  /** The broker fills that much of the next market order, which asks for one lot. */
  void fillNext(String lots);

  /** The broker executes the next request, but the terminal does not hear of it. */
  void executeNextUnheard();

  /** How long the broker takes for each request. */
  void latency(long millis);

  /** Connects the terminal to its broker, or not. */
  void tradeServer(boolean connected);

  void price(String symbol, String bid, String ask);

  /** Stops the host where it is; what arrives meanwhile waits. */
  void freeze();

  void thaw();

  /** The host will die when it has sent the next order and the broker executes it. */
  void dieAtNextSend();

  /** Returns when it has died of that and runs again. */
  void awaitRestart();

  @Override
  void close();
}
