package io.interlock.audit.record;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tries until it is done: what happened may wait for the database, but is never dropped. */
final class Persistently {
  private static final Logger LOG = Logger.getLogger(Persistently.class);

  private Persistently() {}

  static Uni<Void> until(Uni<Void> work, String what) {
    return work.onFailure()
        .invoke(e -> LOG.warnf("%s can't be stored, trying again: %s", what, e))
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(5))
        .indefinitely();
  }
}
