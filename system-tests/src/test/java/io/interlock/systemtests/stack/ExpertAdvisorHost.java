package io.interlock.systemtests.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.Side;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.Ports;
import io.interlock.local.stack.HarnessBuild;
import io.interlock.local.stack.HarnessHost;
import io.interlock.local.stack.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The compiled Expert Advisor; its broker is scripted and read over the harness's control port. One
 * thread.
 */
public final class ExpertAdvisorHost implements VenueHost {
  /** A send without a trace may be fenced soon, so that no test waits half a minute. */
  private static final String FENCE_GRACE_MILLIS = "300";

  private static final String ANSWER_TIMEOUT_MILLIS = "2000";

  private static final int CONTROL_TIMEOUT_MILLIS = 10_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final int CONNECT_ATTEMPTS = 20;
  private static final Duration DEATH_PATIENCE = Duration.ofSeconds(20);

  private final HarnessHost host;
  private final Path log;
  private final ZContext context = new ZContext();
  private ZMQ.Socket control;
  private ChildProcess process;

  private ExpertAdvisorHost(HarnessHost host, Path log) throws IOException, StartFailure {
    this.host = host;
    this.log = log;
    this.process = host.start(log);
    this.control = connect();
  }

  /** Over a connection that has answered: a fresh one of JeroMQ's may hang in its handshake. */
  private ZMQ.Socket connect() {
    for (int attempt = 0; attempt < CONNECT_ATTEMPTS; attempt++) {
      ZMQ.Socket socket = context.createSocket(SocketType.REQ);
      socket.setLinger(0);
      socket.setReceiveTimeOut(CONNECT_TIMEOUT_MILLIS);
      socket.connect("tcp://127.0.0.1:" + host.controlPort());
      socket.send("ledger");
      if (socket.recv() != null) {
        socket.setReceiveTimeOut(CONTROL_TIMEOUT_MILLIS);
        return socket;
      }
      socket.close();
    }
    throw new AssertionError("the harness does not answer on its control port");
  }

  /** Skips the test where a tool is missing, unless none may be. */
  static ExpertAdvisorHost start(boolean lockStep) {
    List<String> missing = HarnessBuild.missingPackages();
    if (!"1".equals(System.getenv("INTERLOCK_REQUIRE_NATIVE"))) {
      assumeTrue(
          missing.isEmpty(),
          "the Expert Advisor is not traded with, install: " + String.join(" ", missing));
    }
    assertThat(missing).as("packages INTERLOCK_REQUIRE_NATIVE=1 demands").isEmpty();
    Path home = Path.of(requireNonNull(System.getProperty("interlock.home"), "interlock.home"));
    int[] ports = Ports.free(3);
    Map<String, String> inputs =
        Map.of(
            "FenceGraceMs", FENCE_GRACE_MILLIS,
            "AnswerTimeoutMs", ANSWER_TIMEOUT_MILLIS,
            "AsyncOrders", Boolean.toString(!lockStep));
    try {
      Path runs = Files.createDirectories(Path.of("target", "terminals").toAbsolutePath());
      Path data = Files.createTempDirectory(runs, "terminal-");
      return new ExpertAdvisorHost(
          new HarnessHost(home, data.resolve("mt5"), ports[0], ports[1], ports[2], inputs, false),
          data.resolve("mt5.log"));
    } catch (IOException | StartFailure e) {
      throw new AssertionError("the Expert Advisor does not start", e);
    }
  }

  @Override
  public int commandPort() {
    return host.commandPort();
  }

  @Override
  public int dataPort() {
    return host.dataPort();
  }

  /** One line for the control port; a line it refuses fails the test. */
  public JsonNode control(String line) {
    try {
      control.send(line);
      byte[] answer = control.recv();
      if (answer == null) {
        throw new AssertionError("the harness does not answer: " + line);
      }
      JsonNode read = Json.readTolerant(answer, JsonNode.class);
      if (read.has("error")) {
        throw new AssertionError(line + ": " + new String(answer, UTF_8));
      }
      return read;
    } catch (InvalidMessage e) {
      throw new AssertionError("the harness answered no JSON to " + line, e);
    }
  }

  @Override
  public Books books() {
    JsonNode ledger = control("ledger");
    List<Books.Order> orders = new ArrayList<>(read(ledger, "working", o -> order(o, true)));
    orders.addAll(read(ledger, "history", o -> order(o, false)));
    return new Books(
        orders,
        read(
            ledger,
            "deals",
            deal ->
                new Books.Deal(
                    deal.get("comment").textValue(),
                    deal.get("symbol").textValue(),
                    side(deal.get("type").intValue() == 0),
                    deal.get("volume").decimalValue())),
        read(
            ledger,
            "positions",
            position ->
                new Books.Position(
                    position.get("ticket").asText(),
                    position.get("symbol").textValue(),
                    side(position.get("buy").booleanValue()),
                    position.get("volume").decimalValue(),
                    position.get("sl").decimalValue())));
  }

  @Override
  public int sendsOf(String clientOrderId) {
    return control("ledger").get("sent").path(clientOrderId).asInt(0);
  }

  @Override
  public void refuseNext(int retcode) {
    control("fault retcode=" + retcode);
  }

  @Override
  public void fillNext(String lots) {
    // With IOC the rest is cancelled; FOK would be refused.
    control("symbol EURUSD filling=2");
    control("fault partial=" + lots);
  }

  @Override
  public void executeNextUnheard() {
    control("fault execute=1 retcode=10012");
  }

  @Override
  public void latency(long millis) {
    control("latency " + millis);
  }

  @Override
  public void tradeServer(boolean connected) {
    control("connected " + (connected ? 1 : 0));
  }

  @Override
  public void price(String symbol, String bid, String ask) {
    control("price " + symbol + " " + bid + " " + ask);
  }

  @Override
  public void freeze() {
    process.freeze();
  }

  @Override
  public void thaw() {
    process.thaw();
  }

  /** Requests the broker has had since the terminal was started. */
  public int requests() {
    return control("ledger").get("requests").intValue();
  }

  /** The terminal will die when the next order is journalled, before it is sent. */
  public void dieBeforeNextSend() {
    control("crash before_send");
  }

  /** Faults and symbols as they were at the start. */
  public void forgetFaults() {
    control("clear");
    control("symbol EURUSD filling=3");
  }

  @Override
  public void dieAtNextSend() {
    control("crash after_send");
  }

  @Override
  public void awaitRestart() {
    if (!process.awaitEnd(DEATH_PATIENCE)) {
      throw new AssertionError("the terminal did not die");
    }
    try {
      process = host.start(log);
    } catch (IOException | StartFailure e) {
      throw new AssertionError("the Expert Advisor does not start again", e);
    }
    control.close();
    control = connect();
  }

  @Override
  public void close() {
    context.close();
    process.stop();
  }

  private static Books.Order order(JsonNode order, boolean working) {
    return new Books.Order(
        order.get("comment").textValue(), order.get("volume").decimalValue(), working);
  }

  private static Side side(boolean buy) {
    return buy ? Side.BUY : Side.SELL;
  }

  private static <T> List<T> read(JsonNode ledger, String list, Function<JsonNode, T> entry) {
    List<T> entries = new ArrayList<>();
    ledger.get(list).forEach(node -> entries.add(entry.apply(node)));
    return entries;
  }
}
