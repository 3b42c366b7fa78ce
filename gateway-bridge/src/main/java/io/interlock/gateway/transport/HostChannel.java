package io.interlock.gateway.transport;

/** The command connection to one host. Any thread may call it; no call blocks. */
public interface HostChannel extends AutoCloseable {

  /**
   * Hands an exchange over. Its delivery completes exactly once, on the channel's thread, or at
   * once on the caller's if the queue is full or the channel closed.
   */
  void submit(Exchange exchange);

  /** Lets changes be written while earlier ones wait for their reply, or (the default) not. */
  void pipelineChanges(boolean allowed);

  /** Ends the thread and the connections; what is under way completes as unanswered. */
  @Override
  void close();
}
