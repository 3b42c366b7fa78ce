package io.interlock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.DeadLetters;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be read is kept with its reason, and the next signal trades. Fault cases 20, 21. */
@OnSharedStack
@TestInstance(Lifecycle.PER_CLASS)
class PoisonSignalsIT {
  private final InterlockStack stack;
  private final Venue venue;

  PoisonSignalsIT(InterlockStack stack) {
    this.stack = stack;
    this.venue = stack.openVenue();
  }

  @AfterAll
  void closeVenue() {
    venue.close();
  }

  @Test
  void shouldNameFieldValueAndRuleWhenASignalIsWrong() {
    // Given
    Signal signal = Signal.market("nobody", "EURUSD", "UPWARDS");

    // When
    stack.signals().send(signal);

    // Then
    DeadLetters.Letter letter = stack.deadLetters().await(signal.bytes());
    assertThat(letter.field()).isEqualTo("side");
    assertThat(letter.foundValue()).isEqualTo("UPWARDS");
    assertThat(letter.rule()).contains("BUY").contains("SELL");
    assertThat(stack.events().of(signal).events()).isEmpty();
    awaitAudited("side", "UPWARDS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "not json at all",
        "{\"signal_id\":",
        "{\"signal_id\":\"a\",\"signal_id\":\"b\"}",
        "{} {}",
        "\u0000\uFFFF"
      })
  void shouldMoveOnToTheNextSignalWhenARecordIsNoSignal(String poison) {
    // Given: the poison is unique, and lies before a good signal in its partition
    byte[] bytes = poison.isEmpty() ? new byte[0] : (poison + " ".repeat(salt())).getBytes(UTF_8);
    int partition = stack.signals().send(venue.account(), bytes).partition();
    Signal good = venue.buy();

    // When
    stack.signals().sendTo(partition, venue.account(), good.bytes());

    // Then
    assertThat(stack.events().awaitEnd(good).state()).isEqualTo(OrderState.FILLED);
    assertThat(stack.deadLetters().await(bytes).rule()).isNotBlank();
    assertThat(venue.ordersOf(stack.events().of(good).clientOrderId())).hasSize(1);
  }

  @Test
  void shouldLiveOnWhenRecordsAreDeepOrLong() {
    // Given
    byte[] deep = ("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)).getBytes(UTF_8);
    byte[] isLong = new byte[900_000];
    Arrays.fill(isLong, (byte) '[');

    // When
    stack.signals().send(venue.account(), deep);
    stack.signals().send(venue.account(), isLong);
    Signal good = venue.buy();
    stack.signals().send(good);

    // Then
    assertThat(stack.events().awaitEnd(good).state()).isEqualTo(OrderState.FILLED);
    assertThat(stack.deadLetters().await(deep).rule()).isNotBlank();
    assertThat(stack.deadLetters().await(isLong).rule()).contains("at most");
    assertThat(stack.process(StackService.ORDER_ROUTER).isAlive()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999999999",
    "1E+5",
    "-0",
    "-1",
    "0",
    "0.00",
    "\"NaN\"",
    "\"1e3\"",
    "\"-0.01\"",
    "\"\"",
    "true",
    "[0.01]"
  })
  void shouldRefuseWithTheReasonWhenAVolumeIsNoVolume(String volume) {
    // Given: written by hand, no JSON library lets one write these
    byte[] signal =
        """
        {"signal_id":"v-%s","strategy":"system-tests","account":"nobody","symbol":"EURUSD",\
        "side":"BUY","volume":%s}"""
            .formatted(UUID.randomUUID(), volume)
            .getBytes(UTF_8);

    // When
    stack.signals().send("nobody", signal);

    // Then
    DeadLetters.Letter letter = stack.deadLetters().await(signal);
    assertThat(letter.rule()).isNotBlank();
    assertThat(stack.process(StackService.ORDER_ROUTER).isAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.011", "0.0100001", "0.001", "1000000"})
  void shouldDenyWithoutRoundingWhenAVolumeIsNotOnTheStep(String volume) {
    // Given
    Signal signal = venue.buy().with("volume", volume);

    // When
    stack.signals().send(signal);

    // Then
    OrderStory story = stack.events().awaitEnd(signal);
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.DENIED);
    assertThat(story.reasonCode()).isIn("VOLUME_INVALID", "MAX_ORDER_VOLUME");
    assertThat(venue.ordersOf(story.clientOrderId())).isEmpty();
  }

  private static int salt() {
    return 1 + (int) (System.nanoTime() % 10_000);
  }

  private void awaitAudited(String field, String value) {
    Awaitility.await("audit of the dead letter")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        stack
                            .database("audit")
                            .number(
                                "select count(*) from dead_letter where field = ? and value = ?",
                                field,
                                value))
                    .isPositive());
  }
}
