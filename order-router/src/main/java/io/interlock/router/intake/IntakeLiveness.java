package io.interlock.router.intake;

import io.interlock.router.risk.ControlKeeper;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Not alive when nothing reads signals any more, or when those of a poll are stuck although the
 * database answers: a restart helps then, while it would not help against a database that is away.
 */
@Liveness
@Singleton
public class IntakeLiveness implements HealthCheck {
  private static final long STUCK_MILLIS = 60_000;

  private final TradingDesk desk;
  private final ControlKeeper keeper;

  IntakeLiveness(TradingDesk desk, ControlKeeper keeper) {
    this.desk = desk;
    this.keeper = keeper;
  }

  @Override
  public HealthCheckResponse call() {
    long busyMillis = desk.progress().busyMillis();
    return HealthCheckResponse.named("signal intake")
        .status(
            desk.triesToRead()
                && (busyMillis < STUCK_MILLIS || !keeper.inStep() || !desk.caughtUp()))
        .withData("busy_ms", busyMillis)
        .build();
  }
}
