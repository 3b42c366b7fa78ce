package io.interlock.gateway.session;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.market.Tick;
import io.interlock.gateway.venue.MarketBoard;
import io.interlock.gateway.venue.VenueListener;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's symbols and quotes come from when its host does not publish them: asked for, or
 * lent by another broker of this bridge.
 */
final class SessionMarket implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SessionMarket.class);

  private final BrokerDescriptor descriptor;
  private final HostKnowledge knowledge;
  private final QuotePolling polling;
  private final @Nullable String lender;
  private final MarketBoard board;
  private final VenueListener listener;
  private final AutoCloseable following;

  /**
   * @param lender null: the host tells its symbols itself, or nobody does
   */
  SessionMarket(
      BrokerDescriptor descriptor,
      HostKnowledge knowledge,
      QuotePolling polling,
      @Nullable String lender,
      MarketBoard board,
      VenueListener listener) {
    this.descriptor = descriptor;
    this.knowledge = knowledge;
    this.polling = polling;
    this.lender = lender;
    this.board = board;
    this.listener = listener;
    this.following = lender == null ? () -> {} : board.follow(this::lent);
  }

  private void lent(Tick tick) {
    if (tick.broker().equals(lender) && descriptor.trades(tick.symbol())) {
      listener.tick(
          new Tick(
              descriptor.brokerId(),
              tick.symbol(),
              tick.bid(),
              tick.ask(),
              tick.bidVolume(),
              tick.askVolume(),
              tick.venueTime(),
              tick.receivedAt(),
              tick.seq()));
    }
  }

  /** About once a second. */
  void care(HostLink link) {
    if (lender == null) {
      polling.care(link);
    } else {
      knowledge.lent(board.specifications(lender));
    }
  }

  @Override
  public void close() {
    try {
      following.close();
    } catch (Exception e) {
      LOG.warnf(e, "quotes do not end: broker=%s", descriptor.brokerId());
    }
  }
}
