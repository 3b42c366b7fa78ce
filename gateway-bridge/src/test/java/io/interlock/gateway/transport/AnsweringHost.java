package io.interlock.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.gateway.curve.ClientSecurity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Answers each frame as it is told to, and keeps what it received; and the channels to it. */
final class AnsweringHost implements AutoCloseable {
  static final byte[] PROOF = bytes("proof");

  /** What was received, proofs left out. */
  final List<String> received = new CopyOnWriteArrayList<>();

  private final ZContext context = new ZContext();
  private final Thread thread;
  private final int port;
  private volatile boolean closed;

  AnsweringHost(UnaryOperator<String> answers) {
    ZMQ.Socket socket = context.createSocket(SocketType.ROUTER);
    socket.setLinger(0);
    socket.setReceiveTimeOut(20);
    port = socket.bindToRandomPort("tcp://127.0.0.1");
    thread = Thread.ofPlatform().daemon().start(() -> answer(socket, answers));
  }

  private void answer(ZMQ.Socket socket, UnaryOperator<String> answers) {
    while (!closed) {
      byte[] connection = socket.recv();
      if (connection == null) {
        continue;
      }
      byte[] correlation = socket.recv();
      socket.recv();
      String body = socket.recvStr();
      String answer = "proven";
      if (!body.equals("proof")) {
        received.add(body);
        answer = answers.apply(body);
      }
      socket.sendMore(connection);
      socket.sendMore(correlation);
      socket.sendMore(new byte[0]);
      socket.send(answer);
    }
    socket.close();
  }

  int port() {
    return port;
  }

  static ZmqHostChannel channel(String host, int port) {
    ZmqHostChannel channel =
        new ZmqHostChannel(options(host, port), new ReentrantReadWriteLock().readLock());
    channel.start(() -> query(PROOF));
    return channel;
  }

  static ChannelOptions options(String host, int port) {
    return new ChannelOptions(
        "test", host, port, 16, Duration.ofSeconds(1), new ClientSecurity.Plain()::secure);
  }

  static Exchange query(byte[] body) {
    return Exchange.query(
        () -> new Exchange.Draft.Frame(body), TimeUnit.MILLISECONDS.toNanos(1_000));
  }

  /**
   * @param refusal holds why it must not be written, or null
   */
  static Exchange change(String body, AtomicReference<@Nullable GatewayResult> refusal) {
    return Exchange.change(
        new Exchange.Drafter() {
          @Override
          public @Nullable GatewayResult refusal() {
            return refusal.get();
          }

          @Override
          public Exchange.Draft draft() {
            GatewayResult now = refusal.get();
            return now == null
                ? new Exchange.Draft.Frame(bytes(body))
                : new Exchange.Draft.Withheld(now);
          }
        },
        TimeUnit.MILLISECONDS.toNanos(5_000),
        TimeUnit.MILLISECONDS.toNanos(800),
        0,
        _ -> {});
  }

  static Delivery delivery(Exchange exchange) {
    try {
      return exchange.delivery().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no delivery", e);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    try {
      assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    context.close();
  }
}
