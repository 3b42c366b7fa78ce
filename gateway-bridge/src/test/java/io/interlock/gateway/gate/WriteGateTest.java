package io.interlock.gateway.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.contracts.order.OrderId;
import io.interlock.gateway.gate.WriteGate.Intent;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WriteGateTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final String BROKER = "mt5";

  @TempDir Path folder;

  @Test
  void shouldOpenNothingBeforeARouterHasAttached() {
    assertThat(code(gate(), Intent.OPENING, context(0, 0))).isEqualTo("NOT_ATTACHED");
  }

  @Test
  void shouldOpenWhenTheRouterOfTheEpochHasAttached() {
    WriteGate gate = gate();
    gate.attach(BROKER, new Attach("a", "r", 4));

    assertThat(gate.refusal(BROKER, Intent.OPENING, context(4, 0))).isNull();
    assertThat(code(gate, Intent.OPENING, context(3, 0))).isEqualTo("STALE_EPOCH");
    assertThat(code(gate, Intent.REDUCING, context(3, 0))).isEqualTo("STALE_EPOCH");
    assertThat(code(gate, Intent.OPENING, context(5, 0))).isEqualTo("NOT_ATTACHED");
  }

  @Test
  void shouldOnlyReduceWhenTheRouterStopsAttaching() {
    WriteGate gate =
        new WriteGate(folder.resolve("gate.json"), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ZERO);
    gate.attach(BROKER, new Attach("a", "r", 4));

    assertThat(code(gate, Intent.OPENING, context(4, 0))).isEqualTo("DEAD_MAN");
    assertThat(gate.refusal(BROKER, Intent.REDUCING, context(4, 0))).isNull();
  }

  @Test
  void shouldRefuseAnOlderRouter() {
    WriteGate gate = gate();
    gate.attach(BROKER, new Attach("a", "new", 4));

    assertThat(gate.attach(BROKER, new Attach("a", "old", 3)).accepted()).isFalse();
    assertThat(gate.attach(BROKER, new Attach("a", "new", 4)).accepted()).isTrue();
  }

  @Test
  void shouldRefuseWhatIsPastItsDeadline() {
    WriteGate gate = gate();
    gate.attach(BROKER, new Attach("a", "r", 4));
    CommandContext late = new CommandContext("c", OrderId.of("t", "1", 0), "a", 4, 0, NOW, null);

    assertThat(code(gate, Intent.OPENING, late)).isEqualTo("DEADLINE_PASSED");
  }

  @Test
  void shouldStayLatchedAfterARestartAndKnowItsEpochs() {
    // Given
    WriteGate before = gate();
    before.attach(BROKER, new Attach("a", "r", 4));
    assertThat(before.kill(kill(7, null))).isNull();

    // When
    WriteGate after = gate();
    after.attach(BROKER, new Attach("a", "r", 4));

    // Then
    assertThat(after.state().epoch(BROKER)).isEqualTo(4);
    assertThat(code(after, Intent.OPENING, context(4, 7))).isEqualTo("KILLED");
    assertThat(after.refusal(BROKER, Intent.REDUCING, context(4, 7))).isNull();
  }

  @Test
  void shouldKeepANewerKillWhenAnOlderOneIsReset() {
    WriteGate gate = gate();
    gate.kill(kill(7, null));
    gate.kill(kill(8, null));

    assertThat(gate.reset(new KillReset(7, null, "risk", "over"))).contains("8");
    assertThat(gate.state().killed(BROKER)).isTrue();
    assertThat(gate.reset(new KillReset(8, null, "risk", "over"))).isNull();
    assertThat(gate.state().killed(BROKER)).isFalse();
  }

  @Test
  void shouldRefuseWhatWasDecidedBeforeAKillThatHasBeenReset() {
    WriteGate gate = gate();
    gate.attach(BROKER, new Attach("a", "r", 4));
    gate.kill(kill(7, null));
    gate.reset(new KillReset(7, null, "risk", "over"));

    assertThat(code(gate, Intent.OPENING, context(4, 6))).isEqualTo("KILLED");
    assertThat(gate.refusal(BROKER, Intent.OPENING, context(4, 7))).isNull();
  }

  @Test
  void shouldSayThatADelayedKillWasClearedAlready() {
    WriteGate gate = gate();
    gate.kill(kill(7, null));
    gate.reset(new KillReset(7, null, "risk", "over"));

    assertThat(gate.kill(kill(7, null))).contains("7");
    assertThat(gate.state().killed(BROKER)).isFalse();
  }

  @Test
  void shouldChangeNothingWhenAKillIsRehearsed() {
    WriteGate gate = gate();
    gate.kill(kill(7, BROKER));

    assertThat(gate.rehearse()).isNull();

    assertThat(gate.state()).isEqualTo(gate().state());
    assertThat(gate.state().killed(BROKER)).isTrue();
    assertThat(gate.state().killed("other")).isFalse();
  }

  @Test
  @Timeout(20)
  void shouldKillAtOnceWhenARehearsalWaitsForTheDisk() throws Exception {
    // Given: a pipe nobody reads, where the rehearsal writes
    WriteGate gate = gate();
    Path pipe = folder.resolve("gate.json.rehearsal.new");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread rehearsal = Thread.ofPlatform().daemon().start(gate::rehearse);
    await().until(() -> isAt(rehearsal, DurableFile.class));

    // When
    assertThat(gate.kill(kill(7, null))).isNull();

    // Then
    assertThat(rehearsal.isAlive()).isTrue();
    assertThat(gate.rehearse()).contains("earlier rehearsal");
    assertThat(gate.state().killed(BROKER)).isTrue();
    assertThat(gate().state().killed(BROKER)).isTrue();
  }

  @Test
  void shouldKillOneBrokerOnly() {
    WriteGate gate = gate();
    gate.kill(kill(1, BROKER));

    assertThat(gate.state().killed(BROKER)).isTrue();
    assertThat(gate.state().killed("other")).isFalse();
  }

  @Test
  void shouldLatchInMemoryAndSaySoWhenTheDiskFails() throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(file, "in the way");
    WriteGate gate =
        new WriteGate(
            file.resolve("gate.json"), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(1));

    assertThat(gate.rehearse()).startsWith("not stored");
    assertThat(gate.kill(kill(1, null))).startsWith("not stored");
    assertThat(gate.state().killed(BROKER)).isTrue();
  }

  @Test
  void shouldNotStartWhenTheLatchCannotBeRead() throws Exception {
    Files.writeString(folder.resolve("gate.json"), "{");

    assertThatThrownBy(this::gate).isInstanceOf(UncheckedIOException.class);
  }

  private static boolean isAt(Thread thread, Class<?> place) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(place.getName()));
  }

  private WriteGate gate() {
    return new WriteGate(
        folder.resolve("gate.json"), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(1));
  }

  private static KillRequest kill(long epoch, String broker) {
    return new KillRequest(epoch, broker, false, "test", "drill");
  }

  private static CommandContext context(long epoch, long killEpoch) {
    return new CommandContext(
        "c", OrderId.of("t", "1", 0), "a", epoch, killEpoch, NOW.plusSeconds(5), null);
  }

  private static String code(WriteGate gate, Intent intent, CommandContext context) {
    return switch (gate.refusal(BROKER, intent, context)) {
      case GatewayResult.Rejected rejected -> rejected.code();
      case GatewayResult.NotSent notSent -> notSent.code();
      case null -> "none";
      case GatewayResult.Placed _ -> "placed";
      case GatewayResult.InDoubt _ -> "in doubt";
    };
  }
}
