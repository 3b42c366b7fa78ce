package io.interlock.registry.catalog;

/**
 * Something wrong in brokers.yaml.
 *
 * @param broker entry it stands in, or the file itself
 * @param field path within the entry
 */
public record Problem(String broker, String field, String value, String rule) {
  @Override
  public String toString() {
    return "%s: %s: %s (found: %s)".formatted(broker, field, rule, value);
  }
}
