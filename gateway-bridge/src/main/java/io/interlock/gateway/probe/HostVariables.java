package io.interlock.gateway.probe;

import io.interlock.contracts.broker.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables MT5 bridges in the field use to say where the host is: {@code
 * GTW_HOST}, {@code GTW_PORT}, {@code GTW_TIMEOUT_MS}, {@code ZMQ_EXECUTION_URL}; also from a
 * {@code .env} file, which the environment overrides.
 */
final class HostVariables {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Z_][A-Z0-9_]*)\\s*=\\s*[\"']?(.*?)[\"']?");
  private static final String PORT = "5555";
  private static final String TIMEOUT_MILLIS = "5000";

  private final Map<String, String> file;
  private final UnaryOperator<@Nullable String> environment;

  /**
   * @param environment as {@link System#getenv(String)}
   */
  HostVariables(Path file, UnaryOperator<@Nullable String> environment) {
    this.file = read(file);
    this.environment = environment;
  }

  @Nullable String host() {
    String host = value("GTW_HOST");
    Endpoint url = url();
    return host != null ? host : url == null ? null : url.host();
  }

  String port() {
    String port = value("GTW_PORT");
    Endpoint url = url();
    return port != null ? port : url == null ? PORT : Integer.toString(url.commandPort());
  }

  String timeoutMillis() {
    String millis = value("GTW_TIMEOUT_MS");
    return millis == null ? TIMEOUT_MILLIS : millis;
  }

  private @Nullable Endpoint url() {
    String url = value("ZMQ_EXECUTION_URL");
    return url == null ? null : Endpoint.ofUrl(url);
  }

  private @Nullable String value(String name) {
    String set = environment.apply(name);
    if (set == null || set.isBlank()) {
      set = file.get(name);
    }
    return set == null || set.isBlank() ? null : set.strip();
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> values = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = LINE.matcher(line.strip());
        if (matcher.matches()) {
          values.put(matcher.group(1), matcher.group(2));
        }
      }
    } catch (IOException e) {
      // There need not be one.
      return Map.of();
    }
    return values;
  }
}
