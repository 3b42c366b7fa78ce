package io.interlock.systemtests.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The network between bridge and MT5 host, on both channels: passes ZeroMQ messages on as they
 * come, and loses, spoils, doubles or keeps back those a test wants. Knows ZMTP 3 without security.
 *
 * <p>Thread-safe; each direction of a connection has a thread.
 */
public final class FaultyWire implements AutoCloseable {
  /** What happens to the next exchange of an action. */
  public enum Loss {
    /** The request never arrives. */
    REQUEST,
    /** Carried out, but the reply never arrives. */
    REPLY,
    /** The reply is not JSON. */
    GARBLED_REPLY,
    /** Every connection is cut instead of the reply. */
    CONNECTION
  }

  private final ServerSocket commands;
  private final ServerSocket data;
  private final int hostCommandPort;
  private final int hostDataPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  /** How a request was answered: SUCCESS, PENDING or the error's code. */
  private record Answer(String action, String outcome) {}

  // Guarded by this.
  private @Nullable Loss loss;
  private String lossOf = "";
  private int dropped;
  private int doubled;
  private boolean holding;
  private final List<Runnable> held = new ArrayList<>();

  FaultyWire(int hostCommandPort, int hostDataPort) {
    this.hostCommandPort = hostCommandPort;
    this.hostDataPort = hostDataPort;
    try {
      this.commands = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      this.data = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the wire", e);
    }
    Thread.ofVirtual().start(() -> accept(commands));
    Thread.ofVirtual().start(() -> accept(data));
  }

  int commandPort() {
    return commands.getLocalPort();
  }

  int dataPort() {
    return data.getLocalPort();
  }

  /** Loses the next exchange of an action. */
  public synchronized void lose(Loss what, String action) {
    loss = what;
    lossOf = action;
  }

  /** Loses the next events; the host can be asked for them. */
  public synchronized void dropEvents(int count) {
    dropped = count;
  }

  /** Brings each of the next events twice. */
  public synchronized void doubleEvents(int count) {
    doubled = count;
  }

  /** Keeps events back. */
  public synchronized void holdEvents() {
    holding = true;
  }

  /** Brings what was kept back, the last one first. */
  public synchronized void releaseEventsBackwards() {
    holding = false;
    held.reversed().forEach(Runnable::run);
    held.clear();
  }

  /** Actions of the requests that reached the host, in order. */
  public List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** How the host answered the requests of an action: SUCCESS, PENDING or the error's code. */
  public List<String> outcomesOf(String action) {
    synchronized (answers) {
      return answers.stream()
          .filter(answer -> answer.action.equals(action))
          .map(Answer::outcome)
          .toList();
    }
  }

  /** How many requests of an action reached the host. */
  public long count(String action) {
    return requests().stream().filter(action::equals).count();
  }

  @Override
  public void close() {
    for (ServerSocket server : List.of(commands, data)) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException("can't close the wire", e);
      }
    }
    cut();
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket bridge = server.accept();
        open.add(bridge);
        Thread.ofVirtual().start(() -> join(bridge, server == data));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void join(Socket bridge, boolean events) {
    try {
      Socket host =
          new Socket(InetAddress.getLoopbackAddress(), events ? hostDataPort : hostCommandPort);
      open.add(host);
      bridge.setTcpNoDelay(true);
      host.setTcpNoDelay(true);
      ZmtpStream toHost = new ZmtpStream(bridge, host);
      ZmtpStream toBridge = new ZmtpStream(host, bridge);
      Map<String, Expected> expected = new ConcurrentHashMap<>();
      Thread.ofVirtual()
          .start(() -> pump(toHost, message -> events || passRequest(message, expected)));
      pump(
          toBridge,
          message ->
              events ? passEvent(message, toBridge) : passReply(message, toBridge, expected));
    } catch (IOException hostIsAway) {
      hangUp(bridge);
    }
  }

  /** A reply that is under way, and what is to happen to it. */
  private record Expected(String action, @Nullable Loss loss) {}

  private interface Filter {
    boolean passes(ZmtpStream.Message message) throws IOException;
  }

  private void pump(ZmtpStream stream, Filter filter) {
    try {
      stream.greet();
      while (true) {
        ZmtpStream.Message message = stream.read();
        if (message.isCommand() || filter.passes(message)) {
          stream.write(message);
        }
      }
    } catch (IOException gone) {
      hangUp(stream.from());
      hangUp(stream.to());
    }
  }

  private boolean passRequest(ZmtpStream.Message request, Map<String, Expected> expected) {
    String action = tree(request.last()).path("action").asText("");
    Loss struck = takeLoss(action);
    if (struck == Loss.REQUEST) {
      return false;
    }
    expected.put(request.envelope(), new Expected(action, struck));
    requests.add(action);
    return true;
  }

  private synchronized @Nullable Loss takeLoss(String action) {
    if (!action.equals(lossOf)) {
      return null;
    }
    Loss taken = loss;
    loss = null;
    return taken;
  }

  private boolean passReply(
      ZmtpStream.Message reply, ZmtpStream stream, Map<String, Expected> expected)
      throws IOException {
    Expected answered = expected.remove(reply.envelope());
    if (answered == null) {
      return true;
    }
    JsonNode body = tree(reply.last());
    answers.add(
        new Answer(
            answered.action,
            body.path("error").path("code").asText(body.path("status").asText(""))));
    Loss struck = answered.loss;
    if (struck == null) {
      return true;
    }
    if (struck == Loss.GARBLED_REPLY) {
      stream.write(reply.withLast(new byte[] {'{', (byte) 0xff, 0, '"', '\n'}));
    } else if (struck == Loss.CONNECTION) {
      cut();
    }
    return false;
  }

  private synchronized boolean passEvent(ZmtpStream.Message event, ZmtpStream stream)
      throws IOException {
    if (!event.topic().startsWith("event.")) {
      return true;
    }
    if (dropped > 0) {
      dropped--;
      return false;
    }
    if (holding) {
      held.add(
          () -> {
            try {
              stream.write(event);
            } catch (IOException e) {
              throw new UncheckedIOException("the bridge has gone", e);
            }
          });
      return false;
    }
    if (doubled > 0) {
      doubled--;
      stream.write(event);
    }
    return true;
  }

  private void cut() {
    open.forEach(this::hangUp);
  }

  private void hangUp(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't close a connection", e);
    }
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.tree(body);
    } catch (InvalidMessage notJson) {
      return MissingNode.getInstance();
    }
  }
}
