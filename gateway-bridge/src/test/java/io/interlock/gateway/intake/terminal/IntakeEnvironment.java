package io.interlock.gateway.intake.terminal;

import io.interlock.local.kafka.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real Kafka, and tokens of two terminals. */
public final class IntakeEnvironment implements QuarkusTestResourceLifecycleManager {
  static final String ONE_ACCOUNT = "token-of-a-terminal-with-one-account";
  static final String TWO_ACCOUNTS = "token-of-a-terminal-with-two-accounts";

  private @Nullable EmbeddedKafka kafka;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("intake");
      kafka = EmbeddedKafka.start(folder.resolve("kafka"));
      Path tokens =
          Files.createFile(
              folder.resolve("tokens"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          tokens,
          "# terminals\none %s demo\ntwo %s demo live\n".formatted(ONE_ACCOUNT, TWO_ACCOUNTS));
      return Map.of(
          "kafka.bootstrap.servers", kafka.bootstrapServers(),
          "interlock.intake.tokens-file", tokens.toString(),
          "interlock.intake.port", "0",
          "interlock.intake.trade-wait", "2s",
          "interlock.gateway.data-dir", folder.resolve("data").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
    }
  }
}
