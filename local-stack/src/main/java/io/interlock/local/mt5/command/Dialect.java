package io.interlock.local.mt5.command;

/** What the host makes of one request frame. Called on the host's thread. */
public interface Dialect {
  /** Where an answer goes; exactly one for each request. */
  interface Answer {
    /**
     * @param action and {@code clientOrderId}: what scripted faults look for; empty: not readable
     */
    void send(String action, String clientOrderId, byte[] body);
  }

  void handle(byte[] body, Answer answer);

  /** Something periodic, about once a second. */
  default void sweep() {}
}
