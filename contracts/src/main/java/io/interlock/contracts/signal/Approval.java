package io.interlock.contracts.signal;

import org.jspecify.annotations.Nullable;

/**
 * What the upstream that sized an envelope signal said about it.
 *
 * @param status as upstream wrote it; only APPROVED trades
 * @param tradingHalted upstream's own halt flag
 */
public record Approval(@Nullable String status, boolean tradingHalted) {
  public boolean approved() {
    return "APPROVED".equals(status);
  }
}
