package io.interlock.registry.directory;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the catalog has been read and brokers.yaml is published. */
@Readiness
@ApplicationScoped
public class DirectoryReadiness implements HealthCheck {
  private final DirectoryKeeper keeper;

  DirectoryReadiness(DirectoryKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("broker catalog").status(keeper.isReady()).build();
  }
}
