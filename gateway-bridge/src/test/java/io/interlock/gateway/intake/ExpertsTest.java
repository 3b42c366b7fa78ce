package io.interlock.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.contracts.json.InvalidMessage;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertsTest {
  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-05T10:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final Experts experts = new Experts(clock, Duration.ofSeconds(30), 2);

  @Test
  void shouldKnowWhoIsConnected() throws Exception {
    // Given
    hear("trend", 1);
    now.updateAndGet(at -> at.plusSeconds(31));
    // When
    hear("mean", 2);
    // Then
    assertThat(experts.all())
        .extracting(Experts.Expert::ea, Experts.Expert::connected)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("mean", true),
            org.assertj.core.groups.Tuple.tuple("trend", false));
    assertThat(experts.connectedCount()).isEqualTo(1);
  }

  @Test
  void shouldShowTheLastHeartbeat() throws Exception {
    // Given
    hear("trend", 1);
    // When
    experts.heard(
        EventDecoder.decode(
            Events.bytes("trend", 1, "heartbeat", "{\"balance\":\"10\",\"open_positions\":3}")),
        Experts.Channel.HTTP);
    // Then
    Experts.Expert expert = experts.all().getFirst();
    assertThat(expert.balance()).isEqualByComparingTo("10");
    assertThat(expert.openPositions()).isEqualTo(3);
    assertThat(expert.events()).isEqualTo(2);
    assertThat(expert.channel()).isEqualTo(Experts.Channel.HTTP);
  }

  @Test
  void shouldForgetTheLongestSilentOrRefuseWhenFull() throws Exception {
    // Given
    hear("first", 1);
    hear("second", 2);
    assertThatThrownBy(() -> hear("third", 3)).isInstanceOf(InvalidMessage.class);
    now.updateAndGet(at -> at.plusSeconds(31));
    hear("first", 1);
    // When
    hear("third", 3);
    // Then
    assertThat(experts.all()).extracting(Experts.Expert::ea).containsExactly("first", "third");
  }

  @Test
  void shouldKeepMultipliersOverARestart() throws Exception {
    // Given
    Path file = folder.resolve("data/risk-multipliers.json");
    ExpertId expert = new ExpertId("trend", 7);
    try (RiskMultipliers multipliers = new RiskMultipliers(file)) {
      multipliers.set(expert, new BigDecimal("0.3"));
      multipliers.set(expert, new BigDecimal("0.25"));
    }
    // When
    try (RiskMultipliers restarted = new RiskMultipliers(file)) {
      // Then
      assertThat(restarted.of(expert)).isEqualByComparingTo("0.25");
      assertThat(restarted.of(new ExpertId("trend", 8))).isNull();
    }
  }

  @Test
  void shouldNotStartWhenKeptMultipliersCannotBeRead() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("broken.json"), "{\"trend:7\":");
    // When, Then
    assertThatThrownBy(() -> new RiskMultipliers(file)).hasMessageContaining("broken.json");
  }

  private void hear(String ea, long magic) throws InvalidMessage {
    experts.heard(
        EventDecoder.decode(Events.bytes(ea, magic, "heartbeat", "{}")), Experts.Channel.ZMQ);
  }
}
