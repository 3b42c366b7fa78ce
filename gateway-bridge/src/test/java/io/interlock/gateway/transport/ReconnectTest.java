package io.interlock.gateway.transport;

import static io.interlock.gateway.transport.AnsweringHost.bytes;
import static io.interlock.gateway.transport.AnsweringHost.channel;
import static io.interlock.gateway.transport.AnsweringHost.delivery;
import static io.interlock.gateway.transport.AnsweringHost.options;
import static io.interlock.gateway.transport.AnsweringHost.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
  void shouldAskAgainWhenAReplyBrokeTheProtocol() {
    // Given: a host whose first reply is larger than the channel takes
    AtomicBoolean first = new AtomicBoolean(true);
    try (AnsweringHost host =
            new AnsweringHost(_ -> first.getAndSet(false) ? "x".repeat(TOO_LARGE) : "fine");
        ZmqHostChannel channel = channel("127.0.0.1", host.port())) {
      Exchange broken = query(bytes("?"));
      channel.submit(broken);
      assertThat(delivery(broken)).isInstanceOf(Delivery.Unanswered.class);
      // When, Then
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                Exchange next = query(bytes("?"));
                channel.submit(next);
                return delivery(next) instanceof Delivery.Answered;
              });
    }
  }

  @Test
  void shouldAnswerEveryCallerWhenTheNameDoesNotResolve() {
    // Given
    try (ZmqHostChannel channel = channel("no-such-host.invalid", 5555)) {
      for (int i = 0; i < 3; i++) {
        Exchange query = query(bytes("?"));
        // When
        channel.submit(query);
        // Then
        assertThat(delivery(query)).isInstanceOf(Delivery.NotWritten.class);
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
}
