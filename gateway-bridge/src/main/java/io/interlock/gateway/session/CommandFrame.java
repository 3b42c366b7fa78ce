package io.interlock.gateway.session;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.transport.Delivery;
import io.interlock.gateway.transport.Exchange;
import io.interlock.gateway.wire.Greeting;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Stamp;
import io.interlock.gateway.wire.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One frame with a command, or with openings that waited together; each is looked at on its own
 * immediately before the write and answered on its own.
 *
 * <p>Drafted and delivered on the channel's thread; a frame that never came to its turn may be
 * delivered on the caller's.
 */
final class CommandFrame implements Exchange.Drafter {
  private static final Exchange.Draft.Withheld NOTHING_LEFT =
      new Exchange.Draft.Withheld(
          new GatewayResult.NotSent("NOTHING_LEFT", "its commands went with another frame"));

  private final WaitingCommand first;
  private final CommandWriter writer;
  private final HostLink link;
  private final HostDialect dialect;
  private final String requestId = UUID.randomUUID().toString();
  private final Exchange exchange;
  private boolean begun;
  private volatile List<WaitingCommand> commands = List.of();
  private HostRequest.Change request;

  CommandFrame(WaitingCommand first, CommandWriter writer, HostLink link, HostDialect dialect) {
    this.first = first;
    this.writer = writer;
    this.link = link;
    this.dialect = dialect;
    this.request = first.command();
    CommandTerms terms = first.terms();
    this.exchange =
        Exchange.change(
            this, terms.waitNanos(), terms.timeoutNanos(), terms.graceNanos(), this::late);
  }

  Exchange exchange() {
    return exchange;
  }

  @Override
  public @Nullable GatewayResult refusal() {
    if (begun ? commands.size() != 1 : first.taken()) {
      // Several are looked at one by one when they are drafted.
      return null;
    }
    WaitingCommand only = begun ? commands.getFirst() : first;
    return refusal(only, link.state());
  }

  @Override
  public Exchange.Draft draft() {
    HostState host = link.state();
    gather(host.greeting());
    boolean alone = commands.size() == 1;
    List<WaitingCommand> fit = new ArrayList<>(commands.size());
    for (WaitingCommand command : commands) {
      GatewayResult unfit = refusal(command, host);
      GatewayResult refusal = unfit == null ? command.permit().claim() : unfit;
      if (refusal == null) {
        fit.add(command);
      } else if (alone) {
        return new Exchange.Draft.Withheld(refusal);
      } else {
        // Not here: callers must not run with the gate held.
        command.result().completeAsync(() -> refusal);
      }
    }
    commands = List.copyOf(fit);
    if (fit.isEmpty()) {
      return NOTHING_LEFT;
    }
    request = request(host);
    commands.forEach(command -> writer.underWay(this, traded(command)));
    return new Exchange.Draft.Frame(dialect.encode(request, stamp(host)));
  }

  /** Takes its own command, unless another frame has, and those that may go with it. */
  private void gather(@Nullable Greeting greeting) {
    List<WaitingCommand> gathered = new ArrayList<>(commands);
    if (!begun) {
      begun = true;
      if (first.take()) {
        writer.leaves(first);
        gathered.add(first);
      }
    }
    boolean together =
        !gathered.isEmpty()
            && first.command() instanceof HostRequest.Open
            && greeting != null
            && greeting.can(Greeting.BATCH);
    int most = together ? writer.mostTogether(first.terms().timeoutNanos()) : 1;
    while (together && gathered.size() < most) {
      WaitingCommand companion = writer.companion(first.terms().epoch());
      together = companion != null;
      if (companion != null) {
        gathered.add(companion);
      }
    }
    commands = List.copyOf(gathered);
  }

  private @Nullable GatewayResult refusal(WaitingCommand command, HostState host) {
    CommandTerms terms = command.terms();
    String unfit = terms.opening() ? link.unfit() : null;
    if (unfit == null
        && dialect.removesDuplicates()
        && (host.greeting() == null || host.clock() == null)) {
      unfit = link.name() + " has not answered HELLO";
    }
    if (unfit != null) {
      return new GatewayResult.NotSent("NOT_CONNECTED", unfit);
    }
    if (System.nanoTime() - terms.deadlineNanos() >= 0) {
      return new GatewayResult.Rejected(
          "DEADLINE_PASSED", "the deadline passed before the write", "bridge", null);
    }
    return command.permit().refusal();
  }

  private HostRequest.Change request(HostState host) {
    if (commands.size() == 1) {
      return commands.getFirst().command();
    }
    List<HostRequest.OpenBatch.Entry> entries = new ArrayList<>(commands.size());
    for (WaitingCommand command : commands) {
      if (command.command() instanceof HostRequest.Open open && host.clock() != null) {
        entries.add(
            new HostRequest.OpenBatch.Entry(
                open, host.clock().hostMillis(command.terms().deadlineNanos())));
      }
    }
    return new HostRequest.OpenBatch(List.copyOf(entries));
  }

  private Stamp stamp(HostState host) {
    Greeting greeting = host.greeting();
    HostClock measured = host.clock();
    long deadlineNanos =
        commands.stream()
            .mapToLong(command -> command.terms().deadlineNanos())
            .reduce((a, b) -> a - b > 0 ? a : b)
            .orElseThrow();
    CommandTerms terms = commands.getFirst().terms();
    return new Stamp(
        requestId,
        link.micros(),
        terms.epoch(),
        greeting == null ? null : greeting.bootId(),
        measured == null ? null : measured.hostMillis(deadlineNanos),
        terms.traceparent());
  }

  /** The order of which events tell the outcome of a command: they say nothing of a cancel. */
  private static @Nullable ClientOrderId traded(WaitingCommand command) {
    return switch (command.command()) {
      case HostRequest.Open open -> open.subject();
      case HostRequest.Close close -> close.subject();
      case HostRequest.OpenBatch _, HostRequest.Modify _, HostRequest.Cancel _ -> null;
    };
  }

  void told(ClientOrderId order, GatewayResult news) {
    List<WaitingCommand> now = commands;
    for (WaitingCommand command : now) {
      if (order.equals(traded(command))) {
        command.news(news);
      }
    }
    if (now.stream().allMatch(command -> command.news() != null)) {
      exchange.settled();
    }
  }

  void delivered(Delivery delivery) {
    writer.leaves(first);
    if (!begun && first.take()) {
      commands = List.of(first);
    }
    commands.forEach(command -> writer.ended(this, traded(command)));
    Function<WaitingCommand, GatewayResult> verdict =
        switch (delivery) {
          case Delivery.Answered(var body, var roundTrip) -> verdicts(body, roundTrip);
          case Delivery.Withheld(var refusal) -> _ -> refusal;
          case Delivery.NotWritten(var code, var message) ->
              _ -> new GatewayResult.NotSent(code, message);
          case Delivery.Unanswered(var code, var message) ->
              command -> {
                GatewayResult news = command.news();
                return news == null ? new GatewayResult.InDoubt(code, message) : news;
              };
        };
    commands.forEach(command -> command.result().complete(verdict.apply(command)));
  }

  private void late(byte[] body) {
    Function<WaitingCommand, GatewayResult> verdict = verdicts(body, null);
    commands.forEach(command -> command.late(verdict.apply(command)));
  }

  /**
   * @param roundTrip null: it came late
   */
  private Function<WaitingCommand, GatewayResult> verdicts(byte[] body, @Nullable Long roundTrip) {
    try {
      HostReply reply = dialect.decode(request, body);
      String mismatch = reply.mismatch(requestId);
      if (mismatch != null) {
        return _ -> new GatewayResult.InDoubt("BAD_REPLY", mismatch);
      }
      if (roundTrip != null) {
        link.heard(request, reply, roundTrip);
        if (first.command() instanceof HostRequest.Open) {
          writer.answered(commands.size(), roundTrip);
        }
      }
      if (!(request instanceof HostRequest.OpenBatch batch)) {
        return command -> Verdict.ofCommand(command.command(), reply);
      }
      Map<ClientOrderId, GatewayResult> verdicts = Verdict.ofBatch(batch, reply);
      return command ->
          verdicts.getOrDefault(
              command.command().subject(), new GatewayResult.InDoubt("BAD_REPLY", "not answered"));
    } catch (InvalidMessage e) {
      return _ -> new GatewayResult.InDoubt("BAD_REPLY", "answered " + e.getMessage());
    }
  }
}
