package io.interlock.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.Dialect;
import org.junit.jupiter.api.Test;

/** Frames, byte for byte. */
class DialectTest {
  private static final Stamp STAMP =
      new Stamp("r-1", 1_704_153_600_234_567L, 7, "b-1", 7_345_123L, "00-trace");

  @Test
  void shouldWriteAnOrderWithEpochBootAndDeadlineForInterlockHosts() {
    assertThat(frame(Dialect.INTERLOCK_1, VerdictTest.open()))
        .isEqualTo(
            """
            {"v":1,"request_id":"r-1","action":"OPEN_ORDER","timestamp":1704153600234567,"epoch":7,\
            "boot_id":"b-1","deadline":7345123,"command_id":"CMD","traceparent":"00-trace","payload":{\
            "client_order_id":"ABCDEFGHIJKLMNOPQRSTUVWXYZ","symbol":"EURUSD.m","side":"BUY","type":"MARKET",\
            "volume":"0.10","price":"1.08500","time_in_force":"GTD","expires_at":1000005,\
            "deviation_points":15,"magic":20260105,"payload_hash":"hash"}}""");
  }

  @Test
  void shouldWriteAQueryWithoutThem() {
    assertThat(frame(Dialect.INTERLOCK_1, new HostRequest.Ping()))
        .isEqualTo(
            """
            {"v":1,"request_id":"r-1","action":"PING","timestamp":1704153600234567,"epoch":7,\
            "traceparent":"00-trace","payload":{}}""");
  }

  @Test
  void shouldWriteTheEnvelopeOfCrsHosts() {
    assertThat(frame(Dialect.MT5_CRS, VerdictTest.open()))
        .isEqualTo(
            """
            {"action":"OPEN_ORDER","request_id":"r-1","timestamp":1704153600234567,"payload":{\
            "symbol":"EURUSD.m","side":"BUY","type":"MARKET","volume":0.10,"price":1.08500,\
            "magic":20260105,"comment":"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}}""");
  }

  @Test
  void shouldWriteTheFlatObjectOfFlatOrderHosts() {
    assertThat(frame(Dialect.FLAT_ORDER, VerdictTest.open()))
        .isEqualTo(
            """
            {"action":"BUY","symbol":"EURUSD.m","type":"MARKET","volume":0.10,"magic":20260105,\
            "timestamp":1704153600.234567,"strategy":"interlock","comment":"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}""");
    assertThat(frame(Dialect.FLAT_ORDER, new HostRequest.Ping()))
        .isEqualTo("{\"action\":\"PING\",\"timestamp\":\"2024-01-02T00:00:00.234567Z\"}");
  }

  @Test
  void shouldWriteTheTypesOfQuantmindHosts() {
    assertThat(frame(Dialect.QUANTMIND, VerdictTest.open()))
        .isEqualTo(
            """
            {"type":"TRADE_OPEN","symbol":"EURUSD.m","order_type":"BUY","volume":0.10,\
            "magic":20260105,"comment":"ABCDEFGHIJKLMNOPQRSTUVWXYZ","request_id":"r-1"}""");
  }

  @Test
  void shouldNotSpeakWhatADialectHasNoWordsFor() {
    assertThat(HostDialect.of(Dialect.FLAT_ORDER).speaks(new HostRequest.Kill(1, true, "x")))
        .isFalse();
    assertThat(HostDialect.of(Dialect.MT5_CRS).speaks(new HostRequest.Kill(1, true, "x"))).isTrue();
    assertThat(
            HostDialect.of(Dialect.QUANTMIND)
                .speaks(new HostRequest.Fence(VerdictTest.open().subject())))
        .isFalse();
  }

  private static String frame(Dialect dialect, HostRequest request) {
    return new String(HostDialect.of(dialect).encode(request, STAMP), UTF_8);
  }
}
