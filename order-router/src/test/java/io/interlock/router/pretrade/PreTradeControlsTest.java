package io.interlock.router.pretrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.broker.Session;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreTradeControlsTest {

  /** One way to be refused: what spoils the world, who says no, and with what code. */
  private record Spoil(Control control, DenialReason code, Consumer<Scenario> spoil) {}

  private static Spoil spoil(Control control, DenialReason code, Consumer<Scenario> spoil) {
    return new Spoil(control, code, spoil);
  }

  private static final String LIMIT_ORDER =
      """
      {"signal_id":"s-1","strategy":"trend","symbol":"EURUSD","side":"BUY","type":"LIMIT",
       "price":"%s","volume":"0.1"%s}""";

  private static final List<Spoil> SPOILS =
      List.of(
          spoil(
              Control.APPROVAL,
              DenialReason.NOT_APPROVED,
              s -> s.signal = envelope("REJECTED", false)),
          spoil(
              Control.APPROVAL,
              DenialReason.UPSTREAM_HALTED,
              s -> s.signal = envelope("APPROVED", true)),
          spoil(
              Control.KILL_SWITCH,
              DenialReason.KILL_SWITCH,
              s -> s.control("account:acc", TradingMode.ACTIVE, true, "{}")),
          spoil(Control.KILL_SWITCH, DenialReason.KILL_SWITCH, s -> s.killLatched = true),
          spoil(
              Control.HALT,
              DenialReason.HALTED,
              s -> s.control("strategy:trend", TradingMode.HALTED, false, "{}")),
          spoil(
              Control.REDUCING_MODE,
              DenialReason.REDUCING_ONLY,
              s -> s.control("symbol:EURUSD", TradingMode.REDUCING, false, "{}")),
          spoil(
              Control.SIGNAL_AGE,
              DenialReason.SIGNAL_TOO_OLD,
              s -> s.recordTime = Scenario.NOW.minusMillis(5_001)),
          spoil(
              Control.SIGNAL_AGE,
              DenialReason.SIGNAL_FROM_FUTURE,
              s -> s.recordTime = Scenario.NOW.plusMillis(1_001)),
          spoil(Control.DUPLICATE, DenialReason.DUPLICATE_SIGNAL, s -> s.seenBefore = true),
          spoil(
              Control.DUPLICATE,
              DenialReason.CANCELLED_BEFORE_ARRIVAL,
              s -> s.cancelledBefore = true),
          spoil(
              Control.AUTHORISATION,
              DenialReason.NO_BROKER,
              s -> s.route = nowhere(DenialReason.NO_BROKER)),
          spoil(
              Control.AUTHORISATION,
              DenialReason.ACCOUNT_UNKNOWN,
              s -> s.route = nowhere(DenialReason.ACCOUNT_UNKNOWN)),
          spoil(
              Control.AUTHORISATION,
              DenialReason.STRATEGY_NOT_AUTHORISED,
              s -> s.route = nowhere(DenialReason.STRATEGY_NOT_AUTHORISED)),
          spoil(
              Control.AUTHORISATION,
              DenialReason.SYMBOL_NOT_TRADABLE,
              s -> s.route = nowhere(DenialReason.SYMBOL_NOT_TRADABLE)),
          spoil(Control.BROKER_CONNECTED, DenialReason.BROKER_NOT_CONNECTED, s -> s.known = false),
          spoil(
              Control.BROKER_CONNECTED,
              DenialReason.BROKER_NOT_CONNECTED,
              s -> s.state = BrokerStatus.State.DEGRADED),
          spoil(
              Control.BROKER_CONNECTED,
              DenialReason.BROKER_NOT_CONNECTED,
              s -> s.tradeAllowed = false),
          spoil(
              Control.MARKET_OPEN,
              DenialReason.MARKET_CLOSED,
              s ->
                  s.brokerSessions =
                      Map.of("*", List.of(new Session(DayOfWeek.MONDAY, "00:00", "24:00")))),
          spoil(
              Control.MARKET_OPEN,
              DenialReason.MARKET_CLOSED,
              s -> s.venueSessions = List.of(new Session(DayOfWeek.WEDNESDAY, "10:01", "24:00"))),
          spoil(Control.SYMBOL_TRADABLE, DenialReason.SYMBOL_NOT_TRADABLE, s -> s.tradable = false),
          spoil(
              Control.SUPPORTED,
              DenialReason.NOT_SUPPORTED_BY_BROKER,
              s -> {
                s.dialect = Dialect.FLAT_ORDER;
                s.signal = LIMIT_ORDER.formatted("1.09000", "");
              }),
          spoil(
              Control.VOLUME,
              DenialReason.VOLUME_INVALID,
              s -> s.signal = s.signal.replace("0.1", "0.015")),
          spoil(
              Control.VOLUME,
              DenialReason.VOLUME_INVALID,
              s -> s.signal = s.signal.replace("0.1", "50.01")),
          spoil(
              Control.VOLUME,
              DenialReason.VOLUME_INVALID,
              s -> s.signal = s.signal.replace("0.1", "0.001")),
          spoil(
              Control.VOLUME,
              DenialReason.UNITS_NOT_EXACT,
              s -> s.signal = s.signal.replace("\"volume\":\"0.1\"", "\"units\":\"10001\"")),
          spoil(
              Control.PRICE,
              DenialReason.PRICE_INVALID,
              s -> s.signal = LIMIT_ORDER.formatted("1.090001", "")),
          spoil(
              Control.PRICE,
              DenialReason.PRICE_INVALID,
              s -> s.signal = LIMIT_ORDER.formatted("1.09000", ",\"stop_loss\":\"1.10\"")),
          spoil(
              Control.PRICE,
              DenialReason.PRICE_INVALID,
              s ->
                  s.signal = s.signal.replace("\"volume\"", "\"take_profit\":\"1.05\",\"volume\"")),
          spoil(
              Control.MAX_ORDER_VOLUME,
              DenialReason.MAX_ORDER_VOLUME,
              s -> s.limit("{\"max_order_volume\":\"0.09\"}")),
          spoil(
              Control.MAX_ORDER_VALUE,
              DenialReason.MAX_ORDER_VALUE,
              s -> s.limit("{\"max_order_value\":\"11000.9\"}")),
          spoil(
              Control.MAX_ORDER_VALUE,
              DenialReason.NO_MARKET_DATA,
              s -> {
                s.limit("{\"max_order_value\":\"1\"}");
                s.ticks.clear();
              }),
          spoil(
              Control.PRICE_COLLAR,
              DenialReason.PRICE_COLLAR,
              s -> {
                s.limit("{\"price_collar_percent\":\"1\"}");
                s.signal = LIMIT_ORDER.formatted("1.08900", "");
              }),
          spoil(
              Control.PRICE_COLLAR,
              DenialReason.NO_MARKET_DATA,
              s -> {
                s.limit("{\"price_collar_percent\":\"1\"}");
                s.signal = LIMIT_ORDER.formatted("1.09000", "");
                s.ticks.clear();
              }),
          spoil(Control.MARKET_DATA, DenialReason.NO_MARKET_DATA, s -> s.ticks.clear()),
          spoil(
              Control.MARKET_DATA,
              DenialReason.MARKET_DATA_STALE,
              s -> {
                s.now = Scenario.NOW.plusMillis(10_001);
                s.recordTime = s.now;
                s.signal = s.signal.replace("09:59:59", "10:00:09");
              }),
          spoil(
              Control.MARKET_DATA,
              DenialReason.MARKET_DATA_STALE,
              s -> s.quote("EURUSD", "1.10010", "1.10000")),
          spoil(
              Control.SPREAD,
              DenialReason.SPREAD_TOO_WIDE,
              s -> s.limit("{\"max_spread_pips\":\"0.99\"}")),
          spoil(
              Control.SPREAD,
              DenialReason.NO_MARKET_DATA,
              s -> {
                s.limit("{\"max_spread_pips\":\"1\",\"max_quote_age_millis\":0}");
                s.ticks.clear();
              }),
          spoil(
              Control.LIQUIDITY,
              DenialReason.NOT_ENOUGH_LIQUIDITY,
              s -> {
                s.limit("{\"min_liquidity\":\"2\"}");
                s.ticks.put("EURUSD", thin());
              }),
          spoil(
              Control.MARGIN,
              DenialReason.NOT_ENOUGH_MARGIN,
              s -> s.freeMargin = new BigDecimal("165.01")),
          spoil(Control.MARGIN, DenialReason.NOT_ENOUGH_MARGIN, s -> s.accountCurrency = "CHF"),
          spoil(
              Control.OPEN_EXPOSURE,
              DenialReason.MAX_OPEN_EXPOSURE,
              s -> {
                s.limit("{\"max_open_exposure\":\"12000\"}");
                s.usage = used("999.01", "0", "0", 0, 0, null, "0");
              }),
          spoil(
              Control.OPEN_EXPOSURE,
              DenialReason.MAX_OPEN_EXPOSURE,
              s -> {
                s.control(
                    "symbol:EURUSD",
                    TradingMode.ACTIVE,
                    false,
                    "{\"max_open_exposure\":\"12000\"}");
                s.usage = used("0", "0", "999.01", 0, 0, null, "0");
              }),
          spoil(
              Control.OPEN_EXPOSURE,
              DenialReason.NO_MARKET_DATA,
              s -> {
                s.limit("{\"max_open_exposure\":\"12000\",\"max_quote_age_millis\":0}");
                s.ticks.clear();
              }),
          spoil(
              Control.MESSAGE_RATE,
              DenialReason.MESSAGE_RATE,
              s -> {
                s.limit("{\"max_orders_per_second\":3}");
                s.usage = used("0", "0", "0", 3, 0, null, "0");
              }),
          spoil(
              Control.REPEATED_EXECUTION,
              DenialReason.REPEATED_EXECUTION,
              s -> {
                s.limit("{\"repeated_executions\":3}");
                s.usage = used("0", "0", "0", 0, 3, null, "0");
              }),
          spoil(
              Control.REPEATED_EXECUTION,
              DenialReason.REPEATED_EXECUTION,
              s -> s.usage = used("0", "0", "0", 0, 0, Scenario.NOW, "0")),
          spoil(
              Control.DAILY_LOSS,
              DenialReason.DAILY_LOSS,
              s -> {
                s.limit("{\"max_daily_loss\":\"100\"}");
                s.usage = used("0", "0", "0", 0, 0, null, "100");
              }),
          spoil(
              Control.DAILY_LOSS,
              DenialReason.DAILY_LOSS,
              s -> {
                s.limit("{\"max_daily_loss\":\"100\"}");
                s.usage = used("0", "0", "0", 0, 0, null, null);
              }),
          spoil(Control.IN_DOUBT, DenialReason.ACCOUNT_IN_DOUBT, s -> s.inDoubt = true));

  @Test
  void shouldPassWithFiguresWhenNothingSpeaksAgainst() {
    // Given
    Scenario scenario = new Scenario();

    // When
    Verdict verdict = scenario.check();

    // Then
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Pass(
                new BigDecimal("0.1"),
                new BigDecimal("1.10010"),
                new BigDecimal("11001.000000"),
                Instant.parse("2026-03-04T10:00:04Z"),
                null,
                0,
                0,
                Map.of(
                    "age_ms", "1000",
                    "volume", "0.1",
                    "touch", "1.10010",
                    "notional", "11001.000000",
                    "account_exposure", "0")));
  }

  @TestFactory
  Stream<DynamicTest> shouldSayNoWithCodeAndFiguresWhenOneControlIsBroken() {
    return SPOILS.stream()
        .map(
            spoil ->
                DynamicTest.dynamicTest(
                    spoil.control() + " " + spoil.code() + " " + SPOILS.indexOf(spoil),
                    () -> {
                      // Given
                      Scenario scenario = new Scenario();
                      spoil.spoil().accept(scenario);

                      // When
                      Verdict verdict = scenario.check();

                      // Then
                      if (spoil.code() == DenialReason.SIGNAL_TOO_OLD) {
                        assertThat(verdict).isInstanceOf(Verdict.Expire.class);
                        assertThat(((Verdict.Expire) verdict).reason().figures())
                            .contains(entry("age_ms", "5001"), entry("limit_ms", "5000"));
                        return;
                      }
                      assertThat(verdict).isInstanceOf(Verdict.Deny.class);
                      Verdict.Deny deny = (Verdict.Deny) verdict;
                      assertThat(deny.control()).isEqualTo(spoil.control());
                      assertThat(deny.reason().code()).isEqualTo(spoil.code().name());
                      assertThat(deny.reason().figures()).isNotEmpty();
                      assertThat(spoil.control().reasons()).contains(spoil.code());
                    }));
  }

  @Test
  void shouldHaveATestedWayToSayNoForEveryReasonOfEveryControl() {
    // When
    Set<String> tested =
        SPOILS.stream().map(s -> s.control() + " " + s.code()).collect(Collectors.toSet());

    // Then
    assertThat(
            Arrays.stream(Control.values())
                .flatMap(control -> control.reasons().stream().map(code -> control + " " + code)))
        .allMatch(tested::contains);
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAClosingCommandOnlyForControlsOfTheTable() {
    return SPOILS.stream()
        .filter(spoil -> spoil.control() != Control.APPROVAL) // envelopes only open
        .filter(spoil -> spoil.control() != Control.SUPPORTED)
        .filter(spoil -> !Set.of(Control.VOLUME, Control.PRICE).contains(spoil.control()))
        .map(
            spoil ->
                DynamicTest.dynamicTest(
                    spoil.control() + " " + spoil.code() + " " + SPOILS.indexOf(spoil),
                    () -> {
                      // Given
                      Scenario scenario = new Scenario();
                      spoil.spoil().accept(scenario);
                      scenario.signal =
                          "{\"signal_id\":\"c\",\"strategy\":\"trend\",\"command\":\"CLOSE\",\"ticket\":\"7\"}";

                      // When
                      Verdict verdict = scenario.check();

                      // Then
                      boolean applies = spoil.control().appliesTo().contains(Intent.CLOSE);
                      assertThat(verdict instanceof Verdict.Pass).isEqualTo(!applies);
                    }));
  }

  @Test
  void shouldLetEverythingThatReducesRiskPassWhenKilledHaltedOldAndOverEveryLimit() {
    // Given
    EnumSet<Intent> reducing = EnumSet.of(Intent.PROTECT, Intent.CLOSE, Intent.CANCEL);

    // Then
    for (Intent intent : reducing) {
      assertThat(intent.reducesRisk()).isTrue();
      assertThat(Control.of(intent))
          .isSubsetOf(
              Control.APPROVAL,
              Control.DUPLICATE,
              Control.AUTHORISATION,
              Control.SUPPORTED,
              Control.VOLUME,
              Control.PRICE);
    }
  }

  @Test
  void shouldAskEveryControlWhenAnOrderOpens() {
    assertThat(Control.of(Intent.OPEN)).containsExactly(Control.values());
  }

  @Test
  void shouldTreatTakingAStopAwayAsOpeningRisk() {
    // Given
    Scenario scenario = new Scenario().control("global", TradingMode.REDUCING, false, "{}");
    String modify =
        "{\"signal_id\":\"m\",\"strategy\":\"trend\",\"command\":\"MODIFY\",\"ticket\":\"7\",\"revision\":1,\"stop_loss\":\"%s\"}";

    // Then
    assertThat(scenario.signal(modify.formatted("1.09")).check()).isInstanceOf(Verdict.Pass.class);
    assertThat(scenario.signal(modify.formatted("0")).check()).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void shouldConvertUnitsToLotsExactly() {
    // Given
    Scenario scenario = new Scenario();
    scenario.signal = scenario.signal.replace("\"volume\":\"0.1\"", "\"units\":\"123000\"");

    // When
    Verdict.Pass pass = (Verdict.Pass) scenario.check();

    // Then
    assertThat(pass.volume()).isEqualByComparingTo("1.23");
  }

  @Test
  void shouldNotLetASignalsOwnTimeToLiveOutlastAScopesLimit() {
    // Given
    Scenario scenario = new Scenario();
    scenario.recordTime = Scenario.NOW.minusSeconds(8);
    scenario.signal = scenario.signal.replace("\"volume\"", "\"ttl_millis\":60000,\"volume\"");

    // Then
    assertThat(scenario.check()).isInstanceOf(Verdict.Pass.class);
    assertThat(scenario.limit("{\"signal_ttl_millis\":7000}").check())
        .isInstanceOf(Verdict.Expire.class);
  }

  @Test
  void shouldTradeWithoutQuotesWhenARiskOfficerSaidSo() {
    // Given
    Scenario scenario = new Scenario().limit("{\"max_quote_age_millis\":0}");
    scenario.ticks.clear();

    // When
    Verdict verdict = scenario.check();

    // Then
    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    assertThat(((Verdict.Pass) verdict).decisionPrice()).isNull();
  }

  @Test
  void shouldConvertMarginIntoTheAccountsCurrency() {
    // Given
    Scenario scenario = new Scenario();
    scenario.accountCurrency = "EUR";
    scenario.freeMargin = new BigDecimal("150.02");

    // Then: 11001 USD are 10000.9 EUR at the bid; a hundredth of it, 1.5 times
    assertThat(scenario.check()).isInstanceOf(Verdict.Pass.class);
    scenario.freeMargin = new BigDecimal("150.01");
    assertThat(scenario.check()).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void shouldTakeTheLeverageWhenTheBrokerGivesNoMarginRate() {
    // Given
    Scenario scenario = new Scenario();
    scenario.marginRate = null;
    scenario.leverage = new BigDecimal("50");
    scenario.freeMargin = new BigDecimal("330.03");

    // Then: 11001 USD, a fiftieth of it, 1.5 times
    assertThat(scenario.check()).isInstanceOf(Verdict.Pass.class);
    scenario.freeMargin = new BigDecimal("330.02");
    assertThat(figures(scenario)).containsEntry("margin_rate_from", "leverage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "0"})
  void shouldAskForTheWholeWorthWhenTheBrokerGivesNeitherRateNorLeverage(String leverage) {
    // Given
    Scenario scenario = new Scenario();
    scenario.marginRate = null;
    scenario.leverage = leverage.equals("none") ? null : new BigDecimal(leverage);
    scenario.freeMargin = new BigDecimal("16501.5");

    // Then
    assertThat(scenario.check()).isInstanceOf(Verdict.Pass.class);
    scenario.freeMargin = new BigDecimal("16501.4");
    assertThat(figures(scenario)).containsEntry("margin_rate_from", "full_value");
  }

  @Test
  void shouldRefuseAHundredLotsOnASmallAccountWhenTheBrokerGivesNoMarginRate() {
    // Given
    Scenario scenario = new Scenario();
    scenario.signal = scenario.signal.replace("\"0.1\"", "\"50\"");
    scenario.marginRate = null;
    scenario.freeMargin = new BigDecimal("100000");

    // Then
    assertThat(figures(scenario)).containsEntry("free_margin", "100000");
  }

  @Test
  void shouldPassWithoutMoneyKnownOnlyWhenARiskOfficerSaidSo() {
    // Given
    Scenario scenario = new Scenario();
    scenario.moneyKnown = false;

    // Then
    assertThat(figures(scenario)).containsEntry("account", "acc");
    assertThat(scenario.limit("{\"margin_cushion\":\"0\"}").check())
        .isInstanceOf(Verdict.Pass.class);
  }

  private static Map<String, String> figures(Scenario scenario) {
    Verdict.Deny deny = (Verdict.Deny) scenario.check();
    assertThat(deny.control()).isEqualTo(Control.MARGIN);
    assertThat(deny.reason().code()).isEqualTo(DenialReason.NOT_ENOUGH_MARGIN.name());
    return deny.reason().figures();
  }

  @Test
  void shouldPassTheStricterSlippageLimitOn() {
    // Given
    Scenario scenario = new Scenario().limit("{\"max_slippage_pips\":\"2\"}");
    scenario.signal = scenario.signal.replace("\"volume\"", "\"max_slippage_pips\":3,\"volume\"");

    // When
    Verdict.Pass pass = (Verdict.Pass) scenario.check();

    // Then
    assertThat(pass.maxSlippagePips()).isEqualByComparingTo("2");
  }

  @Test
  void shouldMeasureASellAgainstTheBid() {
    // Given
    Scenario scenario = new Scenario();
    scenario.signal = scenario.signal.replace("BUY", "SELL");
    scenario.side = Side.SELL;

    // When
    Verdict.Pass pass = (Verdict.Pass) scenario.check();

    // Then
    assertThat(pass.decisionPrice()).isEqualByComparingTo("1.10000");
  }

  private static Usage used(
      String account,
      String strategy,
      String symbol,
      int rate,
      int repeated,
      Instant since,
      String loss) {
    return new Usage(
        new BigDecimal(account),
        new BigDecimal(strategy),
        new BigDecimal(symbol),
        rate,
        repeated,
        since,
        loss == null ? null : new BigDecimal(loss));
  }

  private static Tick thin() {
    return new Tick(
        "b",
        "EURUSD",
        new BigDecimal("1.10000"),
        new BigDecimal("1.10010"),
        BigDecimal.TEN,
        new BigDecimal("0.19"),
        null,
        Scenario.NOW,
        1);
  }

  private static Route nowhere(DenialReason code) {
    return new Route.Nowhere(new Reason(code.name(), "no way", Map.of("name", "none")));
  }

  private static String envelope(String status, boolean halted) {
    return """
        {"signal_id":"e","decision":{"status":"%s","approved_trade":{"symbol":"EURUSD",
        "direction":1,"position_units":10000}},"portfolio_state":{"trading_halted":%s}}"""
        .formatted(status, halted);
  }
}
