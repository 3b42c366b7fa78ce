package io.interlock.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** The scriptable MT5 host of the bridge's tests: libzmq through Debian's python3-zmq. */
final class PythonPeer implements AutoCloseable {
  private static final int HANDSHAKE_MILLIS = 500;
  private static final int ANSWER_MILLIS = 60_000;

  private final ChildProcess process;
  private final JsonNode ports;
  private final ZContext context = new ZContext(1);
  private final ZMQ.Socket control;

  PythonPeer(Path home, Path folder) throws IOException, InterruptedException, InvalidMessage {
    process =
        ChildProcess.start(
            "mt5-host",
            List.of(
                "/usr/bin/python3",
                "-u",
                home.resolve("gateway-bridge/src/test/python/mt5_host.py").toString()),
            Map.of(),
            folder,
            folder.resolve("mt5-host.log"));
    String line = JavaProgram.awaitLine(process, "{", Duration.ofSeconds(20));
    ports = Json.tree(line.getBytes(StandardCharsets.UTF_8));
    control = context.createSocket(SocketType.REQ);
    control.setHandshakeIvl(HANDSHAKE_MILLIS);
    control.setLinger(0);
    control.setReceiveTimeOut(ANSWER_MILLIS);
    control.connect("tcp://127.0.0.1:" + port("control"));
  }

  int port(String name) {
    return ports.get(name).intValue();
  }

  /** Gives the host an order of its control socket and reads its state. */
  JsonNode steer(String order) throws InvalidMessage {
    control.send(order);
    byte[] state = control.recv();
    if (state == null) {
      throw new IllegalStateException("the host does not answer to " + order);
    }
    return Json.tree(state);
  }

  @Override
  public void close() {
    control.close();
    context.close();
    process.close();
  }
}
