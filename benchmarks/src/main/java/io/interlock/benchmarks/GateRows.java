package io.interlock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.local.postgres.EmbeddedPostgres;
import io.interlock.router.journal.AccountWriters;
import io.interlock.router.journal.GateEntry;
import io.interlock.router.journal.GateOutcome;
import io.interlock.router.journal.JournalGate;
import io.interlock.router.journal.JournalPool;
import io.interlock.router.order.Event;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.OrderMachine;
import io.interlock.router.order.Terms;
import io.interlock.router.order.Transition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * Orders a second through the journal's gate, one commit after the other as a router makes them,
 * interleaved with committed inserts of as many plain rows into the same server.
 *
 * <p>An order is a claim, three events and three marks for the relay; the floor's row is its events
 * as one text.
 */
public final class GateRows {
  private static final String ACCOUNT = "benchmark";
  private static final List<Integer> AT_ONCE = List.of(1, 16, 64);
  private static final String FLOOR = "insert into floor (body) select unnest($1::text[])";

  private final Pool pool;
  private final JournalGate gate;
  private final long epoch;

  private GateRows(Pool pool, Vertx vertx) {
    this.pool = pool;
    this.gate = new JournalGate(pool, vertx);
    this.epoch = await(new AccountWriters(pool).take(ACCOUNT, 1, "benchmark"));
    await(pool.query("create table floor (id bigserial primary key, body text)").execute());
  }

  /** Runs it: {@code java -cp … io.interlock.benchmarks.GateRows [SECONDS] [ROUNDS]}. */
  public static void main(String[] args) throws IOException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path folder = Files.createTempDirectory("gate-rows");
    folder.toFile().setExecutable(true, false);
    folder.toFile().setReadable(true, false);
    Vertx vertx = Vertx.vertx();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"))) {
      Flyway.configure()
          .dataSource(postgres.jdbcUrl("router"), postgres.user(), postgres.password())
          .load()
          .migrate();
      Pool pool = pool(postgres, vertx);
      GateRows rows = new GateRows(pool, vertx);
      System.out.println("warm-up");
      rows.measure(1);
      for (int round = 1; round <= rounds; round++) {
        System.out.printf("round %d%n", round);
        rows.measure(seconds);
      }
      await(pool.close());
    } finally {
      await(vertx.close());
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private static Pool pool(EmbeddedPostgres postgres, Vertx vertx) {
    return PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(2))
        .connectingTo(
            JournalPool.plannedOnce(
                PgConnectOptions.fromUri(postgres.reactiveUrl("router"))
                    .setUser(postgres.user())
                    .setPassword(postgres.password())))
        .using(vertx)
        .build();
  }

  private void measure(int seconds) {
    for (int atOnce : AT_ONCE) {
      double floor = perSecond(seconds, atOnce, this::insert);
      double gated = perSecond(seconds, atOnce, this::gate);
      System.out.printf(
          "%3d at once: gate %,8.0f orders/s, floor %,8.0f rows/s, %.2f of it%n",
          atOnce, gated, floor, gated / floor);
    }
  }

  /** Something done with a number of orders, whose entries are made before the clock runs. */
  private interface Work {
    void with(List<GateEntry> entries);
  }

  private double perSecond(int seconds, int atOnce, Work work) {
    long nanos = 0;
    long orders = 0;
    while (nanos < seconds * 1_000_000_000L) {
      List<GateEntry> entries = IntStream.range(0, atOnce).mapToObj(i -> entry()).toList();
      long began = System.nanoTime();
      work.with(entries);
      nanos += System.nanoTime() - began;
      orders += atOnce;
    }
    return orders * 1e9 / nanos;
  }

  private void gate(List<GateEntry> entries) {
    GateOutcome outcome = await(gate.pass(entries, Map.of(ACCOUNT, epoch), 0));
    if (!(outcome instanceof GateOutcome.Committed committed)
        || committed.claimed().size() != entries.size()) {
      throw new IllegalStateException("the gate did not take all: " + outcome);
    }
  }

  private void insert(List<GateEntry> entries) {
    String[] bodies =
        entries.stream()
            .map(entry -> entry.events().stream().map(Json::text).collect(Collectors.joining()))
            .toArray(String[]::new);
    await(pool.preparedQuery(FLOOR).execute(Tuple.tuple().addArrayOfString(bodies)));
  }

  private GateEntry entry() {
    String id = UUID.randomUUID().toString();
    String json =
        """
        {"signal_id":"%s","strategy":"trend","account":"%s","symbol":"EURUSD","side":"BUY",
        "volume":"0.10","timestamp":"%s"}"""
            .formatted(id, ACCOUNT, Instant.now());
    DecodedSignal signal;
    try {
      signal = SignalDecoder.decode(json.getBytes(UTF_8));
    } catch (InvalidMessage e) {
      throw new IllegalStateException("the sample is not a signal", e);
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Identity identity = Identity.of("benchmark", "trade.signals", id, 0, signal.payloadHash());
    Terms terms = Terms.of(signal.signal(), "trade.signals");
    List<OrderEvent> events = new ArrayList<>();
    Transition step = Order.receive(identity, terms, ACCOUNT, "paper", now, null, json);
    events.addAll(step.events());
    step =
        OrderMachine.apply(
            step.order(),
            new Event.Approved(
                terms.symbol(), terms.side(), terms.volume(), null, new BigDecimal("1.1"), 1L),
            now);
    events.addAll(step.events());
    step = OrderMachine.apply(step.order(), new Event.Submitted(epoch, now.plusSeconds(5)), now);
    events.addAll(step.events());
    return new GateEntry(step.order(), events, "origin", 0, BigDecimal.ONE);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
