package io.interlock.local.mt5;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Drives a simulated host in another process over its control port. Thread-safe. */
public final class Mt5HostControl implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A ledger may be longer than any message. */
  private static final ObjectMapper LARGE = new ObjectMapper();

  static {
    Json.configure(LARGE);
  }

  private final URI base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  public Mt5HostControl(String host, int controlPort) {
    this.base = URI.create("http://" + host + ":" + controlPort);
  }

  /** Everything that really happened. */
  public Ledger ledger() {
    byte[] body = send(HttpRequest.newBuilder(base.resolve("/ledger")).GET());
    try {
      return LARGE.readValue(body, Ledger.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger is not one", e);
    }
  }

  public void inject(Fault fault) {
    apply(new ControlCommand.Inject(fault));
  }

  /** Does something to the host; done once this returns. */
  public void apply(ControlCommand command) {
    send(
        HttpRequest.newBuilder(base.resolve("/control"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(command))));
  }

  @Override
  public void close() {
    http.close();
  }

  private byte[] send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "the host answered " + new String(response.body(), StandardCharsets.UTF_8));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("can't reach the host's control port at " + base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while talking to the host", e);
    }
  }
}
