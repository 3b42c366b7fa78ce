package io.interlock.gateway.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the three stages against a host; blocks until they are done. */
public final class Probe {
  private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(2);
  private static final String FIRST_ANSWER = "ZeroMQ and first answer";
  private static final String STATUS = "STATUS";

  private final ProbeTarget target;
  private final Clock clock;
  private final Consumer<ProbeReport.Stage> listener;
  private final List<ProbeReport.Stage> stages = new ArrayList<>();
  private @Nullable Conversation conversation;
  private boolean keyRefused;

  /**
   * @param listener is told of each stage when it is done
   */
  public Probe(ProbeTarget target, Clock clock, Consumer<ProbeReport.Stage> listener) {
    this.target = target;
    this.clock = clock;
    this.listener = listener;
  }

  public ProbeReport run() {
    boolean reachable = !stage("TCP connect", () -> TcpStage.look(target)).failed();
    if (!reachable) {
      stage(FIRST_ANSWER, () -> Finding.skipped("there is no connection"));
      stage(STATUS, () -> Finding.skipped("there is no connection"));
      return ProbeReport.of(target, stages);
    }
    try {
      stage(FIRST_ANSWER, this::firstAnswer);
      stage(STATUS, this::status);
    } finally {
      if (conversation != null) {
        conversation.close();
      }
    }
    return ProbeReport.of(target, stages);
  }

  private Finding firstAnswer() {
    Finding greeting =
        HostStage.greeting(
            Greeting.of(target, shorter(GREETING_TIMEOUT)), target.encrypted(), target.port());
    if (greeting != null) {
      return greeting;
    }
    Conversation begun = new Conversation(target);
    conversation = begun;
    Conversation.Heard heard = begun.ask(Questions.ping(target.dialect(), clock), target.timeout());
    keyRefused = heard instanceof Conversation.Heard.KeyRefused;
    return HostStage.firstAnswer(heard, target);
  }

  private Finding status() {
    Conversation begun = conversation;
    if (begun == null) {
      return Finding.skipped("nothing there speaks the same ZeroMQ");
    }
    // A host that was silent so far is asked all the same: it may only not know the first question.
    return keyRefused
        ? Finding.skipped("the host does not talk to us")
        : HostStage.status(begun.ask(Questions.status(target.dialect(), clock), target.timeout()));
  }

  private Duration shorter(Duration other) {
    return target.timeout().compareTo(other) < 0 ? target.timeout() : other;
  }

  private Finding stage(String name, Supplier<Finding> looking) {
    long began = System.nanoTime();
    Finding finding = looking.get();
    double millis = Math.round((System.nanoTime() - began) / 1_000.0) / 1_000.0;
    ProbeReport.Stage stage =
        new ProbeReport.Stage(
            stages.size() + 1,
            name,
            finding.outcome(),
            millis,
            finding.sentence(),
            finding.remedy());
    stages.add(stage);
    listener.accept(stage);
    return finding;
  }
}
