package io.interlock.local.mt5;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The one thread that owns a host: runs what is due, then waits for a request. */
final class HostThread implements AutoCloseable {
  private static final int LONGEST_WAIT_MILLIS = 5;

  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private long numbers;
  private boolean frozen;
  private volatile boolean running = true;

  private record Due(long nanos, long number, Runnable task) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int compared = Long.compare(nanos - other.nanos, 0);
      return compared != 0 ? compared : Long.compare(number, other.number);
    }
  }

  /**
   * @param receive waits for a request for at most so many milliseconds
   * @param end runs last, on this thread
   */
  HostThread(String name, IntConsumer receive, Runnable end) {
    this.thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(
                () -> {
                  while (running) {
                    turn(receive);
                  }
                  end.run();
                });
  }

  void start() {
    thread.start();
  }

  /** Runs something on this thread and gives its result. */
  <T> T call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    posted.add(
        () -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result.join();
  }

  /** On this thread only. */
  void after(long millis, Runnable task) {
    due.add(new Due(System.nanoTime() + millis * 1_000_000, numbers++, task));
  }

  /** Stops everything but posted tasks; on this thread only. */
  void freeze(boolean on) {
    frozen = on;
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(IntConsumer receive) {
    for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
      task.run();
    }
    if (frozen) {
      LockSupport.parkNanos(1_000_000);
      return;
    }
    long now = System.nanoTime();
    while (!due.isEmpty() && due.peek().nanos() - now <= 0) {
      due.remove().task().run();
    }
    long wait = LONGEST_WAIT_MILLIS;
    if (!due.isEmpty()) {
      wait = Math.min(wait, Math.max(0, (due.peek().nanos() - System.nanoTime()) / 1_000_000));
    }
    receive.accept((int) wait);
  }
}
