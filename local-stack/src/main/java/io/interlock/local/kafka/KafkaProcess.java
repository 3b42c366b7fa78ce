package io.interlock.local.kafka;

import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import io.interlock.local.process.JvmProfile;
import io.interlock.local.process.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@link EmbeddedKafka} in a process of its own, so that it can be killed (kill -9) and frozen
 * (SIGSTOP); it ends with the process that started it.
 */
public final class KafkaProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String READY = "KAFKA READY";

  private final Path folder;
  private final int port;
  private final JvmProfile jvm;
  private final boolean outlivesParent;
  private ChildProcess process;

  private KafkaProcess(Path folder, int port, JvmProfile jvm, boolean outlivesParent)
      throws IOException {
    this.folder = folder.toAbsolutePath();
    this.port = port;
    this.jvm = jvm;
    this.outlivesParent = outlivesParent;
    this.process = launch();
  }

  /** Starts a broker on a free port; returns when it serves and has its topics. */
  public static KafkaProcess start(Path folder) throws IOException {
    return new KafkaProcess(folder, Ports.free(), JvmProfile.QUICK_START, false);
  }

  /**
   * Starts a broker on a given port; returns when it serves and has its topics.
   *
   * @param outlivesParent whether it goes on after the program that started it has ended
   */
  public static KafkaProcess start(Path folder, int port, JvmProfile jvm, boolean outlivesParent)
      throws IOException {
    return new KafkaProcess(folder, port, jvm, outlivesParent);
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The process, to freeze, thaw or look at. */
  public synchronized ChildProcess process() {
    return process;
  }

  /** SIGKILL; acknowledged records stay on disk. */
  public synchronized void kill() {
    process.kill();
  }

  /** Starts it again after {@link #kill}, on the same port with the same data. */
  public synchronized void restart() throws IOException {
    process.stop();
    process = launch();
  }

  @Override
  public synchronized void close() {
    process.stop();
  }

  private ChildProcess launch() throws IOException {
    ChildProcess launched =
        JavaProgram.of(
                jvm,
                KafkaProcess.class,
                folder.toString(),
                Integer.toString(port),
                Boolean.toString(outlivesParent))
            .start("kafka", folder, folder.resolve("kafka.log"));
    JavaProgram.awaitLine(launched, READY, PATIENCE);
    return launched;
  }

  /**
   * Runs a broker; arguments are its folder, its port and whether it goes on when standard input
   * has ended.
   */
  public static void main(String[] arguments) throws IOException {
    JavaProgram.quietLogs();
    EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-stop"));
    System.out.println(READY + " " + kafka.bootstrapServers());
    if (!Boolean.parseBoolean(arguments[2])) {
      JavaProgram.awaitEndOfParent();
      System.exit(0);
    }
  }
}
