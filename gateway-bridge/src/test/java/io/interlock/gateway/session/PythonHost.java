package io.interlock.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.broker.Endpoint;
import io.interlock.gateway.NativeZeroMq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A host on Debian's python3-zmq, that is on the real libzmq, as a process of its own. */
public final class PythonHost implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Starting one takes longer than most tests, so the next is started while a test runs. */
  private static final AtomicReference<Process> SPARE = new AtomicReference<>();

  private final List<String> options;
  private final ZContext context = new ZContext(1);
  private Process process;
  private JsonNode ports;
  private ZMQ.Socket control;

  private PythonHost(List<String> options) {
    this.options = options;
    start(List.of());
  }

  public static PythonHost start(String dialect, String... options) {
    List<String> all = new ArrayList<>(List.of("--dialect", dialect));
    all.addAll(List.of(options));
    return new PythonHost(all);
  }

  /** An interpreter that has imported everything; ends with this JVM if nobody needs it. */
  private static Process spare() throws IOException, InterruptedException {
    return new ProcessBuilder(NativeZeroMq.python(), "src/test/python/mt5_host.py", "--spare")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void start(List<String> more) {
    try {
      List<String> arguments = new ArrayList<>(options);
      arguments.addAll(more);
      Process ready = SPARE.getAndSet(spare());
      process = ready == null ? spare() : ready;
      process.outputWriter().append(JSON.writeValueAsString(arguments)).append('\n').flush();
      ports = JSON.readTree(process.inputReader().readLine());
      control = context.createSocket(SocketType.REQ);
      control.setReceiveTimeOut(5_000);
      control.setLinger(0);
      control.setHandshakeIvl(500);
      control.connect("tcp://127.0.0.1:" + ports.get("control").intValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", ports.get("command").intValue(), ports.get("data").intValue());
  }

  /** Dies as a machine does; comes back on the same ports. */
  public void restart() {
    kill();
    start(
        List.of(
            "--command-port",
            ports.get("command").asText(),
            "--data-port",
            ports.get("data").asText()));
  }

  public void kill() {
    control.close();
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public void awaitDeath() {
    try {
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next request of these actions (none given: of any) meets a fault. */
  public void fault(String fault, String... actions) {
    steer(Map.of("fault", fault, "actions", List.of(actions)));
  }

  public void fault(String fault, double seconds, String... actions) {
    steer(Map.of("fault", fault, "seconds", seconds, "actions", List.of(actions)));
  }

  public void set(String name, Object value) {
    steer(Map.of("set", Map.of(name, value)));
  }

  public JsonNode steer(Map<String, Object> order) {
    ObjectNode request = JSON.valueToTree(order);
    if (request.path("actions").isArray() && request.path("actions").isEmpty()) {
      request.remove("actions");
    }
    control.send(request.toString());
    byte[] reply = control.recv();
    assertThat(reply).as("the host answers its control socket").isNotNull();
    try {
      return JSON.readTree(reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode state() {
    return steer(Map.of());
  }

  /** How often it has traded under an id. */
  public long executions(String id) {
    long count = 0;
    for (JsonNode entry : state().get("ledger")) {
      count += entry.get("id").asText().equals(id) ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    kill();
    context.close();
  }
}
