package io.interlock.router.journal;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Connections for the statements every order passes. They live on the trading thread, which alone
 * asks for them: no order waits for another thread to be woken, nor for anyone who reads.
 *
 * <p>They are planned once a connection and by index: parsing and planning the gate anew each time
 * costs more than running it, and a plan made while a table was small would go on reading it from
 * end to end when it has grown.
 */
@Singleton
@ReactiveDataSource(JournalPool.DATA_SOURCE)
public class JournalPool implements PgPoolCreator {
  public static final String DATA_SOURCE = "trading";

  private static final int LOOP_OF_WHOEVER_ASKS = 0;

  @Override
  public Pool create(Input input) {
    input.pgConnectOptionsList().forEach(JournalPool::plannedOnce);
    return PgBuilder.pool()
        .with(input.poolOptions().setEventLoopSize(LOOP_OF_WHOEVER_ASKS))
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .using(input.vertx())
        .build();
  }

  /** Makes connections plan as the journal wants it. */
  public static PgConnectOptions plannedOnce(PgConnectOptions options) {
    options.setCachePreparedStatements(true);
    options.setPreparedStatementCacheSqlFilter(sql -> true);
    options.addProperty("plan_cache_mode", "force_generic_plan");
    options.addProperty("enable_seqscan", "off");
    options.addProperty("enable_hashjoin", "off");
    options.addProperty("enable_mergejoin", "off");
    // Compiling a plan takes longer than any of them runs.
    options.addProperty("jit", "off");
    return options;
  }
}
