package io.interlock.contracts.gateway;

/**
 * HTTP paths of a bridge that routers call; all bodies are JSON, all need the {@code service} role.
 *
 * <p>Every command answers 200 with a {@link GatewayResult}, or one for each order, whatever the
 * outcome; any other status, a time-out or a broken connection after the request may have been
 * written is in doubt.
 */
public final class GatewayPaths {
  /** POST {@link PlaceOrders}; answers {@link PlaceOrders.Results}. */
  public static final String PLACE = "/brokers/{broker}/orders";

  /**
   * GET, upgraded to a WebSocket on which orders are placed for {@link #STREAM_SECONDS}. Each
   * binary message to the bridge is the number of a call, 8 bytes, most significant first, and
   * {@link PlaceOrders}; each from it is that number, a status of HTTP, 2 bytes, and the body a
   * POST to {@link #PLACE} would be answered with. Answers come as they are known.
   *
   * <p>What comes later is answered {@link GatewayResult.NotSent} with {@link
   * PlaceOrders#STREAM_OVER}.
   */
  public static final String ORDER_STREAM = "/brokers/{broker}/order-stream";

  /** How long a stream takes orders, unless the token it was opened with expires before. */
  public static final int STREAM_SECONDS = 60;

  /** POST {@link ClosePosition}. */
  public static final String CLOSE = "/brokers/{broker}/close";

  /** POST {@link ModifyOrder}. */
  public static final String MODIFY = "/brokers/{broker}/modify";

  /** POST {@link CancelOrder}. */
  public static final String CANCEL = "/brokers/{broker}/cancel";

  /** POST {@link FenceOrder}; answers {@link VenueAnswer}. */
  public static final String FENCE = "/brokers/{broker}/fence";

  /** GET; answers {@link VenueAnswer}. */
  public static final String ORDER = "/brokers/{broker}/orders/{clientOrderId}";

  /** GET, query {@code since} (ISO-8601); answers {@link VenueSnapshot}. */
  public static final String SNAPSHOT = "/brokers/{broker}/snapshot";

  /** POST {@link Attach}; answers {@link Attached}. Repeated every second as the heartbeat. */
  public static final String ATTACH = "/brokers/{broker}/attach";

  /** GET, POST {@link KillRequest}; answers {@link KillReport}. Trader or service role. */
  public static final String KILL_SWITCH = "/kill-switch";

  /** POST {@link KillReset}; answers {@link KillReport}. Risk officer or service role. */
  public static final String KILL_SWITCH_RESET = "/kill-switch/reset";

  /**
   * POST {@link KillRequest}, which goes the way of a kill and latches nothing; answers {@link
   * KillReport} as it stands. Trader, risk officer or service role.
   */
  public static final String KILL_SWITCH_REHEARSAL = "/kill-switch/rehearsal";

  private GatewayPaths() {}
}
