package io.interlock.gateway.intake.terminal;

import io.interlock.gateway.curve.UnusableKeyFile;
import io.interlock.gateway.intake.IntakeConfig;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Makes beans of what knows nothing of beans. */
class TerminalBeans {
  @Produces
  @Singleton
  @Startup
  TerminalTokens tokens(IntakeConfig config) throws UnusableKeyFile {
    Path file = config.tokensFile().orElse(null);
    return file == null ? TerminalTokens.NONE : TerminalTokens.of(file);
  }

  @Produces
  @Singleton
  @Startup
  TradeDesk tradeDesk(
      IntakeConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Clock clock) {
    return new TradeDesk(kafka, config.tradeWait(), clock);
  }

  void close(@Disposes TradeDesk desk) {
    desk.close();
  }
}
