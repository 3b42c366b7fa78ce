package io.interlock.gateway.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.order.ClientOrderId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One broker account at its venue. No method blocks; stages complete exactly once and never
 * exceptionally, except that of {@link #snapshot}, which fails with {@link VenueUnavailable}.
 *
 * <p>Immediately before each write a session asks the {@link io.interlock.gateway.gate.WriteGate}.
 * Sessions report through their {@link VenueListener}.
 */
public interface VenueSession extends AutoCloseable {
  BrokerDescriptor descriptor();

  /**
   * Opens orders one after the other; none is written after one that is in doubt.
   *
   * @return what came of each, in the order given
   */
  CompletionStage<List<GatewayResult>> place(List<PlaceOrder> orders);

  default CompletionStage<GatewayResult> place(PlaceOrder order) {
    return place(List.of(order)).thenApply(List::getFirst);
  }

  CompletionStage<GatewayResult> close(ClosePosition close);

  CompletionStage<GatewayResult> modify(ModifyOrder modify);

  CompletionStage<GatewayResult> cancel(CancelOrder cancel);

  CompletionStage<VenueAnswer> fence(FenceOrder fence);

  CompletionStage<VenueAnswer> order(ClientOrderId clientOrderId);

  CompletionStage<VenueSnapshot> snapshot(Instant since);

  /** A router has taken the account under a higher epoch; the gate knows already. */
  void attached(long epoch);

  /**
   * Makes the venue itself refuse and, if asked to, flatten; the bridge's latch is set already.
   * Goes on trying until it is done.
   */
  CompletionStage<KillReport.Layer> kill(long killEpoch, boolean flatten, String reason);

  /** Asks the venue over the way a kill takes; says how it stands. */
  CompletionStage<KillReport.Layer> rehearseKill();

  CompletionStage<KillReport.Layer> resetKill(long killEpoch);

  BrokerStatus status();

  @Override
  void close();
}
