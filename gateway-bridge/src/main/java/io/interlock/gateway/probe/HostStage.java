package io.interlock.gateway.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges what a host said: stage 2's greeting and first answer, stage 3's status. Pure. */
final class HostStage {
  private static final Set<String> GOOD_STATUS =
      Set.of("SUCCESS", "OK", "OPERATIONAL", "PENDING", "ONLINE", "READY", "ALIVE", "PONG");
  private static final List<String> SHOWN =
      List.of(
          "gateway",
          "host",
          "version",
          "status",
          "connected",
          "account",
          "kill",
          "epoch",
          "uptime_ms",
          "orders_open",
          "positions_open",
          "last_error");
  private static final int LONGEST_QUOTE = 200;
  // One broken connection may be our own library's doing.
  private static final int SEVERAL = 2;

  private HostStage() {}

  /** Null: the greeting is as it should be. */
  static @Nullable Finding greeting(Greeting greeting, boolean encrypted, int port) {
    return switch (greeting) {
      case Greeting.Zmtp zmtp -> mechanism(zmtp.mechanism(), encrypted);
      case Greeting.OldZmtp old ->
          encrypted
              ? Finding.failed(
                  "speaks ZMTP " + old.version() + ", which has no encryption",
                  "update libzmq on the host to 4 or newer, or probe without --curve options")
              : null;
      case Greeting.Foreign foreign ->
          Finding.failed(
              "speaks something else than ZeroMQ: it begins with \"" + foreign.start() + "\"",
              foreign.start().startsWith("HTTP")
                  ? "a web server listens on port " + port + ": give the Expert Advisor's port"
                  : "another program listens on port " + port + ": give the Expert Advisor's port");
      case Greeting.Silent silent ->
          Finding.failed(
              "accepts the connection but says nothing, not even ZeroMQ's greeting",
              "the process hangs or isn't a ZeroMQ host: restart MetaTrader 5; check the port");
      case Greeting.Closed closed ->
          Finding.failed(
              "closes the connection before any ZeroMQ greeting (" + closed.why() + ")",
              "a proxy or firewall stands between, or another program has port " + port);
    };
  }

  private static @Nullable Finding mechanism(String mechanism, boolean encrypted) {
    if (mechanism.equals(encrypted ? "CURVE" : "NULL")) {
      return null;
    }
    if (encrypted) {
      return Finding.failed(
          "does not use CURVE (its mechanism is " + mechanism + ")",
          "set the key inputs of the Expert Advisor, or probe without the --curve options");
    }
    return mechanism.equals("CURVE")
        ? Finding.failed(
            "requires CURVE",
            "give --curve-server-key (the host's public key) and --curve-key (a key pair that is"
                + " on the host's allow-list); interlock keys makes them")
        : Finding.failed(
            "requires the mechanism " + mechanism, "Interlock speaks NULL and CURVE only");
  }

  static Finding firstAnswer(Conversation.Heard heard, ProbeTarget target) {
    return switch (heard) {
      case Conversation.Heard.KeyRefused refused ->
          Finding.failed(
              "CURVE key refused: the host's allow-list does not have ours",
              "add the public key of --curve-key to the host's allow-list");
      case Conversation.Heard.Silence silence -> silence(silence, target);
      case Conversation.Heard.Reply reply -> firstReply(reply.body());
    };
  }

  private static Finding silence(Conversation.Heard.Silence silence, ProbeTarget target) {
    if (silence.drops() > 0 && target.encrypted()) {
      return Finding.failed(
          "CURVE handshake broken off by the host",
          "--curve-server-key is not the host's public key, or our key isn't on its allow-list");
    }
    if (silence.drops() >= SEVERAL) {
      return Finding.failed(
          "greets, then drops the connection",
          "the port is not a REP or ROUTER socket (the data port is another one), or it refuses"
              + " this address");
    }
    return Finding.failed(
        "greets but does not answer within " + target.timeout().toMillis() + " ms",
        "the Expert Advisor is busy, stuck or not attached to a chart: look at the Experts tab in"
            + " the terminal; if it speaks another dialect, say so with --dialect");
  }

  private static Finding firstReply(String body) {
    JsonNode reply = json(body);
    if (reply == null) {
      return garbage(body);
    }
    String error = error(reply);
    return error == null
        ? Finding.ok("answers: " + quote(body))
        : Finding.failed(
            "answers with an error: " + error,
            "it may speak another dialect: give interlock-1, mt5-crs, flat-order or quantmind with"
                + " --dialect");
  }

  static Finding status(Conversation.Heard heard) {
    if (!(heard instanceof Conversation.Heard.Reply reply)) {
      return Finding.warning(
          "does not answer STATUS", "nothing, if its dialect has no STATUS; else see above");
    }
    JsonNode answer = json(reply.body());
    if (answer == null) {
      return garbage(reply.body());
    }
    String error = error(answer);
    if (error != null) {
      return Finding.warning(
          "does not know STATUS: " + error, "nothing: older hosts can be traded without it");
    }
    JsonNode data = answer.path("data").isObject() ? answer.path("data") : answer;
    if (data.path("connected").isBoolean() && !data.path("connected").asBoolean()) {
      return Finding.failed(
          "the terminal is not connected to its trade server (" + shown(answer, data) + ")",
          "log in at the broker in MetaTrader 5 and check the terminal's network");
    }
    if (data.path("kill").path("latched").asBoolean()) {
      return Finding.failed(
          "the kill switch of the host is set (" + shown(answer, data) + ")",
          "find out why it was set, then a risk officer resumes with interlock resume");
    }
    return Finding.ok(shown(answer, data));
  }

  private static Finding garbage(String body) {
    return Finding.failed(
        "answers garbage, not a JSON object: " + quote(body),
        "another program's ZeroMQ socket listens there, or the Expert Advisor is broken or old");
  }

  private static @Nullable JsonNode json(String body) {
    try {
      JsonNode tree = Json.tree(body.getBytes(StandardCharsets.UTF_8));
      return tree.isObject() ? tree : null;
    } catch (InvalidMessage e) {
      return null;
    }
  }

  /** Null: the answer says nothing of an error. */
  private static @Nullable String error(JsonNode answer) {
    JsonNode error = answer.path("error");
    String status = answer.path("status").asText("").toUpperCase(Locale.ROOT);
    boolean bad =
        status.isEmpty()
            ? error.isObject() || error.isTextual()
            : !GOOD_STATUS.contains(status) && !answer.has("gateway");
    if (!bad) {
      return null;
    }
    if (error.isObject()) {
      return error.path("code").asText() + " " + error.path("message").asText();
    }
    return error.isTextual()
        ? error.asText()
        : answer.path("message").asText("status " + answer.path("status").asText());
  }

  private static String shown(JsonNode answer, JsonNode data) {
    List<String> parts = new ArrayList<>();
    for (String field : SHOWN) {
      JsonNode value = data.has(field) ? data.get(field) : answer.get(field);
      if (value != null && !value.isNull()) {
        parts.add(field + "=" + (value.isTextual() ? value.asText() : value.toString()));
      }
    }
    return parts.isEmpty() ? quote(answer.toString()) : String.join(" ", parts);
  }

  private static String quote(String body) {
    String text = body.replaceAll("\\p{Cntrl}", "·").strip();
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }
}
