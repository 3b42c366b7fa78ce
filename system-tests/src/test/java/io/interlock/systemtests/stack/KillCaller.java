package io.interlock.systemtests.stack;

import io.interlock.local.keys.Role;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import io.interlock.local.stack.StackService;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Somebody who kills and looks at the clock. He is a process of his own: the venues and producers
 * of a test load this one, and with it whatever it measures.
 */
public final class KillCaller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String READY = "ready";
  private static final String ANSWERED = "answered in ms: ";
  private static final int NICENESS = -5;
  private static final int WARMING_CALLS = 20;

  private final ChildProcess process;

  private KillCaller(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts him; he has made calls, but none that warms the kill switch.
   *
   * @param warming the service he has called
   */
  public static KillCaller start(InterlockStack stack, StackService warming) {
    try {
      Path log = Files.createTempFile(Path.of("target").toAbsolutePath(), "kill-caller-", ".log");
      ChildProcess process =
          JavaProgram.of(
                  KillCaller.class,
                  stack.url(warming) + "/q/health/live",
                  stack.url(StackService.ORDER_ROUTER) + "/kill-switch",
                  stack.token(Role.TRADER))
              .start("kill-caller", NICENESS, log.getParent(), log);
      JavaProgram.awaitLine(process, READY, PATIENCE);
      return new KillCaller(process);
    } catch (IOException e) {
      throw new AssertionError("nobody there to kill", e);
    }
  }

  /**
   * An answer to a kill.
   *
   * @param millis from the first byte sent to the last received
   * @param at when he had it
   */
  public record Answer(long millis, Instant at, String body) {}

  /** Kills everything; returns when he has his answer. */
  public Answer kill() {
    process.endInput();
    try {
      String[] said =
          JavaProgram.awaitLine(process, ANSWERED, PATIENCE)
              .substring(ANSWERED.length())
              .split(" ", 3);
      return new Answer(Long.parseLong(said[0]), Instant.parse(said[1]), said[2]);
    } catch (IOException e) {
      throw new AssertionError("no answer to the kill", e);
    }
  }

  @Override
  public void close() {
    process.stop();
  }

  /** His process: arguments are a URL to warm up with, the kill switch, and a token. */
  public static void main(String[] arguments) throws IOException {
    for (int i = 0; i < WARMING_CALLS; i++) {
      call("GET", arguments[0], arguments[2]);
    }
    System.out.println(READY);
    JavaProgram.awaitEndOfParent();
    long began = System.nanoTime();
    String body = call("POST", arguments[1], arguments[2]);
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    System.out.println(ANSWERED + millis + " " + Instant.now() + " " + body);
  }

  private static String call(String method, String url, String token) throws IOException {
    HttpURLConnection call = (HttpURLConnection) URI.create(url).toURL().openConnection();
    call.setRequestMethod(method);
    call.setRequestProperty("Authorization", "Bearer " + token);
    try (InputStream body = call.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
