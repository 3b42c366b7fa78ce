package io.interlock.cli.order;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import io.interlock.cli.topic.TopicConsumer;
import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the events of all orders from {@code order.events}. */
@Command(
    name = "events",
    description = "Prints the events of all orders, straight from Kafka.",
    mixinStandardHelpOptions = true)
public final class EventsCommand implements Runnable {
  private static final Duration POLL = Duration.ofMillis(200);

  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Option(
      names = {"-f", "--follow"},
      description = "Print events as they happen, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "Print each event as it is on the topic.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    String servers = installation.bootstrapServers();
    try (TopicConsumer events =
        follow
            ? TopicConsumer.fromNow(servers, Topics.ORDER_EVENTS)
            : TopicConsumer.fromBeginning(servers, Topics.ORDER_EVENTS)) {
      while (follow || !events.isAtEnd()) {
        events.poll(POLL).forEach(record -> out.println(line(record)));
        out.flush();
      }
    }
  }

  private String line(ConsumerRecord<byte[], byte[]> record) {
    return json ? new String(record.value(), StandardCharsets.UTF_8) : EventLine.of(event(record));
  }

  /** What a record says. */
  public static OrderEvent event(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Json.readTolerant(record.value(), OrderEvent.class);
    } catch (InvalidMessage e) {
      throw new CommandFailure(
          "order.events-"
              + record.partition()
              + " holds no order event at "
              + record.offset()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
