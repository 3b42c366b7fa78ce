package io.interlock.gateway.intake;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Fails until the trading controls have been read: before, no Expert Advisor may open. */
@Readiness
class ControlsReadiness implements HealthCheck {
  private final EventIntake intake;

  ControlsReadiness(EventIntake intake) {
    this.intake = intake;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("trading controls").status(intake.controlsKnown()).build();
  }
}
