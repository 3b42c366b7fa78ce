package io.interlock.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.Attached;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders on their way to a bridge and back; the bridge is a WebSocket server. */
class OrderStreamsTest {
  private static final long PATIENT_MILLIS = 20_000;
  private static final int NEVER = -1;
  private static final GatewayResult FIRST = new GatewayResult.Rejected("A", "", "host", 1);
  private static final GatewayResult SECOND = new GatewayResult.Rejected("B", "", "host", 1);

  /** What the bridge was sent. */
  private record Call(ServerWebSocket stream, long number, PlaceOrders orders) {
    void answer(GatewayResult... results) {
      answer(200, Json.text(new PlaceOrders.Results(List.of(results))));
    }

    void answer(int status, String body) {
      stream.writeBinaryMessage(
          Buffer.buffer().appendLong(number).appendShort((short) status).appendString(body));
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context thread = vertx.getOrCreateContext();
  private final AtomicLong nanos = new AtomicLong();
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private volatile int refusal;
  private volatile boolean mayLeave = true;
  private HttpServer bridge;
  private GatewayClient client;

  @BeforeEach
  void start() throws Exception {
    bridge = listen();
    client = client(PATIENT_MILLIS);
  }

  @AfterEach
  void stop() throws Exception {
    get(vertx.close());
  }

  private HttpServer listen() throws Exception {
    return get(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (request.path().endsWith("/attach")) {
                    request.response().end(Json.text(new Attached(true, 1, false, 0)));
                  } else if (refusal == NEVER) {
                    request.pause();
                  } else if (refusal != 0) {
                    request.response().setStatusCode(refusal).end();
                  } else {
                    request.toWebSocket().onSuccess(this::serve);
                  }
                })
            .listen(0, "127.0.0.1"));
  }

  private void serve(ServerWebSocket stream) {
    stream.binaryMessageHandler(
        message ->
            calls.add(
                new Call(
                    stream,
                    message.getLong(0),
                    parsed(message.getBytes(Long.BYTES, message.length())))));
  }

  private static PlaceOrders parsed(byte[] body) {
    try {
      return Json.read(body, PlaceOrders.class);
    } catch (InvalidMessage e) {
      throw new IllegalStateException(e);
    }
  }

  private GatewayClient client(long answerWithinMillis) throws Exception {
    return on(
        () ->
            Future.succeededFuture(
                new GatewayClient(
                    vertx, () -> Optional.of("Bearer t"), answerWithinMillis, nanos::get)));
  }

  @Test
  void shouldTellResultsApartThoughTheyComeInAnotherOrder() throws Exception {
    CompletableFuture<List<GatewayResult>> first = place(1);
    CompletableFuture<List<GatewayResult>> second = place(2);
    Call one = call();
    Call two = call();

    two.answer(SECOND);
    one.answer(FIRST);

    assertThat(first.get(10, TimeUnit.SECONDS)).containsExactly(FIRST);
    assertThat(second.get(10, TimeUnit.SECONDS)).containsExactly(SECOND);
    assertThat(one.orders().orders()).containsExactly(order(1));
    assertThat(one.stream()).isSameAs(two.stream());
    assertThat(one.stream().path()).isEqualTo("/brokers/b/order-stream");
    assertThat(one.stream().headers().get("Authorization")).isEqualTo("Bearer t");
  }

  @Test
  void shouldSayNotSentWhenNobodyListens() throws Exception {
    get(bridge.close());

    assertThat(place(1).get(10, TimeUnit.SECONDS))
        .singleElement()
        .isInstanceOfSatisfying(
            GatewayResult.NotSent.class,
            result -> assertThat(result.code()).isEqualTo("BRIDGE_UNREACHABLE"));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 503})
  void shouldSayNotSentWhenTheStreamIsRefused(int status) throws Exception {
    refusal = status;

    assertThat(place(1).get(10, TimeUnit.SECONDS))
        .singleElement()
        .isInstanceOfSatisfying(
            GatewayResult.NotSent.class,
            result -> assertThat(result.message()).contains(Integer.toString(status)));
  }

  @Test
  void shouldSayNotSentWhenTheStreamIsNeitherOpenedNorRefused() throws Exception {
    refusal = NEVER;

    assertThat(place(1).get(10, TimeUnit.SECONDS))
        .singleElement()
        .isInstanceOfSatisfying(
            GatewayResult.NotSent.class,
            result -> assertThat(result.message()).contains("no answer in 2000 ms"));

    refusal = 0;
    CompletableFuture<List<GatewayResult>> next = place(2);
    call().answer(FIRST);
    assertThat(next.get(10, TimeUnit.SECONDS)).containsExactly(FIRST);
  }

  @Test
  void shouldSendNothingThatIsKilledWhileTheStreamIsOpened() throws Exception {
    mayLeave = false;

    assertThat(place(1).get(10, TimeUnit.SECONDS))
        .singleElement()
        .isInstanceOfSatisfying(
            GatewayResult.NotSent.class,
            result -> assertThat(result.code()).isEqualTo("HELD_BACK"));
    assertThat(calls).isEmpty();
  }

  @Test
  void shouldOpenAnotherStreamWhenTheBridgeTakesNoMoreOrdersOnOne() throws Exception {
    GatewayResult over = new GatewayResult.NotSent(PlaceOrders.STREAM_OVER, "");
    CompletableFuture<List<GatewayResult>> late = place(1);
    Call first = call();
    first.answer(over);
    assertThat(late.get(10, TimeUnit.SECONDS)).containsExactly(over);

    place(1);

    assertThat(call().stream()).isNotSameAs(first.stream());
    await().atMost(Duration.ofSeconds(10)).until(() -> first.stream().isClosed());
  }

  @Test
  void shouldHoldInDoubtWhatWasWrittenWhenTheStreamBreaks() throws Exception {
    CompletableFuture<List<GatewayResult>> written = place(1);
    Call call = call();

    call.stream().close();

    assertInDoubt(written, "the stream was closed");
    CompletableFuture<List<GatewayResult>> next = place(2);
    call().answer(FIRST);
    assertThat(next.get(10, TimeUnit.SECONDS)).containsExactly(FIRST);
  }

  @Test
  void shouldGiveUpAStreamOnWhichNothingIsAnsweredInTime() throws Exception {
    client = client(100);
    CompletableFuture<List<GatewayResult>> silent = place(1);
    Call call = call();
    assertInDoubt(silent, "no answer in 100 ms");
    await().atMost(Duration.ofSeconds(10)).until(() -> call.stream().isClosed());

    place(2);

    assertThat(call().stream()).isNotSameAs(call.stream());
  }

  @Test
  void shouldHoldInDoubtWhatIsNotAnsweredAsItShouldBe() throws Exception {
    CompletableFuture<List<GatewayResult>> refused = place(1);
    call().answer(400, "{\"field\":\"orders\"}");
    assertInDoubt(refused, "status 400 {\"field\":\"orders\"}");

    CompletableFuture<List<GatewayResult>> more = place(2);
    call().answer(FIRST, SECOND);
    assertInDoubt(more, "2 results for 1 orders");

    CompletableFuture<List<GatewayResult>> unreadable = place(3);
    call().answer(200, "nonsense");
    assertInDoubt(unreadable, "unreadable answer");
  }

  @Test
  void shouldRenewAStreamBeforeTheBridgeTakesNoMoreOrdersOnIt() throws Exception {
    CompletableFuture<List<GatewayResult>> early = place(1);
    Call first = call();
    pass(31);

    keep();

    Call second =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () -> {
                  place(2);
                  Call call = call();
                  call.answer(SECOND);
                  return call;
                },
                call -> call.stream() != first.stream());
    assertThat(first.stream().isClosed()).isFalse();
    first.answer(FIRST);
    assertThat(early.get(10, TimeUnit.SECONDS)).containsExactly(FIRST);
    await().atMost(Duration.ofSeconds(10)).until(() -> first.stream().isClosed());
    assertThat(second.stream().isClosed()).isFalse();
  }

  @Test
  void shouldSendNothingOnAStreamThatIsTooOld() throws Exception {
    CompletableFuture<List<GatewayResult>> early = place(1);
    call().answer(FIRST);
    early.get(10, TimeUnit.SECONDS);
    pass(56);
    refusal = 401;

    assertThat(place(2).get(10, TimeUnit.SECONDS))
        .singleElement()
        .isInstanceOf(GatewayResult.NotSent.class);
    assertThat(calls).isEmpty();
  }

  private Call call() throws InterruptedException {
    return Objects.requireNonNull(calls.poll(10, TimeUnit.SECONDS), "no call came");
  }

  private CompletableFuture<List<GatewayResult>> place(int number) {
    CompletableFuture<List<GatewayResult>> results = new CompletableFuture<>();
    thread.runOnContext(
        v ->
            client
                .place(broker(), List.of(order(number)), () -> mayLeave)
                .onSuccess(results::complete)
                .onFailure(results::completeExceptionally));
    return results;
  }

  private void keep() throws Exception {
    on(() -> client.attach(broker(), new Attach("a", "router", 1)));
  }

  private void pass(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static void assertInDoubt(CompletableFuture<List<GatewayResult>> results, String why)
      throws Exception {
    assertThat(results.get(10, TimeUnit.SECONDS))
        .singleElement()
        .isInstanceOfSatisfying(
            GatewayResult.InDoubt.class,
            result -> {
              assertThat(result.code()).isEqualTo("NO_ANSWER");
              assertThat(result.message()).contains(why);
            });
  }

  private <T> T on(Supplier<Future<T>> work) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    thread.runOnContext(
        v -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done.get(10, TimeUnit.SECONDS);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private BrokerDescriptor broker() {
    return new BrokerDescriptor(
        "b",
        BrokerKind.PAPER,
        "a",
        "g",
        "http://127.0.0.1:" + bridge.actualPort(),
        null,
        List.of(),
        null,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        1,
        true,
        null,
        null,
        null);
  }

  private static PlaceOrder order(int number) {
    OrderId id = OrderId.of("test", "signal-" + number, 0);
    return new PlaceOrder(
        new CommandContext(
            "call-" + number, id, "a", 1, 0, Instant.parse("2026-01-05T08:00:00Z"), null),
        ClientOrderId.of("test", id),
        "EURUSD",
        Side.BUY,
        OrderType.MARKET,
        new BigDecimal("0.10"),
        null,
        null,
        null,
        null,
        TimeInForce.IOC,
        null,
        null,
        null,
        "c".repeat(64));
  }
}
