package io.interlock.gateway.transport;

import java.util.function.Supplier;

/** The command connection to one host. Any thread may call it; no call blocks. */
public interface HostChannel extends AutoCloseable {

  /**
   * Begins to connect and to write.
   *
   * @param proofs queries that any host answers at once; the first thing written over a connection,
   *     and until it is answered the only one. Called on the channel's thread
   */
  void start(Supplier<Exchange> proofs);

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
