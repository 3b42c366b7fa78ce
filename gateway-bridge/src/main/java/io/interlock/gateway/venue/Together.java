package io.interlock.gateway.venue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waits for several results, in their order. */
public final class Together {
  private Together() {}

  /** Completes once all have. */
  public static <T> CompletableFuture<List<T>> of(List<CompletableFuture<T>> results) {
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
  }
}
