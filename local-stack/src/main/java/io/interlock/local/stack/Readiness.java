package io.interlock.local.stack;

import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks one service whether it is ready. */
public final class Readiness {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_TIMEOUT)
          .build();

  private final HttpRequest question;
  private volatile String lastAnswer = "no answer";

  public Readiness(String serviceUrl) {
    this.question =
        HttpRequest.newBuilder(URI.create(serviceUrl + "/q/health/ready"))
            .timeout(REQUEST_TIMEOUT)
            .build();
  }

  /** What it said last, on one line. */
  public String lastAnswer() {
    return lastAnswer;
  }

  /** Waits until it is ready; false when it ended, time ran out or the thread is interrupted. */
  boolean await(ChildProcess service, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      if (isReady()) {
        return true;
      }
      if (service.awaitEnd(PAUSE) || Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return false;
  }

  /** Asks once. */
  public boolean isReady() {
    try {
      HttpResponse<String> answer = HTTP.send(question, HttpResponse.BodyHandlers.ofString());
      lastAnswer = answer.statusCode() + " " + answer.body().replaceAll("\\s+", " ");
      return answer.statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
