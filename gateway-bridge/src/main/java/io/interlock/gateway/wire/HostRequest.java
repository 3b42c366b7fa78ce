package io.interlock.gateway.wire;

import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.order.ClientOrderId;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the bridge can ask of an MT5 host; symbols are the venue's names, volumes lots.
 *
 * <p>A {@link Change} may trade and is therefore written at most once.
 */
public sealed interface HostRequest {

  /** Asks and announces; safe to write again; pages count from 0. */
  sealed interface Query extends HostRequest {}

  /** Changes an order or a position. */
  sealed interface Change extends HostRequest {
    /** Identity of the command, journalled by the host before it is carried out. */
    String commandId();

    /** The order a late reply or a look-up tells about. */
    @Nullable ClientOrderId subject();
  }

  record Hello(long epoch, String client) implements Query {}

  record Ping() implements Query {}

  record Status() implements Query {}

  record AccountInfo() implements Query {}

  record Positions(int page) implements Query {}

  record Orders(int page) implements Query {}

  record OrderStatus(ClientOrderId clientOrderId) implements Query {}

  /** Deals since a moment, epoch milliseconds. */
  record Deals(long sinceMillis, int page) implements Query {}

  record Quotes(List<String> symbols) implements Query {}

  record OrderBook(String symbol, int depth) implements Query {}

  record SymbolInfo(List<String> symbols) implements Query {}

  record Subscribe(List<String> symbols) implements Query {}

  record Unsubscribe(List<String> symbols) implements Query {}

  record ReplayEvents(long fromSeq, int limit) implements Query {}

  /** Makes sure that an order can never trade from now on. */
  record Fence(ClientOrderId clientOrderId) implements Query {}

  record Kill(long killEpoch, boolean flatten, String reason) implements Query {}

  record ResetKill(long killEpoch) implements Query {}

  /**
   * An opening order.
   *
   * @param deviationPoints largest slippage, points; null: the host's default
   */
  record Open(PlaceOrder order, String symbol, @Nullable Integer deviationPoints, long magic)
      implements Change {
    @Override
    public String commandId() {
      return order.context().commandId();
    }

    @Override
    public ClientOrderId subject() {
      return order.clientOrderId();
    }
  }

  /** Several opening orders in one frame, each decided on its own. */
  record OpenBatch(List<Entry> entries) implements Change {

    /**
     * @param deadlineMonoMillis on the host's monotonic clock
     */
    public record Entry(Open open, long deadlineMonoMillis) {}

    @Override
    public String commandId() {
      return entries.getFirst().open().commandId();
    }

    @Override
    public @Nullable ClientOrderId subject() {
      return null;
    }
  }

  /**
   * @param volume null: all of the position
   */
  record Close(
      String commandId,
      ClientOrderId subject,
      String ticket,
      @Nullable String symbol,
      @Nullable BigDecimal volume,
      @Nullable Integer deviationPoints,
      String payloadHash)
      implements Change {}

  /** Changes a working order, or the protective legs of a position. */
  record Modify(ModifyOrder order) implements Change {
    @Override
    public String commandId() {
      return order.context().commandId();
    }

    @Override
    public @Nullable ClientOrderId subject() {
      return order.target();
    }
  }

  /**
   * @param order the venue's number of the order where it is known; older dialects need it
   */
  record Cancel(String commandId, ClientOrderId subject, @Nullable String order)
      implements Change {}
}
