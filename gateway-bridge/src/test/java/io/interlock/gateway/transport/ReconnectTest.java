package io.interlock.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.gateway.curve.ClientSecurity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A broken protocol or a name that doesn't resolve must not end a channel for good. */
@Timeout(60)
class ReconnectTest {
  private static final int TOO_LARGE = 2 * 1024 * 1024;

  @Test
  void shouldAskAgainWhenAReplyBrokeTheProtocol() throws Exception {
    // Given: a host whose first reply is larger than the channel takes
    try (ZContext context = new ZContext();
        ZMQ.Socket host = context.createSocket(SocketType.ROUTER)) {
      host.setLinger(0);
      host.setReceiveTimeOut(10_000);
      int port = host.bindToRandomPort("tcp://127.0.0.1");
      try (ZmqHostChannel channel = channel("127.0.0.1", port).start()) {
        Exchange first = query();
        channel.submit(first);
        answer(host, new byte[TOO_LARGE]);
        assertThat(first.delivery().get(10, TimeUnit.SECONDS))
            .isInstanceOf(Delivery.Unanswered.class);
        Thread answering = Thread.ofVirtual().start(() -> answer(host, new byte[] {1}));
        // When, Then
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  Exchange next = query();
                  channel.submit(next);
                  return next.delivery().get(10, TimeUnit.SECONDS) instanceof Delivery.Answered;
                });
        answering.join();
      }
    }
  }

  @Test
  void shouldAnswerEveryCallerWhenTheNameDoesNotResolve() throws Exception {
    // Given
    try (ZmqHostChannel channel = channel("no-such-host.invalid", 5555).start()) {
      for (int i = 0; i < 3; i++) {
        Exchange query = query();
        // When
        channel.submit(query);
        // Then
        assertThat(query.delivery().get(10, TimeUnit.SECONDS))
            .isInstanceOf(Delivery.NotWritten.class);
      }
    }
  }

  @Test
  void shouldReceiveAgainWhenAFrameBrokeTheProtocol() {
    // Given
    List<String> heard = new CopyOnWriteArrayList<>();
    try (ZContext context = new ZContext();
        ZMQ.Socket host = context.createSocket(SocketType.PUB)) {
      host.setLinger(0);
      int port = host.bindToRandomPort("tcp://127.0.0.1");
      try (ZmqDataFeed feed =
          new ZmqDataFeed(
                  options("127.0.0.1", port), List.of("t"), (topic, body) -> heard.add(topic))
              .start()) {
        await().until(() -> publish(host, new byte[] {1}) && heard.contains("t"));
        publish(host, new byte[TOO_LARGE]);
        await()
            .pollInterval(Duration.ofMillis(100))
            .during(Duration.ofMillis(500))
            .until(() -> publish(host, new byte[TOO_LARGE]));
        heard.clear();
        // When, Then
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> publish(host, new byte[] {1}) && heard.contains("t"));
      }
    }
  }

  private static boolean publish(ZMQ.Socket host, byte[] body) {
    host.sendMore("t");
    return host.send(body);
  }

  private static void answer(ZMQ.Socket host, byte[] body) {
    byte[] connection = host.recv();
    byte[] correlation = host.recv();
    while (host.hasReceiveMore()) {
      host.recv();
    }
    host.sendMore(connection);
    host.sendMore(correlation);
    host.sendMore(new byte[0]);
    host.send(body);
  }

  private static Exchange query() {
    return Exchange.query(
        () -> new Exchange.Draft.Frame("?".getBytes(StandardCharsets.UTF_8)),
        TimeUnit.MILLISECONDS.toNanos(1_000));
  }

  private static ZmqHostChannel channel(String host, int port) {
    return new ZmqHostChannel(options(host, port), new ReentrantReadWriteLock().readLock());
  }

  private static ChannelOptions options(String host, int port) {
    return new ChannelOptions("test", host, port, 16, new ClientSecurity.Plain()::secure);
  }
}
