package io.interlock.gateway.intake;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Fails when the socket of the event intake is not served. */
@Liveness
class IntakeLiveness implements HealthCheck {
  private final EventIntake intake;

  IntakeLiveness(EventIntake intake) {
    this.intake = intake;
  }

  @Override
  public HealthCheckResponse call() {
    String problem = intake.problem();
    HealthCheckResponseBuilder response = HealthCheckResponse.named("event intake");
    return problem == null
        ? response.up().build()
        : response.down().withData("problem", problem).build();
  }
}
