package io.interlock.cli.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.cli.access.CommandFailure;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.SignalFormat;
import io.interlock.contracts.signal.TradeSignal;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalFileTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Instant MOMENT = Instant.parse("2026-03-04T05:06:07.123456Z");

  @Test
  void shouldHoldOneSampleOfEachFormat() throws Exception {
    // When
    List<SignalFile> samples = SampleRun.samples(SAMPLES);

    // Then
    assertThat(samples.stream().map(sample -> format(sample.bytes())))
        .containsExactlyInAnyOrder(SignalFormat.values());
  }

  @Test
  void shouldCarryTheMomentInItsOwnNotationWhenDecidedAgain() throws Exception {
    for (SignalFile sample : SampleRun.samples(SAMPLES)) {
      // When
      TradeSignal signal = SignalDecoder.decode(sample.decidedAt(MOMENT).bytes()).signal();

      // Then
      assertThat(signal.timestamp()).as(sample.name()).isBetween(MOMENT.minusMillis(1), MOMENT);
    }
  }

  @Test
  void shouldBecomeAnotherSignalWhenDecidedAgain() throws Exception {
    // Given
    SignalFile sample =
        SignalFile.read(SAMPLES.resolve("native-signal.json").toString(), nothing());

    // When
    TradeSignal first = SignalDecoder.decode(sample.decidedAt(MOMENT).bytes()).signal();
    TradeSignal second =
        SignalDecoder.decode(sample.decidedAt(MOMENT.plusMillis(1)).bytes()).signal();

    // Then
    assertThat(first.signalId()).isNotEqualTo(second.signalId());
  }

  @Test
  void shouldNameTheFieldWhenItIsNoSignal() {
    // Given
    InputStream input = text("{\"action\":\"HOLD\",\"symbol\":\"EURUSD\"}");

    // When, Then
    assertThatThrownBy(() -> SignalFile.read("-", input))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("action")
        .hasMessageContaining("HOLD")
        .hasMessageContaining("BUY, SELL");
  }

  @Test
  void shouldNameTheFileWhenThereIsNone() {
    // When, Then
    assertThatThrownBy(() -> SignalFile.read("nowhere.json", nothing()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("can't read nowhere.json");
  }

  private static SignalFormat format(byte[] bytes) {
    try {
      return SignalDecoder.decode(bytes).format();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream nothing() {
    return InputStream.nullInputStream();
  }
}
