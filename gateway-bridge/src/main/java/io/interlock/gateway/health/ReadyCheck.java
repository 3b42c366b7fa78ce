package io.interlock.gateway.health;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.gateway.catalog.CatalogConsumer;
import io.interlock.gateway.feed.KafkaFeed;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.venue.Venues;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the catalog has been read and Kafka takes what is reported. A venue that is away is
 * shown, but doesn't make the bridge unready: its other brokers, and the kill switch, work.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
  private final CatalogConsumer catalog;
  private final KafkaFeed feed;
  private final Venues venues;

  public ReadyCheck(CatalogConsumer catalog, KafkaFeed feed, Venues venues) {
    this.catalog = catalog;
    this.feed = feed;
    this.venues = venues;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("bridge")
            .status(catalog.isCaughtUp() && feed.publishes())
            .withData("catalog_read", catalog.isCaughtUp())
            .withData("kafka_takes_reports", feed.publishes());
    for (VenueSession session : venues.all()) {
      BrokerStatus status = session.status();
      response.withData(
          status.brokerId(),
          status.problem() == null
              ? status.state().name()
              : status.state() + ": " + status.problem());
    }
    return response.build();
  }
}
