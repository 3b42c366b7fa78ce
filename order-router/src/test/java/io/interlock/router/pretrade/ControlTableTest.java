package io.interlock.router.pretrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlTableTest {
  private static final Path PAGE = Path.of("../docs/controls.md");

  @Test
  void shouldShowTheTableTheCodeRunsOn() throws IOException {
    // Given
    List<String> table =
        Stream.concat(
                Stream.of(
                    "| control | holds when | " + columns() + " | says |",
                    "|---|---|" + "---|".repeat(Intent.values().length) + "---|"),
                Arrays.stream(Control.values()).map(ControlTableTest::row))
            .toList();

    // When
    List<String> shown =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.startsWith("| control | holds when"))
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    // Then
    assertThat(shown).isEqualTo(table);
  }

  private static String columns() {
    return Arrays.stream(Intent.values()).map(Intent::name).collect(Collectors.joining(" | "));
  }

  private static String row(Control control) {
    String marks =
        Arrays.stream(Intent.values())
            .map(intent -> control.appliesTo().contains(intent) ? "✓" : "·")
            .collect(Collectors.joining(" | "));
    String says = control.reasons().stream().map(Enum::name).collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s |".formatted(control, control.asks(), marks, says);
  }
}
