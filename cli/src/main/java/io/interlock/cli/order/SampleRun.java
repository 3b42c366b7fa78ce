package io.interlock.cli.order;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.topic.TopicConsumer;
import io.interlock.contracts.Topics;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.signal.SignalDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Sends the sample signals as if just decided, and prints each order's life until it ends. */
public final class SampleRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final String bootstrapServers;
  private final PrintWriter out;
  private final Map<OrderId, OrderState> states = new LinkedHashMap<>();
  private final Set<OrderId> confirmed = new LinkedHashSet<>();

  public SampleRun(String bootstrapServers, PrintWriter out) {
    this.bootstrapServers = bootstrapServers;
    this.out = out;
  }

  /** The sample signals in a folder, by name. */
  public static List<SignalFile> samples(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> SignalFile.read(file.toString(), System.in))
          .toList();
    } catch (IOException e) {
      throw new CommandFailure("can't read the samples in " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Sends signals and follows their orders.
   *
   * @return the state each order ended in, by id, in the order they were received
   * @throws CommandFailure if they have not all ended after 30 s
   */
  public Map<OrderId, OrderState> run(List<SignalFile> samples) {
    Set<String> hashes = new LinkedHashSet<>();
    try (TopicConsumer events = TopicConsumer.fromNow(bootstrapServers, Topics.ORDER_EVENTS);
        SignalProducer producer = new SignalProducer(bootstrapServers)) {
      for (SignalFile sample : samples) {
        SignalFile signal = sample.decidedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
        hashes.add(SignalDecoder.sha256(signal.bytes()));
        producer.send(signal);
        out.println("  " + Path.of(sample.name()).getFileName() + ": " + sample.title());
      }
      out.println();
      out.flush();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (confirmed.size() < samples.size()) {
        if (System.nanoTime() > end) {
          throw new CommandFailure(
              "only "
                  + confirmed.size()
                  + " of "
                  + samples.size()
                  + " sample orders have ended after "
                  + PATIENCE.toSeconds()
                  + " s "
                  + new ArrayList<>(states.values())
                  + ": ./interlock logs order-router shows why");
        }
        events.poll(POLL).forEach(record -> see(EventsCommand.event(record), hashes));
        out.flush();
      }
    }
    return new LinkedHashMap<>(states);
  }

  private void see(OrderEvent event, Set<String> hashes) {
    out.println("  " + EventLine.of(event));
    if (event.payloadHash() != null && hashes.contains(event.payloadHash())) {
      states.putIfAbsent(event.orderId(), event.to());
    }
    if (states.containsKey(event.orderId())) {
      states.put(event.orderId(), event.to());
      if (event.kind() == EventKind.CONFIRMED) {
        confirmed.add(event.orderId());
      }
    }
  }
}
