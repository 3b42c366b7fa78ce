package io.interlock.systemtests.mql5;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.StartFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** The harness's control port: what its broker does next, and its ledger. One thread. */
final class EmulatedTerminal implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Duration DEATH_PATIENCE = Duration.ofSeconds(20);

  private final LocalStack stack;
  private final ZContext context = new ZContext();
  private final ZMQ.Socket socket = context.createSocket(SocketType.REQ);

  EmulatedTerminal(LocalStack stack) {
    this.stack = stack;
    socket.setLinger(0);
    socket.setReceiveTimeOut(TIMEOUT_MILLIS);
    // Stays connected: a terminal that starts again listens on the same port.
    socket.connect("tcp://127.0.0.1:" + stack.ports().mt5Control());
  }

  /** One line for the control port; a line it refuses fails the test. */
  JsonNode control(String line) {
    try {
      socket.send(line);
      byte[] answer = socket.recv();
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

  /** Requests the broker has had since the terminal was started. */
  int requests() {
    return control("ledger").get("requests").intValue();
  }

  List<JsonNode> dealsOf(String clientOrderId) {
    return withComment(control("ledger").get("deals"), clientOrderId);
  }

  /** Orders the broker has ever had under an id. */
  List<JsonNode> ordersOf(String clientOrderId) {
    JsonNode ledger = control("ledger");
    List<JsonNode> past = withComment(ledger.get("history"), clientOrderId);
    return past.isEmpty() ? withComment(ledger.get("working"), clientOrderId) : past;
  }

  /** Returns when it has died of the crash it was asked for and runs again. */
  void awaitDeathAndRestart() throws StartFailure {
    if (!stack.venue().awaitEnd(DEATH_PATIENCE)) {
      throw new AssertionError("the terminal did not die");
    }
    stack.restartVenue();
  }

  @Override
  public void close() {
    context.close();
  }

  private static List<JsonNode> withComment(JsonNode entries, String comment) {
    return StreamSupport.stream(entries.spliterator(), false)
        .filter(entry -> entry.get("comment").textValue().equals(comment))
        .toList();
  }
}
