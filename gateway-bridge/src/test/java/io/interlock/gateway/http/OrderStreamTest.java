package io.interlock.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.json.Json;
import io.interlock.local.keys.Role;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(KafkaForTests.class)
class OrderStreamTest {
  private static final Duration VALID = Duration.ofMinutes(5);
  private static final String BROKER = "nobody-s";
  private static final String REFUSED = "WebSocket upgrade failure: ";

  @ConfigProperty(name = "quarkus.http.port")
  int port;

  @Inject Vertx vertx;

  private final BlockingQueue<Buffer> answers = new LinkedBlockingQueue<>();
  private WebSocketClient client;

  @BeforeEach
  void start() {
    client = vertx.createWebSocketClient();
  }

  @AfterEach
  void stop() throws Exception {
    get(client.close());
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldAnswerAsACallIsAnswered(int status, String body) throws Exception {
    // Given
    String token = token(Role.SERVICE, VALID);
    Response call =
        given().auth().oauth2(token).contentType(ContentType.JSON).body(body).post(path());
    WebSocket stream = open(token);

    // When
    get(stream.writeBinaryMessage(message(7, body)));

    // Then
    assertThat(call.statusCode()).isEqualTo(status);
    assertAnswer(7, status, call.asString());
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        arguments(200, orders()),
        arguments(400, "{"),
        arguments(400, "{\"orders\":[{}]}"),
        arguments(400, orders().replace("\"BUY\"", "\"HOLD\"")));
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, names = "SERVICE", mode = EnumSource.Mode.EXCLUDE)
  void shouldOpenForNoOtherRole(Role role) {
    assertThatThrownBy(() -> open(token(role, VALID))).hasRootCauseMessage(REFUSED + 403);
  }

  @Test
  void shouldOpenForNobodyWithoutAGoodToken() {
    String expired = token(Role.SERVICE, VALID.negated());
    assertThatThrownBy(() -> open(expired)).hasRootCauseMessage(REFUSED + 401);
    assertThatThrownBy(() -> open("")).hasRootCauseMessage(REFUSED + 401);
  }

  @Test
  void shouldTakeNoOrdersOnceTheTokenHasExpired() throws Exception {
    WebSocket stream = open(token(Role.SERVICE, Duration.ofSeconds(5)));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              get(stream.writeBinaryMessage(message(1, orders())));
              return body(answer());
            },
            body -> body.contains(PlaceOrders.STREAM_OVER));
  }

  @Test
  void shouldCloseWhatIsNoStreamOfOrders() throws Exception {
    WebSocket text = open(token(Role.SERVICE, VALID));
    get(text.writeTextMessage(orders()));
    await().atMost(Duration.ofSeconds(10)).until(text::isClosed);
    assertThat(text.closeReason()).isEqualTo("orders come in binary messages");

    WebSocket brief = open(token(Role.SERVICE, VALID));
    get(brief.writeBinaryMessage(Buffer.buffer("seven b")));
    await().atMost(Duration.ofSeconds(10)).until(brief::isClosed);
    assertThat(brief.closeReason())
        .isEqualTo("a message begins with the number of its call, 8 bytes");
  }

  @Test
  void shouldRefuseACallThatIsNotUpgraded() {
    given()
        .auth()
        .oauth2(token(Role.SERVICE, VALID))
        .get(GatewayPaths.ORDER_STREAM.replace("{broker}", BROKER))
        .then()
        .statusCode(400);
  }

  private WebSocket open(String token) throws Exception {
    WebSocket stream =
        get(
            client.connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI(GatewayPaths.ORDER_STREAM.replace("{broker}", BROKER))
                    .addHeader("Authorization", "Bearer " + token)));
    stream.binaryMessageHandler(answers::add);
    return stream;
  }

  private static Buffer message(long call, String body) {
    return Buffer.buffer().appendLong(call).appendString(body);
  }

  private void assertAnswer(long call, int status, String body) throws InterruptedException {
    Buffer answer = answer();
    assertThat(answer.getLong(0)).isEqualTo(call);
    assertThat(answer.getShort(Long.BYTES)).isEqualTo((short) status);
    assertThat(body(answer)).isEqualTo(body);
  }

  private Buffer answer() throws InterruptedException {
    return Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS), "no answer");
  }

  private static String body(Buffer answer) {
    return answer.getString(Long.BYTES + Short.BYTES, answer.length());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static String orders() {
    return Json.text(new PlaceOrders(List.of(BridgeTest.buy(BridgeTest.freshId()))));
  }

  private static String path() {
    return "/brokers/" + BROKER + "/orders";
  }

  private static String token(Role role, Duration valid) {
    return KafkaForTests.keys().token("subject-" + UUID.randomUUID(), role, valid);
  }
}
