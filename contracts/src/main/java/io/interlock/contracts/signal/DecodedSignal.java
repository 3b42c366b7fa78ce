package io.interlock.contracts.signal;

import org.jspecify.annotations.Nullable;

/**
 * A signal as read from its bytes.
 *
 * @param approval what upstream said; null for formats that carry no approval
 * @param payload the text as it arrived
 * @param payloadHash SHA-256 of the bytes, hex
 */
public record DecodedSignal(
    TradeSignal signal,
    SignalFormat format,
    @Nullable Approval approval,
    String payload,
    String payloadHash) {

  /**
   * The signal's identity within its source: its own id; else the record header's; else, where the
   * payload has a timestamp, the payload's hash; else where it first arrived.
   *
   * @param headerSignalId value of the {@code signal-id} header, or null
   * @param origin topic-partition-offset at which it first arrived
   */
  public String identity(@Nullable String headerSignalId, String origin) {
    if (signal.signalId() != null) {
      return signal.signalId();
    }
    if (headerSignalId != null) {
      return headerSignalId;
    }
    return signal.timestamp() != null ? "sha256:" + payloadHash : "at:" + origin;
  }
}
