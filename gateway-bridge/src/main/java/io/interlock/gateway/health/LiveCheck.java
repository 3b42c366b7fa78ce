package io.interlock.gateway.health;

import io.interlock.gateway.feed.KafkaFeed;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Dead when the thread that publishes no longer turns; only a restart helps then. */
@Liveness
@ApplicationScoped
public class LiveCheck implements HealthCheck {
  private final KafkaFeed feed;

  public LiveCheck(KafkaFeed feed) {
    this.feed = feed;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("feed").status(feed.turns()).build();
  }
}
