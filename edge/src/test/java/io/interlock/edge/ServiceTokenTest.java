package io.interlock.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTokenTest {
  @TempDir Path folder;

  @Test
  void shouldFollowTheFileWithinSeconds() throws IOException {
    // Given
    Path file = write("first\n", Instant.EPOCH);
    ServiceToken token = new ServiceToken(Optional.of(file));
    assertThat(token.authorization()).contains("Bearer first");

    // When
    write("second\n", Instant.EPOCH.plusSeconds(60));

    // Then
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(token.authorization()).contains("Bearer second"));
  }

  @Test
  void shouldHaveNoneWithoutAFile() {
    assertThat(new ServiceToken(Optional.empty()).authorization()).isEmpty();
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() {
    // Given
    ServiceToken token = new ServiceToken(Optional.of(folder.resolve("gone")));

    // When / Then
    assertThatThrownBy(token::authorization)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("gone");
  }

  private Path write(String token, Instant changed) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token);
    return Files.setLastModifiedTime(file, FileTime.from(changed));
  }
}
