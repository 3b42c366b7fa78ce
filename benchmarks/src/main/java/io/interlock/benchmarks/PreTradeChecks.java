package io.interlock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.router.control.ControlBook;
import io.interlock.router.control.EffectiveControls;
import io.interlock.router.pretrade.Admission;
import io.interlock.router.pretrade.PreTradeControls;
import io.interlock.router.pretrade.PreTradeInput;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.pretrade.Usage;
import io.interlock.router.pretrade.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What deciding about an order costs with every limit set, beside finding out what stands. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PreTradeChecks {
  private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");
  private static final String EVERY_LIMIT =
      """
      {"signal_ttl_millis":5000,"max_order_volume":"10","max_order_value":"1000000",
       "price_collar_percent":"5","max_quote_age_millis":10000,"max_spread_pips":"3",
       "margin_cushion":"1.5","max_open_exposure":"10000000","max_orders_per_second":1000,
       "repeated_executions":1000,"repeated_window_millis":60000,"max_daily_loss":"100000",
       "max_slippage_pips":"2"}""";
  private static final OrderId ORDER = OrderId.of("trade.signals", "signal", 0);

  private final ControlBook book = new ControlBook(read(EVERY_LIMIT));
  private final ControlBook killed = new ControlBook(read(EVERY_LIMIT));
  private final RiskBook risk = new RiskBook();
  private final PreTradeInput input;
  private final PreTradeInput killedInput;

  public PreTradeChecks() {
    for (String scope : List.of("global", "account:acc", "strategy:trend", "symbol:EURUSD")) {
      book.apply(control(scope, false));
    }
    killed.apply(control("global", true));
    input = input(book);
    killedInput = input(killed);
    risk.observe("acc", money());
    if (!(check() instanceof Verdict.Pass) || deniedByAKill() instanceof Verdict.Pass) {
      throw new IllegalStateException("the samples are not decided as they should be");
    }
  }

  /** Runs it: {@code java -cp … io.interlock.benchmarks.PreTradeChecks}. */
  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(PreTradeChecks.class.getSimpleName()).build()).run();
  }

  /** What stands for an order: part of every decision. */
  @Benchmark
  public EffectiveControls floorWhatStands() {
    return book.effective("b", "acc", "trend", "EURUSD");
  }

  /** Every control, each of which holds. */
  @Benchmark
  public final Verdict check() {
    return PreTradeControls.check(input, Usage.NONE);
  }

  @Benchmark
  public final Verdict deniedByAKill() {
    return PreTradeControls.check(killedInput, Usage.NONE);
  }

  /** With the account's books: check and reserve in one step, and give back. */
  @Benchmark
  public Admission admitAndWithdraw() {
    Admission admission = risk.admit(ORDER, input);
    risk.withdraw(Objects.requireNonNull(admission.reservation()));
    return admission;
  }

  private static PreTradeInput input(ControlBook controls) {
    Tick tick =
        new Tick(
            "b",
            "EURUSD",
            new BigDecimal("1.10000"),
            new BigDecimal("1.10010"),
            null,
            null,
            null,
            NOW,
            1);
    try {
      return new PreTradeInput(
          SignalDecoder.decode(
              """
              {"signal_id":"signal","strategy":"trend","symbol":"EURUSD","side":"BUY",
               "type":"LIMIT","price":"1.10010","volume":"0.10",
               "timestamp":"2026-03-04T09:59:59Z"}"""
                  .getBytes(UTF_8)),
          "acc",
          "EURUSD",
          Side.BUY,
          new PreTradeInput.Arrival(NOW, false, false),
          new Route.To(broker()),
          status(),
          symbol -> symbol.equals("EURUSD") ? tick : null,
          controls.effective("b", "acc", "trend", "EURUSD"),
          false,
          NOW);
    } catch (InvalidMessage e) {
      throw new IllegalStateException("the sample is not a signal", e);
    }
  }

  private static BrokerDescriptor broker() {
    return new BrokerDescriptor(
        "b",
        BrokerKind.PAPER,
        "acc",
        "local",
        "http://localhost",
        null,
        List.of(),
        null,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        1,
        true,
        null,
        null,
        null);
  }

  private static BrokerStatus status() {
    SymbolSpecification specification =
        new SymbolSpecification(
            "EURUSD",
            "EURUSD",
            5,
            new BigDecimal("0.00001"),
            new BigDecimal("0.0001"),
            new BigDecimal("100000"),
            new BigDecimal("0.01"),
            new BigDecimal("100"),
            new BigDecimal("0.01"),
            null,
            new BigDecimal("0.01"),
            true,
            "USD",
            List.of());
    return new BrokerStatus(
        "b",
        "acc",
        BrokerStatus.State.CONNECTED,
        true,
        false,
        1,
        null,
        null,
        money(),
        List.of(specification),
        NOW,
        NOW);
  }

  private static AccountSnapshot money() {
    BigDecimal much = new BigDecimal("1000000");
    return new AccountSnapshot(
        "USD", much, much, BigDecimal.ZERO, much, new BigDecimal("100"), true, NOW);
  }

  private static TradingControl control(String scope, boolean killed) {
    return new TradingControl(
        Scope.parse(scope),
        1,
        TradingMode.ACTIVE,
        killed ? 1 : 0,
        killed,
        read(EVERY_LIMIT),
        "benchmark",
        null,
        NOW);
  }

  private static Limits read(String json) {
    try {
      return Json.read(json.getBytes(UTF_8), Limits.class);
    } catch (InvalidMessage e) {
      throw new IllegalStateException("the sample is not limits", e);
    }
  }
}
