package io.interlock.router.testkit;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.OrderEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The rest of the world on Kafka: catalog, status and quotes of paper brokers, producers of
 * signals, and a reader of {@code order.events}.
 */
public final class Market implements AutoCloseable {
  public static final String BROKER = "paper-1";
  public static final String ACCOUNT = "paper-account-1";

  private final KafkaProducer<byte[], byte[]> producer;
  private final String bootstrapServers;
  private final ScheduledExecutorService quotes = Executors.newSingleThreadScheduledExecutor();
  private final List<OrderEvent> events = new ArrayList<>();
  private final Thread reader;
  private final List<String> brokers = new CopyOnWriteArrayList<>();
  private volatile boolean closed;
  private long seq;

  Market(String bootstrapServers, String gatewayUrl) {
    this.bootstrapServers = bootstrapServers;
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("acks", "all");
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    for (int i = 1; i <= 4; i++) {
      broker("paper-" + i, "paper-account-" + i, gatewayUrl, i);
    }
    quotes.scheduleAtFixedRate(this::quote, 0, 200, TimeUnit.MILLISECONDS);
    reader = Thread.ofPlatform().daemon().start(this::read);
  }

  /** Puts a broker into the catalog, connected and with EURUSD and USDJPY. */
  public void broker(String broker, String account, String gatewayUrl, int priority) {
    brokers.add(broker);
    put(
        Topics.BROKER_CATALOG,
        broker,
        new BrokerDescriptor(
            broker,
            BrokerKind.PAPER,
            account,
            "local",
            gatewayUrl,
            null,
            List.of(),
            null,
            null,
            Map.of(),
            List.of(),
            Map.of(),
            priority,
            true,
            20260105L,
            null,
            null));
    put(
        Topics.BROKER_STATUS,
        broker,
        new BrokerStatus(
            broker,
            account,
            BrokerStatus.State.CONNECTED,
            true,
            false,
            0,
            100L,
            null,
            new AccountSnapshot(
                "USD",
                new BigDecimal("1000000000"),
                new BigDecimal("1000000000"),
                BigDecimal.ZERO,
                new BigDecimal("1000000000"),
                new BigDecimal("100"),
                true,
                Instant.now()),
            List.of(
                specification("EURUSD", 5, "0.00001", "0.0001"),
                specification("USDJPY", 3, "0.001", "0.01")),
            Instant.now(),
            Instant.now()));
  }

  /** Takes a broker out of the catalog. */
  public void remove(String broker) {
    brokers.remove(broker);
    producer.send(
        new ProducerRecord<>(Topics.BROKER_CATALOG, broker.getBytes(StandardCharsets.UTF_8), null));
  }

  private static SymbolSpecification specification(
      String symbol, int digits, String tick, String pip) {
    return new SymbolSpecification(
        symbol,
        symbol,
        digits,
        new BigDecimal(tick),
        new BigDecimal(pip),
        new BigDecimal("100000"),
        new BigDecimal("0.01"),
        new BigDecimal("100"),
        new BigDecimal("0.01"),
        null,
        new BigDecimal("0.01"),
        true,
        "USD",
        List.of());
  }

  private void quote() {
    for (String broker : brokers) {
      tick(broker, "EURUSD", "1.08510", "1.08512");
      tick(broker, "USDJPY", "157.120", "157.123");
    }
  }

  private void tick(String broker, String symbol, String bid, String ask) {
    Tick tick =
        new Tick(
            broker,
            symbol,
            new BigDecimal(bid),
            new BigDecimal(ask),
            null,
            null,
            null,
            Instant.now(),
            ++seq);
    put(Topics.MARKET_TICKS, tick.key(), tick);
  }

  private void put(String topic, String key, Object message) {
    producer.send(
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), Json.bytes(message)));
  }

  /** Produces a signal, waits for Kafka. */
  public RecordMetadata signal(String key, String json) {
    return await(signalAsync(key, json));
  }

  public Future<RecordMetadata> signalAsync(String key, String json) {
    return producer.send(
        new ProducerRecord<>(
            Topics.TRADE_SIGNALS,
            key.getBytes(StandardCharsets.UTF_8),
            json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Produces a signal to a partition, whoever owns its account. */
  public RecordMetadata signalTo(int partition, String json) {
    return await(
        producer.send(
            new ProducerRecord<>(
                Topics.TRADE_SIGNALS,
                partition,
                (byte[]) null,
                json.getBytes(StandardCharsets.UTF_8))));
  }

  private static RecordMetadata await(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A market order as a native signal. */
  public static String marketOrder(String signalId) {
    return marketOrder(signalId, ACCOUNT);
  }

  public static String marketOrder(String signalId, String account) {
    return """
    {"signal_id":"%s","strategy":"momentum","account":"%s","symbol":"EURUSD","side":"BUY",\
    "volume":"0.10","timestamp":"%s"}"""
        .formatted(signalId, account, Instant.now());
  }

  public static String newId() {
    return UUID.randomUUID().toString();
  }

  /** Every event on {@code order.events} of a signal, as published. */
  public List<OrderEvent> events(String signalId) {
    return events().stream().filter(event -> event.signalId().equals(signalId)).toList();
  }

  public List<OrderEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  private void read() {
    for (ConsumerRecord<byte[], byte[]> record : follow(Topics.ORDER_EVENTS)) {
      try {
        OrderEvent event = Json.readTolerant(record.value(), OrderEvent.class);
        synchronized (events) {
          events.add(event);
        }
      } catch (io.interlock.contracts.json.InvalidMessage e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** All records of a topic so far. */
  public List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found;
  }

  private Iterable<ConsumerRecord<byte[], byte[]>> follow(String topic) {
    KafkaConsumer<byte[], byte[]> consumer = consumer(topic);
    return () ->
        new java.util.Iterator<>() {
          private final java.util.ArrayDeque<ConsumerRecord<byte[], byte[]>> polled =
              new java.util.ArrayDeque<>();

          @Override
          public boolean hasNext() {
            while (polled.isEmpty() && !closed) {
              consumer.poll(Duration.ofMillis(50)).forEach(polled::add);
            }
            if (closed) {
              consumer.close();
            }
            return !closed;
          }

          @Override
          public ConsumerRecord<byte[], byte[]> next() {
            return polled.remove();
          }
        };
  }

  private KafkaConsumer<byte[], byte[]> consumer(String topic) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
    return consumer;
  }

  @Override
  public void close() {
    closed = true;
    quotes.shutdownNow();
    try {
      reader.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(1));
  }
}
