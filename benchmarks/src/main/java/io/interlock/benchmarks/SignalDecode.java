package io.interlock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What reading and writing a signal costs, beside a plain Jackson tree of the same bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignalDecode {
  private final ObjectMapper plain = new ObjectMapper();
  private final byte[] nativeSignal =
      """
      {"signal_id":"a1b2c3d4-0001","strategy":"ml_xgboost","account":"demo","symbol":"EURUSD",
       "side":"BUY","type":"MARKET","volume":"0.01","price":"1.08512","stop_loss":"1.08012",
       "take_profit":"1.09012","magic":20260105,"confidence":"0.65",
       "timestamp":"2026-01-05T08:00:00.234567Z"}"""
          .getBytes(UTF_8);
  private final byte[] flatOrder =
      """
      {"action":"BUY","symbol":"EURUSD","type":"MARKET","volume":0.01,"magic":20260105,
       "timestamp":1704153600.234,"confidence":0.65,"strategy":"ml_xgboost"}"""
          .getBytes(UTF_8);
  private final byte[] envelope =
      """
      {"decision":{"status":"APPROVED","approved_trade":{"symbol":"EURUSD","direction":1,
        "position_units":95000,"confidence_score":0.7}},"portfolio_state":{"trading_halted":false}}"""
          .getBytes(UTF_8);
  private final TradeSignal signal;

  public SignalDecode() {
    try {
      signal = SignalDecoder.decode(nativeSignal).signal();
    } catch (InvalidMessage e) {
      throw new IllegalStateException("the sample is not a signal", e);
    }
  }

  /** Runs it: {@code java -cp … io.interlock.benchmarks.SignalDecode}. */
  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(SignalDecode.class.getSimpleName()).build()).run();
  }

  /** The floor: the same bytes as a tree, with nothing checked. */
  @Benchmark
  public JsonNode floorPlainTree() throws IOException {
    return plain.readTree(nativeSignal);
  }

  @Benchmark
  public DecodedSignal decodeNative() throws InvalidMessage {
    return SignalDecoder.decode(nativeSignal);
  }

  @Benchmark
  public DecodedSignal decodeFlatOrder() throws InvalidMessage {
    return SignalDecoder.decode(flatOrder);
  }

  @Benchmark
  public DecodedSignal decodeEnvelope() throws InvalidMessage {
    return SignalDecoder.decode(envelope);
  }

  /** The codec alone, without looking for the format and without the hash. */
  @Benchmark
  public TradeSignal readNative() throws InvalidMessage {
    return Json.read(nativeSignal, TradeSignal.class);
  }

  @Benchmark
  public byte[] write() {
    return Json.bytes(signal);
  }
}
