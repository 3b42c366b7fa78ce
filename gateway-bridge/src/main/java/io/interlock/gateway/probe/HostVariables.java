package io.interlock.gateway.probe;

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
  private static final Pattern URL = Pattern.compile("tcp://(\\[[^\\]]+\\]|[^:/]+):([0-9]{1,5})/?");
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
    return host != null ? host : ofUrl(1);
  }

  String port() {
    String port = value("GTW_PORT");
    if (port == null) {
      port = ofUrl(2);
    }
    return port == null ? PORT : port;
  }

  String timeoutMillis() {
    String millis = value("GTW_TIMEOUT_MS");
    return millis == null ? TIMEOUT_MILLIS : millis;
  }

  private @Nullable String ofUrl(int group) {
    String url = value("ZMQ_EXECUTION_URL");
    if (url == null) {
      return null;
    }
    Matcher matcher = URL.matcher(url.strip());
    return matcher.matches() ? matcher.group(group) : null;
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
