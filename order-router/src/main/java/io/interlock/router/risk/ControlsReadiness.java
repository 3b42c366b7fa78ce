package io.interlock.router.risk;

import io.interlock.router.control.ControlBook;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the stored controls are known, and while the database they are in answers. */
@Readiness
@Singleton
public class ControlsReadiness implements HealthCheck {
  private final ControlBook book;
  private final ControlKeeper keeper;

  ControlsReadiness(ControlBook book, ControlKeeper keeper) {
    this.book = book;
    this.keeper = keeper;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("controls")
        .status(book.isLoaded() && keeper.inStep())
        .withData("version", book.version())
        .withData("kill_epoch", book.killEpoch())
        .build();
  }
}
