package io.interlock.local.mt5;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** What stands at the other end of a host in tests: REQ and SUB sockets of JeroMQ. */
final class TestClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 3_000;

  private final ZContext context = new ZContext(1);
  private final SimulatedMt5Host host;
  private ZMQ.Socket commands;
  private final ZMQ.Socket events;
  private String bootId = "";
  private long monoOffset;
  long epoch = 1;

  TestClient(SimulatedMt5Host host) {
    this.host = host;
    this.commands = connect();
    this.events = context.createSocket(SocketType.SUB);
    events.subscribe(ZMQ.SUBSCRIPTION_ALL);
    events.setReceiveTimeOut(PATIENCE_MILLIS);
    events.connect("tcp://127.0.0.1:" + host.dataPort());
  }

  JsonNode hello() {
    JsonNode data = ask("HELLO", payload -> payload.put("epoch", epoch)).get("data");
    bootId = data.get("boot_id").asText();
    monoOffset = data.get("mono_ms").asLong() - System.nanoTime() / 1_000_000;
    return data;
  }

  JsonNode ask(String action, Consumer<ObjectNode> payload) {
    return send(request(action, payload));
  }

  ObjectNode request(String action, Consumer<ObjectNode> fill) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("v", 1).put("request_id", UUID.randomUUID().toString()).put("action", action);
    request.put("timestamp", System.currentTimeMillis() * 1_000);
    request.put("epoch", epoch).put("boot_id", bootId).put("deadline", deadlineIn(2_000));
    request.put("command_id", UUID.randomUUID().toString());
    fill.accept(request.putObject("payload"));
    return request;
  }

  long deadlineIn(long millis) {
    return System.nanoTime() / 1_000_000 + monoOffset + millis;
  }

  ObjectNode market(String id, String side, String volume) {
    return request("OPEN_ORDER", payload -> order(payload, id, side, volume, "MARKET", "IOC"));
  }

  static void order(
      ObjectNode payload, String id, String side, String volume, String type, String tif) {
    payload.put("client_order_id", id).put("symbol", "EURUSD").put("side", side);
    payload.put("type", type).put("volume", volume).put("time_in_force", tif);
    payload.put("magic", 7).put("payload_hash", "hash-" + id);
  }

  JsonNode open(String id, String side, String volume) {
    return send(market(id, side, volume));
  }

  JsonNode send(ObjectNode request) {
    return sendRaw(Json.bytes(request));
  }

  JsonNode sendRaw(byte[] body) {
    post(body);
    byte[] reply = commands.recv();
    if (reply == null) {
      reconnect();
      throw new AssertionError("no reply within " + PATIENCE_MILLIS + " ms");
    }
    return tree(reply);
  }

  /** Sends and does not wait; the socket is replaced, as a REQ would wait for ever. */
  void sendAndForget(ObjectNode request) {
    post(Json.bytes(request));
    ZMQ.Socket old = commands;
    old.setReceiveTimeOut(300);
    old.recv();
    reconnect();
  }

  byte[] rawReply(ObjectNode request, int patienceMillis) {
    post(Json.bytes(request));
    commands.setReceiveTimeOut(patienceMillis);
    byte[] reply = commands.recv();
    reconnect();
    return reply;
  }

  void post(byte[] body) {
    commands.send(body);
  }

  JsonNode next(Predicate<JsonNode> wanted) {
    long giveUp = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    List<String> seen = new ArrayList<>();
    while (System.nanoTime() < giveUp) {
      byte[] topic = events.recv();
      if (topic == null) {
        break;
      }
      JsonNode event = tree(events.recv());
      if (wanted.test(event)) {
        return event;
      }
      seen.add(event.path("topic").asText());
    }
    throw new AssertionError("no such event; seen: " + seen);
  }

  JsonNode nextOf(String topic) {
    return next(event -> event.path("topic").asText().equals(topic));
  }

  /** Waits until the subscription works: the first heartbeat has come. */
  TestClient listening() {
    nextOf("hb");
    return this;
  }

  @Override
  public void close() {
    context.close();
  }

  void reconnect() {
    commands.close();
    commands = connect();
  }

  private ZMQ.Socket connect() {
    ZMQ.Socket socket = context.createSocket(SocketType.REQ);
    socket.setLinger(0);
    socket.setHandshakeIvl(500);
    socket.setReceiveTimeOut(PATIENCE_MILLIS);
    socket.setMaxMsgSize(1024 * 1024);
    socket.connect("tcp://127.0.0.1:" + host.commandPort());
    return socket;
  }

  static JsonNode tree(byte[] body) {
    try {
      return Json.tree(body);
    } catch (InvalidMessage e) {
      throw new AssertionError("not JSON: " + new String(body, UTF_8), e);
    }
  }
}
