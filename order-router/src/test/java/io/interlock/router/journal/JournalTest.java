package io.interlock.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import io.interlock.local.postgres.EmbeddedPostgres;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.Orders;
import io.interlock.router.pretrade.PastExecution;
import io.interlock.router.testkit.RouterDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The journal's promises, kept by a real PostgreSQL server. */
class JournalTest {
  @TempDir static Path folder;

  private static EmbeddedPostgres postgres;
  private static Vertx vertx;
  private static Pool pool;

  private final String account = "account-" + UUID.randomUUID();
  private final JournalGate gate = new JournalGate(pool, vertx);
  private final AccountWriters writers = new AccountWriters(pool);

  @BeforeAll
  static void start() throws Exception {
    postgres = RouterDatabase.start(folder);
    vertx = Vertx.vertx();
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(8))
            .connectingTo(
                PgConnectOptions.fromUri(postgres.reactiveUrl("router"))
                    .setUser(postgres.user())
                    .setPassword(postgres.password())
                    .setCachePreparedStatements(true))
            .using(vertx)
            .build();
  }

  @AfterAll
  static void stop() {
    await(pool.close());
    await(vertx.close());
    postgres.close();
  }

  @Test
  void shouldJournalManyOrdersInOneCommit() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    List<GateEntry> entries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      entries.add(entry(submitting(epoch), "origin-" + i));
    }

    // When
    GateOutcome outcome = await(gate.pass(entries, Map.of(account, epoch), 0));

    // Then
    assertThat(outcome).isInstanceOf(GateOutcome.Committed.class);
    assertThat(((GateOutcome.Committed) outcome).claimed()).hasSize(50);
    assertThat(await(new JournalReader(pool).openOrders(account)))
        .containsExactlyInAnyOrderElementsOf(entries.stream().map(GateEntry::order).toList());
  }

  @ParameterizedTest
  @MethodSource("alongside")
  void shouldLetNothingThroughWhenAnotherRouterTookTheAccount(List<GateEntry> others) {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    await(writers.take(account, 1, "router-2"));

    // When
    GateOutcome outcome =
        await(gate.pass(and(others, entry(submitting(epoch), "o")), Map.of(account, epoch), 0));

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            GateOutcome.Overtaken.class,
            overtaken -> assertThat(overtaken.lostAccounts()).containsExactly(account));
    assertThat(await(new JournalReader(pool).openOrders(account))).isEmpty();
  }

  @Test
  void shouldJournalADenialOfAnAccountNobodyWritesFor() {
    // Given
    GateEntry denied = denied();

    // When
    GateOutcome outcome = await(gate.pass(List.of(denied), Map.of(), -1));

    // Then
    assertThat(((GateOutcome.Committed) outcome).claimed()).containsExactly(denied.order().id());
  }

  @Test
  void shouldWaitForACommitOnItsWayBeforeAnAccountIsTaken() throws SQLException {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    try (Connection gateOfTheOther = postgres.connect("router");
        Statement statement = gateOfTheOther.createStatement()) {
      gateOfTheOther.setAutoCommit(false);
      statement.execute(
          "select epoch from account_writer where account = '" + account + "' for share");

      // When
      CompletableFuture<Long> taken =
          writers.take(account, 1, "router-2").toCompletionStage().toCompletableFuture();
      boolean waited = !completes(taken, 300);
      gateOfTheOther.commit();

      // Then
      assertThat(waited).isTrue();
      assertThat(taken).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(epoch + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("alongside")
  void shouldLetNothingThroughThatWasDecidedUnderAnOlderKill(List<GateEntry> others)
      throws SQLException {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    raiseKillEpoch(7);
    try {

      // When
      GateOutcome outcome =
          await(gate.pass(and(others, entry(submitting(epoch), "o")), Map.of(account, epoch), 6));

      // Then
      assertThat(outcome)
          .isInstanceOfSatisfying(
              GateOutcome.Overtaken.class,
              overtaken -> {
                assertThat(overtaken.killEpoch()).isEqualTo(7);
                assertThat(overtaken.lostAccounts()).isEmpty();
              });
    } finally {
      raiseKillEpoch(0);
    }
  }

  @ParameterizedTest
  @MethodSource("alongside")
  void shouldKnowTheClaimWhenASignalComesAgain(List<GateEntry> others) {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders orders = submitting(epoch);
    await(gate.pass(List.of(entry(orders, "first")), Map.of(account, epoch), 0));

    // When
    GateOutcome again =
        await(gate.pass(and(others, entry(orders, "second")), Map.of(account, epoch), 0));

    // Then
    assertThat(again)
        .isInstanceOfSatisfying(
            GateOutcome.Committed.class,
            committed -> {
              assertThat(committed.claimed()).isEqualTo(ids(others));
              assertThat(committed.known().get(orders.order().id()).origin()).isEqualTo("first");
            });
  }

  @Test
  void shouldClaimASignalOnceWhenItComesAHundredTimesAtOnce() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders orders = submitting(epoch);
    List<Future<GateOutcome>> attempts = new ArrayList<>();

    // When
    for (int i = 0; i < 100; i++) {
      attempts.add(gate.pass(List.of(entry(orders, "o" + i)), Map.of(account, epoch), 0));
    }
    await(Future.all(attempts));

    // Then
    assertThat(attempts)
        .filteredOn(a -> ((GateOutcome.Committed) a.result()).claimed().size() == 1)
        .hasSize(1);
    assertThat(await(new JournalReader(pool).events(orders.order().id()))).hasSize(3);
  }

  @Test
  void shouldFindItsOwnCommitWhenTheDatabaseGoesAwayMeanwhile() throws Exception {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    List<Future<GateOutcome>> attempts = new ArrayList<>();
    List<Orders> sent = new ArrayList<>();

    // When
    for (int i = 0; i < 200; i++) {
      Orders orders = submitting(epoch);
      sent.add(orders);
      attempts.add(gate.pass(List.of(entry(orders, "o" + i)), Map.of(account, epoch), 0));
    }
    postgres.kill();
    postgres.start();

    // Then
    await(Future.all(attempts));
    assertThat(attempts)
        .allSatisfy(a -> assertThat(((GateOutcome.Committed) a.result()).claimed()).hasSize(1));
    assertThat(await(new JournalReader(pool).openOrders(account))).hasSize(200);
  }

  @Test
  void shouldRefuseAnAppendToAJournalAnotherWentOnWith() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders ours = submitting(epoch);
    await(gate.pass(List.of(entry(ours, "o")), Map.of(account, epoch), 0));
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    Order before = ours.order();

    // When
    ours.after(new Event.Doubtful(Reason.of("A", "a")));
    append(first, epoch, ours.order(), ours.events().subList(3, 4));
    assertThat(first.committed).succeedsWithin(5, TimeUnit.SECONDS);
    append(second, epoch, ours.order(), ours.events().subList(3, 4));

    // Then
    assertThat(second.overtaken).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo(Set.of(before.id()));
  }

  @Test
  void shouldKeepEachCommitPendingUntilItIsAcknowledged() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders ours = submitting(epoch);
    await(gate.pass(List.of(entry(ours, "o")), Map.of(account, epoch), 0));
    ours.filled("trade-" + UUID.randomUUID(), "1.00");
    Recorder recorder = new Recorder();
    append(recorder, epoch, ours.order(), ours.events().subList(3, ours.events().size()));
    assertThat(recorder.committed).succeedsWithin(5, TimeUnit.SECONDS);
    List<Journalled.Commit> pending = pending(ours.order().id());
    assertThat(pending)
        .extracting(Journalled.Commit::events)
        .containsExactly(
            ours.events().subList(0, 3), ours.events().subList(3, ours.events().size()));

    // When
    await(new RelayRows(pool).acknowledged(List.of(pending.getFirst())));

    // Then
    assertThat(pending(ours.order().id())).containsExactly(pending.getLast());
    await(new RelayRows(pool).acknowledged(recorder.committed.join()));
    assertThat(pending(ours.order().id())).isEmpty();
  }

  private static List<Journalled.Commit> pending(OrderId order) {
    return await(new RelayRows(pool).pending(List.of(0), 10_000)).stream()
        .filter(commit -> commit.events().getFirst().orderId().equals(order))
        .toList();
  }

  @Test
  void shouldRefuseAnAppendUnderAnOlderEpoch() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders ours = submitting(epoch);
    await(gate.pass(List.of(entry(ours, "o")), Map.of(account, epoch), 0));
    await(writers.take(account, 1, "router-2"));
    Recorder zombie = new Recorder();

    // When
    ours.after(new Event.Doubtful(Reason.of("A", "a")));
    append(zombie, epoch, ours.order(), ours.events().subList(3, 4));

    // Then
    assertThat(zombie.overtaken).succeedsWithin(5, TimeUnit.SECONDS);
    assertThat(await(new JournalReader(pool).events(ours.order().id()))).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("alongside")
  void shouldRefuseASignalThatWasCancelledBefore(List<GateEntry> others) {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders orders = submitting(epoch);
    await(
        new Tombstones(pool)
            .put("trade.signals", orders.order().identity().signalId(), "X", Instant.now()));

    // When
    GateOutcome outcome =
        await(gate.pass(and(others, entry(orders, "o")), Map.of(account, epoch), 0));

    // Then
    var committed = (GateOutcome.Committed) outcome;
    assertThat(committed.cancelled()).containsExactly(orders.order().id());
    assertThat(committed.claimed()).isEqualTo(ids(others));
  }

  @RepeatedTest(30)
  void shouldLetExactlyOneWinWhenASignalAndItsCancelComeTogether() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    List<Orders> signals =
        IntStream.range(0, 20).mapToObj(i -> Orders.received(account, "EURUSD")).toList();

    // When
    List<Future<GateOutcome>> claims = new ArrayList<>();
    List<Future<Boolean>> cancels = new ArrayList<>();
    for (Orders signal : signals) {
      Order order = signal.submitting(epoch).order();
      cancels.add(
          new Tombstones(pool)
              .put(order.identity().source(), order.identity().signalId(), "X", Instant.now())
              .compose(put -> new JournalReader(pool).order(order.id()))
              .map(Optional::isEmpty));
      List<GateEntry> others = claims.size() % 2 == 0 ? List.of() : List.of(denied());
      claims.add(gate.pass(and(others, entry(signal, "o")), Map.of(account, epoch), -1));
    }

    // Then
    for (int i = 0; i < signals.size(); i++) {
      boolean claimed =
          ((GateOutcome.Committed) await(claims.get(i)))
              .claimed()
              .contains(signals.get(i).order().id());
      boolean cancelled = await(cancels.get(i));
      assertThat(cancelled).as("signal %d was claimed: %s", i, claimed).isEqualTo(!claimed);
    }
  }

  @Test
  void shouldTellWhenATradeIsBookedWithAnotherOrder() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders first = submitting(epoch);
    Orders second = submitting(epoch);
    await(gate.pass(List.of(entry(first, "o"), entry(second, "p")), Map.of(account, epoch), -1));
    first.filled("trade-1", "1.00");
    second.filled("trade-1", "1.00");

    // When
    Recorder rightly = new Recorder();
    append(rightly, epoch, first.order(), first.events().subList(3, first.events().size()));
    assertThat(rightly.committed).succeedsWithin(5, TimeUnit.SECONDS);
    Recorder wrongly = new Recorder();
    append(wrongly, epoch, second.order(), second.events().subList(3, second.events().size()));

    // Then
    assertThat(wrongly.committed).succeedsWithin(5, TimeUnit.SECONDS);
    assertThat(wrongly.elsewhere)
        .succeedsWithin(5, TimeUnit.SECONDS)
        .isEqualTo(List.of(second.order().id().value(), "trade-1", first.order().id().value()));
    assertThat(rightly.elsewhere).isNotDone();
  }

  @Test
  void shouldRefuseAnOlderRevisionWhateverRouterAsks() {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    String target = UUID.randomUUID().toString();
    Orders newer = Orders.modify(account, target, 3).submitting(epoch);
    await(gate.pass(List.of(entry(newer, "o")), Map.of(account, epoch), -1));
    Orders older = Orders.modify(account, target, 2).submitting(epoch);
    Orders newest = Orders.modify(account, target, 4).submitting(epoch);

    // When
    JournalGate afterRestart = new JournalGate(pool, vertx);
    var refused =
        (GateOutcome.Committed)
            await(afterRestart.pass(List.of(entry(older, "p")), Map.of(account, epoch), -1));
    var passed =
        (GateOutcome.Committed)
            await(afterRestart.pass(List.of(entry(newest, "q")), Map.of(account, epoch), -1));

    // Then
    assertThat(refused.claimed()).isEmpty();
    assertThat(refused.stale()).isEqualTo(Map.of(older.order().id(), 3));
    assertThat(await(new JournalReader(pool).events(older.order().id()))).isEmpty();
    assertThat(passed.claimed()).containsExactly(newest.order().id());
  }

  @Test
  void shouldCountExecutionsOfBeforeARestartButNoneOfBeforeAHalt() throws SQLException {
    // Given
    long epoch = await(writers.take(account, 1, "router-1"));
    Orders passed = submitting(epoch);
    Orders denied =
        Orders.received(account, "EURUSD").after(new Event.Denied(Reason.of("A", "a"), 1L));
    await(gate.pass(List.of(entry(passed, "o"), entry(denied, "p")), Map.of(account, epoch), -1));
    JournalReader reader = new JournalReader(pool);

    // Then
    assertThat(await(reader.executions(account, Orders.NOW.minusSeconds(60))))
        .containsExactly(new PastExecution("s", "EURUSD", Side.BUY, Orders.NOW));
    assertThat(await(reader.executions(account, Orders.NOW.plusSeconds(1)))).isEmpty();
    halt("s", Orders.NOW.plusSeconds(1));
    assertThat(await(reader.executions(account, Orders.NOW.minusSeconds(60)))).isEmpty();
  }

  private static void halt(String strategy, Instant at) throws SQLException {
    TradingControl halt =
        new TradingControl(
            new Scope(Scope.Kind.STRATEGY, strategy),
            1,
            TradingMode.HALTED,
            0,
            false,
            Limits.NONE,
            "interlock",
            "repeats itself",
            at);
    try (Connection connection = postgres.connect("router");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into control_version (scope, version, control) values (?, ?, ?)")) {
      insert.setString(1, halt.scope().toString());
      insert.setLong(2, halt.version());
      insert.setString(3, Json.text(halt));
      insert.executeUpdate();
    }
  }

  /** The gate has a statement for an order alone, and one for many. */
  static List<List<GateEntry>> alongside() {
    return List.of(List.of(), List.of(denied()));
  }

  private static GateEntry denied() {
    return entry(
        Orders.received("other-" + UUID.randomUUID(), "EURUSD")
            .after(new Event.Denied(Reason.of("A", "a"), 1L)),
        "d");
  }

  private static List<GateEntry> and(List<GateEntry> others, GateEntry entry) {
    List<GateEntry> all = new ArrayList<>(others);
    all.add(entry);
    return all;
  }

  private static Set<OrderId> ids(List<GateEntry> entries) {
    return entries.stream().map(entry -> entry.order().id()).collect(Collectors.toSet());
  }

  private Orders submitting(long epoch) {
    return Orders.received(account, "EURUSD").submitting(epoch);
  }

  private static GateEntry entry(Orders orders, String origin) {
    return new GateEntry(orders.order(), orders.events(), origin, 0, BigDecimal.ONE);
  }

  private static void append(
      Recorder recorder,
      long epoch,
      Order after,
      List<io.interlock.contracts.order.OrderEvent> events) {
    vertx
        .getOrCreateContext()
        .runOnContext(
            v -> new JournalWriter(pool, vertx, name -> epoch, recorder).append(after, events));
  }

  private static void raiseKillEpoch(long epoch) throws SQLException {
    try (Connection connection = postgres.connect("router");
        Statement statement = connection.createStatement()) {
      statement.execute("update kill_switch set epoch = " + epoch);
      try (ResultSet rows = statement.executeQuery("select epoch from kill_switch")) {
        rows.next();
        assertThat(rows.getLong(1)).isEqualTo(epoch);
      }
    }
  }

  private static boolean completes(CompletableFuture<?> future, long withinMillis) {
    try {
      future.get(withinMillis, TimeUnit.MILLISECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static final class Recorder implements Journalled {
    private final CompletableFuture<List<Commit>> committed = new CompletableFuture<>();
    private final CompletableFuture<Set<OrderId>> overtaken = new CompletableFuture<>();
    private final CompletableFuture<List<String>> elsewhere = new CompletableFuture<>();

    @Override
    public void committed(List<Commit> commits) {
      committed.complete(commits);
    }

    @Override
    public void overtaken(Set<OrderId> orders) {
      overtaken.complete(orders);
    }

    @Override
    public void bookedElsewhere(OrderId order, String tradeId, OrderId holder) {
      elsewhere.complete(List.of(order.value(), tradeId, holder.value()));
    }
  }
}
