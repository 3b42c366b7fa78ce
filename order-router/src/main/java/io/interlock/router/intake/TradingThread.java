package io.interlock.router.intake;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.TimeUnit;

/**
 * The event loop on which all trading happens and nothing else. Calls of people, kills above all,
 * are answered on other ones and never wait behind orders.
 */
final class TradingThread {
  private static final int IO_RATIO_PERCENT = 50;
  private static final long CLOSED_WITHIN_MILLIS = 1_000;

  private TradingThread() {}

  /**
   * Starts it, as long as Vert.x lives. Vert.x hands out the loops it has to everyone in turn; one
   * that is kept apart is made here.
   */
  static Context start(Vertx vertx) {
    VertxInternal internal = (VertxInternal) vertx;
    EventLoopGroup loop =
        internal
            .transport()
            .eventLoopGroup(
                Transport.IO_EVENT_LOOP_GROUP,
                1,
                work ->
                    VertxThreadFactory.INSTANCE.newVertxThread(
                        work,
                        "trading",
                        false,
                        internal.maxEventLoopExecTime(),
                        internal.maxEventLoopExecTimeUnit()),
                IO_RATIO_PERCENT);
    internal.addCloseHook(
        done -> {
          var _ =
              loop.shutdownGracefully(0, CLOSED_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                  .addListener(closed -> done.complete());
        });
    return internal.createEventLoopContext(
        loop.next(), null, Thread.currentThread().getContextClassLoader());
  }
}
