package io.interlock.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What replies prove; whatever they don't prove is in doubt. */
class VerdictTest {
  private static final ClientOrderId ID = new ClientOrderId("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  private static final HostRequest.Open OPEN = open();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BAD_JSON",
        "BAD_REQUEST",
        "UNKNOWN_ACTION",
        "TOO_LARGE",
        "STALE_EPOCH",
        "DEADLINE_PASSED",
        "KILLED",
        "FENCED",
        "STALE_REVISION",
        "PAYLOAD_MISMATCH",
        "UNKNOWN_SYMBOL",
        "AMBIGUOUS_SYMBOL",
        "TRADE_DISABLED",
        "MARKET_CLOSED",
        "INVALID_VOLUME",
        "INVALID_PRICE",
        "INVALID_STOPS",
        "NO_MONEY",
        "REJECTED"
      })
  void shouldBeRejectedWhenTheCodeProvesThatNothingWasExecuted(String code) {
    assertThat(interlock(error(code, null)))
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NO_HELLO", "WRONG_BOOT", "NOT_CONNECTED", "BUSY"})
  void shouldBeNotSentWhenTheSameCommandMayGoAgain(String code) {
    assertThat(interlock(error(code, null))).isInstanceOf(GatewayResult.NotSent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOT_FOUND", "UNKNOWN", "INTERNAL", "SOMETHING_NEW"})
  void shouldBeInDoubtWhenTheCodeProvesNothing(String code) {
    assertThat(interlock(error(code, null))).isInstanceOf(GatewayResult.InDoubt.class);
  }

  @ParameterizedTest
  @CsvSource({
    "10006, true", "10019, true", "10004, true", "10030, true", "10031, true",
    "10011, false", "10012, false", "0, false", "10009, false", "99999, false"
  })
  void shouldBelieveARefusalOnlyWithAReturnCodeThatProvesIt(int retcode, boolean proven) {
    assertThat(interlock(error("REJECTED", retcode)))
        .isInstanceOf(proven ? GatewayResult.Rejected.class : GatewayResult.InDoubt.class);
  }

  @ParameterizedTest
  @CsvSource({
    "FILLED, FILLED",
    "PARTIALLY_FILLED, PARTIALLY_FILLED",
    "PLACED, WORKING",
    "CANCELED, CANCELED",
    "EXPIRED, EXPIRED",
    "PENDING, PENDING"
  })
  void shouldBePlacedWithTheHostsState(String state, VenueOrderState expected) {
    assertThat(interlock(success(state)))
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            placed -> assertThat(placed.order().state()).isEqualTo(expected));
  }

  @Test
  void shouldBeInDoubtWhenTheStateIsUnknown() {
    assertThat(interlock(success("UNKNOWN"))).isInstanceOf(GatewayResult.InDoubt.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "not json",
        "{\"v\":2,\"status\":\"SUCCESS\",\"data\":{}}",
        "{\"v\":1,\"status\":\"GREAT\",\"data\":{}}",
        "{\"v\":1,\"status\":\"SUCCESS\",\"data\":null}",
        "{\"v\":1,\"status\":\"SUCCESS\",\"data\":{\"state\":\"FILLED\",\"filled_volume\":\"1e400000000\"}}",
        "{\"v\":1,\"status\":\"SUCCESS\",\"data\":{\"state\":\"FILLED\",\"filled_volume\":\"NaN\"}}",
        "{\"v\":1,\"status\":\"SUCCESS\",\"data\":{\"state\":\"FILLED\",\"state\":\"REJECTED\"}}",
        "{\"v\":1,\"status\":\"ERROR\",\"error\":null}",
        "{\"v\":1,\"status\":\"ERROR\",\"error\":{\"message\":\"no code\"}}"
      })
  void shouldProveNothingWhenTheReplyCannotBeRead(String body) {
    assertThat(interlock(body)).isInstanceOf(GatewayResult.InDoubt.class);
  }

  @Test
  void shouldProveAbsenceOnlyByAFence() throws InvalidMessage {
    HostDialect dialect = HostDialect.of(Dialect.INTERLOCK_1);
    HostRequest fence = new HostRequest.Fence(ID);

    assertThat(Verdict.ofAnswer(dialect.decode(fence, success("FENCED").getBytes(UTF_8))))
        .isEqualTo(new VenueAnswer.Absent("FENCED"));
    assertThat(Verdict.ofAnswer(dialect.decode(fence, error("NOT_FOUND", null).getBytes(UTF_8))))
        .isInstanceOf(VenueAnswer.Unknown.class);
    assertThat(Verdict.ofAnswer(dialect.decode(fence, success("UNKNOWN").getBytes(UTF_8))))
        .isInstanceOf(VenueAnswer.Unknown.class);
  }

  @Test
  void shouldNotCallAnOrderRejectedWhenACancelOfItWasRefused() {
    GatewayResult refused = new GatewayResult.Rejected("STALE_EPOCH", "old", "host", null);

    assertThat(Verdict.asOrder(new HostRequest.Cancel("c", ID, null), refused)).isNull();
    assertThat(Verdict.asOrder(OPEN, refused).state()).isEqualTo(VenueOrderState.REJECTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'SUCCESS','data':{'ticket':7,'price':1.1,'volume':0.1}} | PLACED",
        "{'status':'PENDING','data':{}} | PLACED",
        "{'status':'SUCCESS','data':{}} | IN_DOUBT",
        "{'status':'SUCCESS','data':{'ticket':7,'retcode':10012}} | IN_DOUBT",
        "{'status':'ERROR','error':'Invalid volume'} | REJECTED",
        "{'status':'ERROR','error':'request timed out'} | IN_DOUBT",
        "{'status':'ERROR','error':'OrderSend failed: 10019 No money'} | REJECTED",
        "{'status':'ERROR','error':{'code':10012,'message':'timeout'}} | IN_DOUBT",
        "{'status':'ERROR','error':{'code':'UNKNOWN_ACTION','message':'?'}} | REJECTED",
        "{'status':'FILLED'} | IN_DOUBT"
      })
  void shouldDecideTheRepliesOfCrsHosts(String body, String outcome) {
    assertOutcome(Dialect.MT5_CRS, body, outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'FILLED','ticket':7,'filled_price':1.0543,'filled_volume':0.1} | PLACED",
        "{'status':'FILLED','ticket':0} | IN_DOUBT",
        "{'status':'REJECTED','error':'No money','error_code':10019} | REJECTED",
        "{'status':'REJECTED','error':'Requote','error_code':10004} | NOT_SENT",
        "{'status':'REJECTED','error':'?','error_code':0} | IN_DOUBT",
        "{'status':'MAYBE'} | IN_DOUBT"
      })
  void shouldDecideTheRepliesOfFlatOrderHosts(String body, String outcome) {
    assertOutcome(Dialect.FLAT_ORDER, body, outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'success','data':{'ticket':7,'price':1.1,'volume':0.1}} | PLACED",
        "{'status':'error','message':'market is closed'} | REJECTED",
        "{'status':'error','message':'connection lost'} | IN_DOUBT",
        "{'status':'ok'} | IN_DOUBT"
      })
  void shouldDecideTheRepliesOfQuantmindHosts(String body, String outcome) {
    assertOutcome(Dialect.QUANTMIND, body, outcome);
  }

  private static void assertOutcome(Dialect dialect, String body, String outcome) {
    GatewayResult result = verdict(dialect, body.replace('\'', '"'));
    String found =
        switch (result) {
          case GatewayResult.Placed _ -> "PLACED";
          case GatewayResult.Rejected _ -> "REJECTED";
          case GatewayResult.NotSent _ -> "NOT_SENT";
          case GatewayResult.InDoubt _ -> "IN_DOUBT";
        };
    assertThat(found).as(result.toString()).isEqualTo(outcome);
  }

  private static GatewayResult interlock(String body) {
    return verdict(Dialect.INTERLOCK_1, body);
  }

  private static GatewayResult verdict(Dialect dialect, String body) {
    try {
      HostReply reply = HostDialect.of(dialect).decode(OPEN, body.getBytes(UTF_8));
      return Verdict.ofCommand(OPEN, reply);
    } catch (InvalidMessage e) {
      return new GatewayResult.InDoubt("BAD_REPLY", e.getMessage());
    }
  }

  private static String error(String code, Integer retcode) {
    return "{\"v\":1,\"request_id\":\"r\",\"status\":\"ERROR\",\"data\":null,\"error\":{\"code\":\"%s\",\"message\":\"m\",\"retcode\":%s}}"
        .formatted(code, retcode);
  }

  private static String success(String state) {
    return "{\"v\":1,\"request_id\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"client_order_id\":\"%s\",\"state\":\"%s\",\"filled_volume\":\"0.1\"},\"error\":null}"
        .formatted(ID, state);
  }

  static HostRequest.Open open() {
    return new HostRequest.Open(
        new PlaceOrder(
            new CommandContext(
                "CMD", OrderId.of("t", "1", 0), "acc", 7, 0, Instant.EPOCH, "00-trace"),
            ID,
            "EURUSD",
            Side.BUY,
            OrderType.MARKET,
            new BigDecimal("0.10"),
            new BigDecimal("1.08500"),
            null,
            null,
            null,
            TimeInForce.GTD,
            Instant.ofEpochSecond(1, 5_000),
            null,
            null,
            "hash"),
        "EURUSD.m",
        15,
        20260105);
  }
}
