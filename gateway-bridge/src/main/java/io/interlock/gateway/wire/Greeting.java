package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself in HELLO and STATUS.
 *
 * @param connected terminal to trade server
 * @param eventSeq sequence of the last event it has published
 */
public record Greeting(
    String bootId,
    long epoch,
    boolean connected,
    boolean hedging,
    Set<String> capabilities,
    boolean killLatched,
    long killEpoch,
    long eventSeq) {
  public static final String ASYNC = "ASYNC";
  public static final String BATCH = "BATCH";

  public static Greeting of(@Nullable JsonNode data) throws InvalidMessage {
    Fields hello = Fields.of(data, "data");
    KillState kill = KillState.of(hello);
    String margin = hello.has("account") ? hello.object("account").text("margin_mode") : "HEDGING";
    Long eventSeq = hello.has("seq") ? hello.object("seq").integer("event") : null;
    Long epoch = hello.integer("epoch");
    return new Greeting(
        hello.requiredText("boot_id"),
        epoch == null ? 0 : epoch,
        hello.flag("connected"),
        !"NETTING".equals(margin) && !"EXCHANGE".equals(margin),
        Set.copyOf(hello.texts("capabilities")),
        kill.latched(),
        kill.killEpoch(),
        eventSeq == null ? 0 : eventSeq);
  }

  public boolean can(String capability) {
    return capabilities.contains(capability);
  }

  /** A host's own kill latch, as PING, HELLO and heartbeats tell it. */
  public record KillState(boolean latched, long killEpoch, boolean connected) {
    static KillState of(Fields fields) throws InvalidMessage {
      boolean connected = fields.flag("connected");
      if (!fields.has("kill")) {
        return new KillState(false, 0, connected);
      }
      Fields kill = fields.object("kill");
      Long killEpoch = kill.integer("kill_epoch");
      return new KillState(kill.flag("latched"), killEpoch == null ? 0 : killEpoch, connected);
    }

    public static KillState of(@Nullable JsonNode data) throws InvalidMessage {
      return of(Fields.of(data, "data"));
    }
  }
}
