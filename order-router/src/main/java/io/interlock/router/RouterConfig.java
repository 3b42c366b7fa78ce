package io.interlock.router;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What can be set about this router, besides what Quarkus itself takes. */
@ConfigMapping(prefix = "interlock.router")
public interface RouterConfig {
  /** This process' name in the journal and at bridges; else host and process id. */
  Optional<String> name();

  /**
   * How long an answer of a bridge is waited for: longer than a command may wait in the bridge and
   * then for its venue. More for a broker whose entry lets its venue take longer.
   */
  @WithDefault("3500ms")
  Duration gatewayTimeout();

  /** After this, an immediate order that is not done is cancelled. */
  @WithDefault("60s")
  Duration watchTimeout();

  /** How often working orders are asked about beside the stream. */
  @WithDefault("500ms")
  Duration pollInterval();

  /** How long a venue may leave an order in doubt before a person must look. */
  @WithDefault("120s")
  Duration resolveTimeout();

  /** How long a shutdown waits for what is on its way. */
  @WithDefault("10s")
  Duration drainTimeout();
}
