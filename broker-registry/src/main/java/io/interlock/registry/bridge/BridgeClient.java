package io.interlock.registry.bridge;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.ServiceToken;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Asks a broker's bridge; queries only. */
@Singleton
public class BridgeClient {
  private static final long TIMEOUT_MILLIS = 5_000;

  private final WebClient client;
  private final ServiceToken token;

  BridgeClient(Vertx vertx, ServiceToken token) {
    this.client = WebClient.create(vertx);
    this.token = token;
  }

  /** The bridge could not answer. */
  public static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unanswered(String message) {
      super(message);
    }
  }

  /**
   * Positions and working orders.
   *
   * <p>Fails with {@link Unanswered}.
   */
  public Uni<VenueSnapshot> snapshot(BrokerDescriptor broker) {
    String path = GatewayPaths.SNAPSHOT.replace("{broker}", broker.brokerId());
    return get(broker, path + "?since=" + Instant.now(), VenueSnapshot.class);
  }

  /**
   * What the venue says of an order.
   *
   * <p>Fails with {@link Unanswered}.
   */
  public Uni<VenueAnswer> order(BrokerDescriptor broker, String clientOrderId) {
    String path =
        GatewayPaths.ORDER
            .replace("{broker}", broker.brokerId())
            .replace("{clientOrderId}", clientOrderId);
    return get(broker, path, VenueAnswer.class);
  }

  private <T> Uni<T> get(BrokerDescriptor broker, String path, Class<T> type) {
    HttpRequest<Buffer> request = client.getAbs(broker.gatewayUrl() + path).timeout(TIMEOUT_MILLIS);
    token.authorization().ifPresent(header -> request.putHeader("Authorization", header));
    return request
        .send()
        .onFailure()
        .transform(e -> new Unanswered(broker.gatewayUrl() + " does not answer: " + e.getMessage()))
        .map(response -> read(broker, response, type));
  }

  private static <T> T read(BrokerDescriptor broker, HttpResponse<Buffer> response, Class<T> type) {
    if (response.statusCode() != 200) {
      throw new Unanswered(
          broker.gatewayUrl()
              + " answered "
              + response.statusCode()
              + " "
              + response.bodyAsString());
    }
    try {
      return Json.readTolerant(response.body().getBytes(), type);
    } catch (InvalidMessage e) {
      throw new Unanswered(broker.gatewayUrl() + " answered something else: " + e.getMessage());
    }
  }
}
