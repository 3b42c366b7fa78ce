package io.interlock.systemtests.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Sends signals at a steady rate from a thread of its own until it is stopped. Those Kafka never
 * acknowledged are not counted: nobody promised anything about them.
 */
public final class SignalStream {
  private final SignalProducer producer;
  private final int perSecond;
  private final IntFunction<Signal> signals;
  private final List<Signal> acknowledged = new ArrayList<>();
  private final Thread thread;
  private volatile boolean running = true;

  private SignalStream(SignalProducer producer, int perSecond, IntFunction<Signal> signals) {
    this.producer = producer;
    this.perSecond = perSecond;
    this.signals = signals;
    this.thread = Thread.ofPlatform().name("signals").daemon().start(this::send);
  }

  /**
   * @param signals makes the n-th signal, from 0
   */
  public static SignalStream start(
      SignalProducer producer, int perSecond, IntFunction<Signal> signals) {
    return new SignalStream(producer, perSecond, signals);
  }

  /** Ends the stream; gives what was sent. */
  public List<Signal> stop() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.flush();
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  private void send() {
    long began = System.nanoTime();
    for (int i = 0; running; i++) {
      long due = began + i * 1_000_000_000L / perSecond;
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      Signal signal = signals.apply(i);
      producer.sendLater(
          SignalProducer.record(signal.account(), signal.bytes()),
          (metadata, failure) -> {
            if (failure == null) {
              synchronized (acknowledged) {
                acknowledged.add(signal);
              }
            }
          });
    }
  }
}
