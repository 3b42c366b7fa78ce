package io.interlock.benchmarks;

import io.interlock.local.postgres.EmbeddedPostgres;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * What the raw parts cost, one after the other: produce and poll, one committed insert, a ZeroMQ
 * round trip, one committed insert, produce and poll. No checks, no decoding, one thread.
 *
 * <p>It runs on the servers the measured system runs on.
 */
final class FloorPath implements AutoCloseable {
  private static final int PAYLOAD_BYTES = 300;
  private static final Duration POLL = Duration.ofMillis(100);

  private final String in = "floor-in-" + UUID.randomUUID();
  private final String out = "floor-out-" + UUID.randomUUID();
  private final Map<String, Object> kafka;
  private final Connection database;
  private final PreparedStatement insert;
  private final ZContext context = new ZContext();
  private final ZMQ.Socket request;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread worker;
  private final Thread venue;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean closed;
  private volatile long venueNanos;

  FloorPath(String bootstrapServers, EmbeddedPostgres postgres)
      throws SQLException, InterruptedException {
    kafka = Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0);
    database = postgres.connect("router");
    try (var statement = database.createStatement()) {
      statement.execute("create table if not exists floor (id bigserial primary key, body bytea)");
    }
    insert = database.prepareStatement("insert into floor (body) values (?)");
    ZMQ.Socket reply = context.createSocket(SocketType.REP);
    int port = reply.bindToRandomPort("tcp://127.0.0.1");
    venue = Thread.ofPlatform().daemon().name("floor-venue").start(() -> answer(reply));
    request = context.createSocket(SocketType.REQ);
    request.connect("tcp://127.0.0.1:" + port);
    createTopics();
    producer = producer();
    worker = Thread.ofPlatform().daemon().name("floor").start(this::work);
    ready.await();
  }

  /**
   * One pass; records signal → venue and signal → event.
   *
   * @param due when its time had come, as {@link System#nanoTime}
   */
  void pass(long due, LatencyReport report, KafkaConsumer<byte[], byte[]> results) {
    long sent = System.nanoTime();
    var _ = producer.send(new ProducerRecord<>(in, payload(sent)));
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : results.poll(POLL)) {
        long now = System.nanoTime();
        if (ByteBuffer.wrap(record.value()).getLong() == sent) {
          report.record("floor: signal → venue", (venueNanos - due) / 1_000);
          report.record("floor: signal → fill event", (now - due) / 1_000);
          return;
        }
      }
      RuntimeException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
    }
  }

  /** A consumer of the path's results, at their end. */
  KafkaConsumer<byte[], byte[]> results() {
    return consumer(out);
  }

  private void work() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(in);
        KafkaProducer<byte[], byte[]> results = producer()) {
      ready.countDown();
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          commit(record.value());
          request.send(record.value());
          request.recv();
          commit(record.value());
          var _ = results.send(new ProducerRecord<>(out, record.value()));
        }
      }
    } catch (SQLException e) {
      failure.set(new IllegalStateException("the floor's insert failed", e));
    } finally {
      ready.countDown();
    }
  }

  private void commit(byte[] body) throws SQLException {
    insert.setBytes(1, body);
    insert.executeUpdate();
  }

  private void answer(ZMQ.Socket reply) {
    reply.setReceiveTimeOut(100);
    while (!closed) {
      byte[] frame = reply.recv();
      if (frame != null) {
        venueNanos = System.nanoTime();
        reply.send(frame);
      }
    }
  }

  private void createTopics() throws InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createTopics(List.of(new NewTopic(in, 1, (short) 1), new NewTopic(out, 1, (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the floor's topics can't be made", e.getCause());
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.get("bootstrap.servers")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }

  private static byte[] payload(long id) {
    return ByteBuffer.allocate(PAYLOAD_BYTES).putLong(id).array();
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    closed = true;
    worker.join();
    venue.join();
    producer.close();
    context.close();
    database.close();
  }
}
