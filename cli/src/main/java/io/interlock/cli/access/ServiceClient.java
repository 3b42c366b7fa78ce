package io.interlock.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Calls the services over HTTP and turns refusals into one sentence. */
public final class ServiceClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final Installation installation;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  public ServiceClient(Installation installation) {
    this.installation = installation;
  }

  /** Asks for something that must be there. */
  public JsonNode get(StackService service, String path, Role role) {
    return find(service, path, role)
        .orElseThrow(() -> new CommandFailure(service.module() + " knows no " + path));
  }

  /** Asks for something that may not be there. */
  public Optional<JsonNode> find(StackService service, String path, Role role) {
    HttpResponse<byte[]> response = send(service, path, role, "GET", null);
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(body(service, response));
  }

  /** Sends a body. */
  public JsonNode call(String method, StackService service, String path, Role role, Object body) {
    return body(service, send(service, path, role, method, Json.bytes(body)));
  }

  private HttpResponse<byte[]> send(
      StackService service, String path, Role role, String method, byte @Nullable [] body) {
    String url = installation.url(service);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(REQUEST_TIMEOUT)
            .header("Authorization", "Bearer " + Tokens.of(installation, role))
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandFailure(
          service.module() + " does not answer at " + url + ": start it with ./interlock up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  private static JsonNode body(StackService service, HttpResponse<byte[]> response) {
    JsonNode body;
    try {
      body = response.body().length == 0 ? MissingNode.getInstance() : Json.tree(response.body());
    } catch (InvalidMessage e) {
      throw new CommandFailure(
          service.module()
              + " answered "
              + response.statusCode()
              + " without JSON: "
              + new String(response.body(), StandardCharsets.UTF_8),
          e);
    }
    if (response.statusCode() >= 300) {
      throw new CommandFailure(
          service.module() + " refused (" + response.statusCode() + "): " + reason(response, body));
    }
    return body;
  }

  private static String reason(HttpResponse<byte[]> response, JsonNode body) {
    if (body.hasNonNull("rule")) {
      return body.path("field").asText()
          + " = "
          + body.path("value").asText()
          + " "
          + body.path("rule").asText();
    }
    return switch (response.statusCode()) {
      case 401 -> "the token is not accepted";
      case 403 -> "the token's role may not do this";
      default -> {
        StringJoiner fields = new StringJoiner(", ");
        body.properties().forEach(f -> fields.add(f.getKey() + " " + f.getValue().asText()));
        yield fields.toString();
      }
    };
  }
}
