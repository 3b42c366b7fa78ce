package io.interlock.gateway.intake.terminal;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Fails while the outcome of a terminal's trade would not be seen. */
@Readiness
class TradeReadiness implements HealthCheck {
  private final TradeDesk desk;

  TradeReadiness(TradeDesk desk) {
    this.desk = desk;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("order events").status(desk.ready()).build();
  }
}
