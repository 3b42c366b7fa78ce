package io.interlock.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.Topics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The AsyncAPI document names the topics there are and refers to what exists. */
class AsyncApiTest {
  private static final Path DOCUMENT = Path.of("../docs/asyncapi.yaml");

  private final Map<?, ?> document = load();

  @Test
  void shouldDescribeEveryTopic() {
    // Given
    Set<Object> topics =
        Arrays.stream(Topics.class.getFields())
            .filter(field -> !field.getName().startsWith("HEADER_"))
            .map(AsyncApiTest::value)
            .collect(Collectors.toSet());

    // When
    Set<Object> described = new HashSet<>();
    map("channels")
        .values()
        .forEach(channel -> described.add(((Map<?, ?>) channel).get("address")));

    // Then
    assertThat(described).isEqualTo(topics);
  }

  @Test
  void shouldHaveAnOperationForEveryChannel() {
    // When
    List<Object> channels =
        map("operations").values().stream()
            .map(operation -> ((Map<?, ?>) ((Map<?, ?>) operation).get("channel")).get("$ref"))
            .collect(Collectors.toList());

    // Then
    assertThat(channels)
        .containsExactlyInAnyOrderElementsOf(
            map("channels").keySet().stream()
                .map(name -> (Object) ("#/channels/" + name))
                .toList());
  }

  @Test
  void shouldReferOnlyToWhatExists() throws IOException {
    // Given
    List<String> references = new ArrayList<>();
    collect(document, references);

    // When / Then
    for (String reference : references) {
      if (reference.startsWith("#/")) {
        assertThat(resolve(reference)).as(reference).isNotNull();
      } else {
        assertThat(DOCUMENT.resolveSibling(reference)).as(reference).exists();
      }
    }
    try (Stream<Path> schemas = Files.list(Path.of("src/main/resources/schemas"))) {
      assertThat(schemas.map(path -> path.getFileName().toString()))
          .filteredOn(name -> !name.startsWith("execution-confirmation"))
          .allMatch(name -> references.stream().anyMatch(r -> r.endsWith("/" + name)));
    }
  }

  private Object resolve(String reference) {
    Object at = document;
    for (String step : reference.substring(2).split("/")) {
      at = at instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return at;
  }

  private static void collect(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add((String) value);
            } else {
              collect(value, references);
            }
          });
    } else if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, references));
    }
  }

  private Map<?, ?> map(String key) {
    return (Map<?, ?>) document.get(key);
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<?, ?> load() {
    try {
      return (Map<?, ?>)
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(DOCUMENT));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
