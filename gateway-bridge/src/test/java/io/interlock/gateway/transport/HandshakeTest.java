package io.interlock.gateway.transport;

import static io.interlock.gateway.transport.AnsweringHost.bytes;
import static io.interlock.gateway.transport.AnsweringHost.change;
import static io.interlock.gateway.transport.AnsweringHost.channel;
import static io.interlock.gateway.transport.AnsweringHost.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.gateway.GatewayResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** JeroMQ takes messages before the handshake, and loses them when it hangs. */
@Timeout(60)
class HandshakeTest {
  private static final int GREETING = 64;

  /** More than any handshake needs until it is noticed to hang. */
  private static final int ALL = 1_000;

  private final AtomicReference<@Nullable GatewayResult> refusal = new AtomicReference<>();
  private AnsweringHost host;
  private SilentProxy proxy;

  @BeforeEach
  void listen() {
    host = new AnsweringHost(body -> "answer to " + body);
    proxy = new SilentProxy(host.port());
  }

  @AfterEach
  void close() {
    proxy.close();
    host.close();
  }

  @Test
  void shouldWriteAChangeOnceWhenTheFirstHandshakeHangs() {
    // Given
    proxy.hangNext(1, 0);
    try (ZmqHostChannel channel = toProxy()) {
      Exchange change = change("buy", refusal);

      // When
      channel.submit(change);

      // Then
      assertAnswered(change, "answer to buy");
      assertThat(host.received).containsExactly("buy");
    }
  }

  @Test
  void shouldAnswerEveryQueryTheHostLivesToAnswerWhenTheFirstHandshakeHangs() {
    // Given
    proxy.hangNext(1, 0);
    try (ZmqHostChannel channel = toProxy()) {
      Exchange kill = AnsweringHost.query(bytes("kill"));

      // When
      channel.submit(kill);

      // Then
      assertAnswered(kill, "answer to kill");
    }
  }

  @Test
  void shouldReplaceAConnectionWhoseHandshakeStopsAfterTheGreeting() {
    // Given: JeroMQ's own time-out of a handshake ends there
    proxy.hangNext(1, GREETING);
    try (ZmqHostChannel channel = toProxy()) {
      // When, Then
      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () -> {
                Exchange change = change("buy", refusal);
                channel.submit(change);
                return delivery(change) instanceof Delivery.Answered;
              });
      assertThat(host.received).containsExactly("buy");
    }
  }

  @Test
  void shouldWriteAChangeOnceWhenTheHandshakeAfterABreakHangs() {
    // Given
    try (ZmqHostChannel channel = toProxy()) {
      Exchange before = change("before", refusal);
      channel.submit(before);
      assertAnswered(before, "answer to before");
      proxy.hangNext(1, 0);
      int connections = proxy.accepted();

      // When
      proxy.cut();
      await().atMost(Duration.ofSeconds(5)).until(() -> proxy.accepted() > connections);
      Exchange after = change("after", refusal);
      channel.submit(after);

      // Then
      assertAnswered(after, "answer to after");
      assertThat(host.received).containsExactly("before", "after");
    }
  }

  @Test
  void shouldSayWhyItMustNotBeWrittenWhileItWaitsForAConnection() {
    // Given
    proxy.hangNext(ALL, 0);
    try (ZmqHostChannel channel = toProxy()) {
      Exchange change = change("buy", refusal);
      channel.submit(change);
      GatewayResult killed = new GatewayResult.Rejected("KILLED", "latched", "bridge", null);

      // When
      Instant latched = Instant.now();
      refusal.set(killed);

      // Then
      assertThat(delivery(change)).isEqualTo(new Delivery.Withheld(killed));
      assertThat(Duration.between(latched, Instant.now())).isLessThan(Duration.ofMillis(300));
      assertThat(host.received).isEmpty();
    }
  }

  @Test
  void shouldSayNotConnectedWhenNoHandshakeEnds() {
    // Given
    proxy.hangNext(ALL, 0);
    try (ZmqHostChannel channel = toProxy()) {
      Exchange change = change("buy", refusal);

      // When
      channel.submit(change);

      // Then
      assertThat(delivery(change))
          .isInstanceOfSatisfying(
              Delivery.NotWritten.class,
              unwritten -> assertThat(unwritten.code()).isEqualTo("NOT_CONNECTED"));
      assertThat(host.received).isEmpty();
    }
  }

  @Test
  void shouldNotWriteAChangeThatWasToldAsUnanswered() {
    // Given: as it is when the library fails in the middle of a write
    try (ZmqHostChannel channel =
        new ZmqHostChannel(
            AnsweringHost.options("127.0.0.1", host.port()),
            new ReentrantReadWriteLock().readLock())) {
      Exchange told = change("told", refusal);
      Exchange next = change("next", refusal);
      channel.submit(told);
      channel.submit(next);
      told.delivery().complete(new Delivery.Unanswered("CLOSED", "the connection was closed"));

      // When
      channel.start(() -> AnsweringHost.query(AnsweringHost.PROOF));

      // Then
      assertAnswered(next, "answer to next");
      assertThat(host.received).containsExactly("next");
    }
  }

  private ZmqHostChannel toProxy() {
    return channel("127.0.0.1", proxy.endpoint().commandPort());
  }

  private static void assertAnswered(Exchange exchange, String answer) {
    assertThat(delivery(exchange))
        .isInstanceOfSatisfying(
            Delivery.Answered.class,
            answered -> assertThat(answered.body()).isEqualTo(bytes(answer)));
  }
}
