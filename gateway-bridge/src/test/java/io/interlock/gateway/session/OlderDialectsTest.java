package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts of the field, none of which removes duplicates. */
class OlderDialectsTest {
  @TempDir Path dataDir;
  private PythonHost host;
  private SessionFixture bridge;
  private VenueSession session;

  private void connect(String dialect) {
    host = PythonHost.start(dialect);
    open(dialect);
  }

  private void open(String dialect) {
    bridge = new SessionFixture(dataDir, Map.of("interlock.gateway.command-timeout-millis", "800"));
    session =
        bridge.connected(
            "mt5", Dialect.valueOf(dialect.toUpperCase().replace('-', '_')), host.endpoint());
  }

  @AfterEach
  void disconnect() {
    bridge.close();
    host.close();
  }

  @ParameterizedTest
  @CsvSource({"mt5-crs", "flat-order", "quantmind"})
  void shouldPlaceAnOrderOnce(String dialect) {
    // Given
    connect(dialect);
    ClientOrderId id = freshId();

    // When
    GatewayResult result = place(session, id);
    GatewayResult again = place(session, id);

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            placed -> {
              assertThat(placed.order().state()).isEqualTo(VenueOrderState.FILLED);
              assertThat(placed.order().filledVolume()).isEqualByComparingTo("0.10");
              assertThat(placed.order().averagePrice()).isEqualByComparingTo("1.08512");
            });
    assertThat(again).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "mt5-crs,    OPEN_ORDER, true",
    "quantmind,  TRADE_OPEN, true",
    "flat-order, BUY,        false"
  })
  void shouldNeverSendAgainWhenAReplyIsLostNotEvenAfterARestart(
      String dialect, String action, boolean canLookUp) {
    // Given
    connect(dialect);
    ClientOrderId id = freshId();
    host.fault("lose_reply", action);

    // When
    GatewayResult result = place(session, id);
    bridge.close();
    open(dialect);
    GatewayResult again = place(session, id);
    VenueAnswer answer = result(session.order(id));

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(again).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(host.executions(id.value())).isEqualTo(1);
    assertThat(answer)
        .isInstanceOf(canLookUp ? VenueAnswer.Known.class : VenueAnswer.Unknown.class);
  }

  @ParameterizedTest
  @CsvSource({
    "mt5-crs,    10019, REJECTED",
    "mt5-crs,    10012, IN_DOUBT",
    "mt5-crs,    10004, NOT_SENT",
    "mt5-crs,    0,     IN_DOUBT",
    "flat-order, 10018, REJECTED",
    "flat-order, 10011, IN_DOUBT",
    "flat-order, 10031, NOT_SENT",
    "quantmind,  10014, REJECTED",
    "quantmind,  10012, IN_DOUBT"
  })
  void shouldDecideByTheReturnCode(String dialect, int retcode, String outcome) {
    // Given
    connect(dialect);
    host.set("reject", List.of("REJECTED", retcode));

    // When
    GatewayResult result = place(session, freshId());

    // Then
    Class<?> expected =
        switch (outcome) {
          case "REJECTED" -> GatewayResult.Rejected.class;
          case "NOT_SENT" -> GatewayResult.NotSent.class;
          default -> GatewayResult.InDoubt.class;
        };
    assertThat(result).isInstanceOf(expected);
  }

  @Test
  void shouldReportTheFillWhenTheReplyComesLate() {
    // Given
    connect("mt5-crs");
    ClientOrderId id = freshId();
    host.fault("late", 1.2, "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> bridge.orders.stream().anyMatch(o -> id.equals(o.clientOrderId())));
  }

  @Test
  void shouldAskForQuotesWhenTheHostCannotPublishThem() {
    // Given
    host = PythonHost.start("quantmind");
    bridge = new SessionFixture(dataDir);
    var endpoint = host.endpoint();

    // When
    session =
        bridge.connected(
            "mt5",
            Dialect.QUANTMIND,
            new io.interlock.contracts.broker.Endpoint(
                endpoint.host(), endpoint.commandPort(), null));

    // Then
    await().atMost(Duration.ofSeconds(5)).until(() -> bridge.lastTicks.containsKey("mt5:EURUSD"));
    assertThat(bridge.lastTicks.get("mt5:EURUSD").ask()).isEqualByComparingTo("1.08512");
  }

  @Test
  void shouldBorrowSymbolsAndQuotesWhenTheHostTellsNeither() {
    try (PythonHost lender = PythonHost.start("interlock-1")) {
      // Given
      host = PythonHost.start("flat-order");
      bridge = new SessionFixture(dataDir, Map.of("interlock.gateway.reference.mt5", "lender"));
      session = bridge.connected("mt5", Dialect.FLAT_ORDER, host.endpoint());
      bridge.connected("lender", Dialect.INTERLOCK_1, lender.endpoint());

      // When
      lender.steer(Map.of("stream", Map.of("rate", 50, "count", 300)));

      // Then
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  bridge.lastTicks.containsKey("mt5:EURUSD")
                      && session.status().specification("EURUSD") != null);
    }
  }

  @Test
  void shouldCloseEachPositionOnceWhenTheKillActionFails() {
    // Given
    connect("mt5-crs");
    host.set("kill_fails", true);
    for (int i = 0; i < 3; i++) {
      assertThat(place(session, freshId())).isInstanceOf(GatewayResult.Placed.class);
    }

    // When
    bridge.gate.kill(new KillRequest(1, null, true, "test", "drill"));
    KillReport.Layer layer = result(session.kill(1, true, "drill"));

    // Then
    assertThat(layer.latched()).isNull();
    assertThat(layer.problem()).contains("one by one");
    await().atMost(Duration.ofSeconds(5)).until(() -> host.state().get("positions").isEmpty());
    assertThat(host.state().get("ledger").findValuesAsText("close")).hasSize(3);
  }

  @Test
  void shouldFlattenAfterARestartThatCutAKillOff() {
    // Given
    connect("mt5-crs");
    assertThat(place(session, freshId())).isInstanceOf(GatewayResult.Placed.class);
    bridge.gate.kill(new KillRequest(1, null, true, "test", "drill"));
    bridge.close();

    // When
    open("mt5-crs");

    // Then
    await().atMost(Duration.ofSeconds(5)).until(() -> host.state().get("positions").isEmpty());
  }

  @Test
  void shouldNotProveAbsenceOfWhatWasSentBeforeItsJournalBegan() {
    // Given
    connect("flat-order");
    Instant before = Instant.now().minusSeconds(60);

    // When
    VenueAnswer answer =
        result(
            session.fence(
                new FenceOrder(
                    SessionFixture.ACCOUNT, SessionFixture.EPOCH, freshId(), "EURUSD", before)));

    // Then
    assertThat(answer).isInstanceOf(VenueAnswer.Unknown.class);
  }

  @Test
  void shouldProveAbsenceOfWhatItNeverWrote() {
    // Given
    connect("flat-order");
    ClientOrderId id = freshId();

    // When
    VenueAnswer answer =
        result(
            session.fence(
                new FenceOrder(
                    SessionFixture.ACCOUNT, SessionFixture.EPOCH, id, "EURUSD", Instant.now())));
    GatewayResult result = place(session, id);

    // Then
    assertThat(answer).isEqualTo(new VenueAnswer.Absent("NEVER_WRITTEN"));
    assertThat(result).isNotInstanceOf(GatewayResult.Placed.class);
    assertThat(host.executions(id.value())).isZero();
  }
}
