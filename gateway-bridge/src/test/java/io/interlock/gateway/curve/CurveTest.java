package io.interlock.gateway.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.CurveFiles;
import io.interlock.gateway.NativeZeroMq;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

class CurveTest {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 500;
  private static final Duration CHECK_EVERY = Duration.ofMillis(50);

  @TempDir Path folder;
  private final ZContext clients = new ZContext();

  @BeforeEach
  void makeKeys() throws Exception {
    KeyFile.write(folder, "server", CurveKeyPair.generate());
    KeyFile.write(folder, "client", CurveKeyPair.generate());
    KeyFile.write(folder, "stranger", CurveKeyPair.generate());
    Files.writeString(
        folder.resolve("server.allow"), "# clients\n\n" + publicKey("client") + " the client\n");
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void shouldServeWhenClientKeyIsOnTheList() throws Exception {
    // Given
    try (EchoServer server = new EchoServer()) {
      // When
      String answer = ask(server.port, "server", "client", PATIENCE_MILLIS);
      // Then
      assertThat(answer).isEqualTo("hello");
      assertThat(server.refused).isEmpty();
    }
  }

  @Test
  void shouldRefuseAndReportWhenClientKeyIsForeign() throws Exception {
    // Given
    try (EchoServer server = new EchoServer()) {
      // When, Then
      await()
          .untilAsserted(
              () -> {
                assertThat(ask(server.port, "server", "stranger", SILENCE_MILLIS)).isNull();
                assertThat(server.refused).contains(publicKey("stranger"));
              });
      assertThat(server.heard).isEmpty();
    }
  }

  @Test
  void shouldNotTalkWhenServerKeyIsForeign() throws Exception {
    // Given
    try (EchoServer server = new EchoServer()) {
      // When: the client expects another server than the one that listens
      String answer = ask(server.port, "stranger", "client", SILENCE_MILLIS);
      // Then
      assertThat(answer).isNull();
      assertThat(server.heard).isEmpty();
    }
  }

  @Test
  void shouldNotServePlainClientWhenSocketIsCurve() throws Exception {
    // Given
    try (EchoServer server = new EchoServer();
        ZMQ.Socket socket = clients.createSocket(SocketType.REQ)) {
      // When
      String answer = ask(socket, server.port, SILENCE_MILLIS);
      // Then
      assertThat(answer).isNull();
    }
  }

  @Test
  void shouldTakeAndDropClientsWhenAllowListChanges() throws Exception {
    // Given
    try (EchoServer server = new EchoServer()) {
      assertThat(ask(server.port, "server", "stranger", SILENCE_MILLIS)).isNull();
      // When
      Files.writeString(
          folder.resolve("server.allow"), publicKey("stranger") + " no stranger any more\n");
      // Then
      await().until(() -> "hello".equals(ask(server.port, "server", "stranger", SILENCE_MILLIS)));
      assertThat(ask(server.port, "server", "client", SILENCE_MILLIS)).isNull();
    }
  }

  @Test
  void shouldKeepTheListWhenItsFileBecomesUnusable() throws Exception {
    // Given
    AllowList list = AllowList.of(folder.resolve("server.allow"), CHECK_EVERY);
    // When
    Files.writeString(folder.resolve("server.allow"), "not a key\n", StandardOpenOption.APPEND);
    // Then
    await()
        .during(CHECK_EVERY.multipliedBy(10))
        .until(() -> "the client".equals(list.nameOf(publicKey("client"))));
  }

  @Test
  void shouldServeLibzmqClientWhenItsKeyIsOnTheList() throws Exception {
    // Given
    try (EchoServer server = new EchoServer();
        NativeZeroMq client = nativeClient(server, "client", PATIENCE_MILLIS)) {
      // When
      String answer = client.line();
      // Then
      assertThat(answer).isEqualTo("hello");
    }
  }

  @Test
  void shouldRefuseLibzmqClientWhenItsKeyIsForeign() throws Exception {
    // Given
    try (EchoServer server = new EchoServer();
        NativeZeroMq client = nativeClient(server, "stranger", SILENCE_MILLIS)) {
      // When
      String answer = client.line();
      // Then
      assertThat(answer).isEqualTo("no answer");
      await().untilAsserted(() -> assertThat(server.refused).contains(publicKey("stranger")));
    }
  }

  @Test
  void shouldTalkToLibzmqServerOnlyWhenItAllowsOurKey() throws Exception {
    // Given
    try (NativeZeroMq server =
        NativeZeroMq.run(
            "curve_server.py", folder.resolve("server.key_secret"), publicKey("client"))) {
      int port = Integer.parseInt(server.line());
      // When
      String allowed = ask(port, "server", "client", PATIENCE_MILLIS);
      String foreign = ask(port, "server", "stranger", SILENCE_MILLIS);
      String mistaken = ask(port, "stranger", "client", SILENCE_MILLIS);
      // Then
      assertThat(allowed).isEqualTo("hello");
      assertThat(foreign).isNull();
      assertThat(mistaken).isNull();
    }
  }

  private NativeZeroMq nativeClient(EchoServer server, String name, int patienceMillis)
      throws Exception {
    return NativeZeroMq.run(
        "curve_client.py",
        server.port,
        publicKey("server"),
        folder.resolve(name + ".key_secret"),
        "hello",
        patienceMillis);
  }

  private String publicKey(String name) throws UnusableKeyFile {
    return KeyFile.readPublic(folder.resolve(name + ".key")).z85();
  }

  private @Nullable String ask(int port, String server, String client, int patienceMillis)
      throws Exception {
    try (ZMQ.Socket socket = clients.createSocket(SocketType.REQ)) {
      ClientSecurity.read(
              new CurveFiles(
                  folder.resolve(server + ".key").toString(),
                  folder.resolve(client + ".key_secret").toString()))
          .secure(socket);
      return ask(socket, port, patienceMillis);
    }
  }

  private static @Nullable String ask(ZMQ.Socket socket, int port, int patienceMillis) {
    socket.setLinger(0);
    // The library's first connection sometimes hangs in its handshake.
    socket.setHandshakeIvl(500);
    socket.setReceiveTimeOut(patienceMillis);
    socket.connect("tcp://127.0.0.1:" + port);
    socket.send("hello");
    return socket.recvStr();
  }

  /** A secured REP socket that answers what it hears. */
  private final class EchoServer implements AutoCloseable {
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final int port;
    private final ZContext context = new ZContext();
    private final AutoCloseable authenticator;
    private final Thread thread;
    private volatile boolean closing;

    EchoServer() throws Exception {
      ServerSecurity security =
          new ServerSecurity.Curve(
              KeyFile.readPair(folder.resolve("server.key_secret")),
              AllowList.of(folder.resolve("server.allow"), CHECK_EVERY));
      ZMQ.Socket socket = context.createSocket(SocketType.REP);
      authenticator = security.secure(context, socket, (key, address) -> refused.add(key));
      socket.setReceiveTimeOut(50);
      port = socket.bindToRandomPort("tcp://127.0.0.1");
      AtomicReference<ZMQ.Socket> owned = new AtomicReference<>(socket);
      thread = Thread.ofPlatform().start(() -> echo(owned.get()));
    }

    private void echo(ZMQ.Socket socket) {
      try (socket) {
        while (!closing) {
          byte[] question = socket.recv();
          if (question != null) {
            heard.add(new String(question, StandardCharsets.UTF_8));
            socket.send(question);
          }
        }
      } catch (ZMQException e) {
        heard.add("failed: " + e);
      }
    }

    @Override
    public void close() throws Exception {
      closing = true;
      thread.join();
      authenticator.close();
      context.close();
    }
  }
}
