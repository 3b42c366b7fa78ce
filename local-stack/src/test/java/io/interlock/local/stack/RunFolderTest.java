package io.interlock.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path folder;

  @Test
  void shouldFollowTheBuildWhenFilesChangeComeAndGo() throws Exception {
    // Given
    Path built = Files.createDirectories(folder.resolve("built/lib")).getParent();
    Path copy = folder.resolve("run");
    Files.writeString(built.resolve("app.jar"), "one");
    Files.writeString(built.resolve("lib/old.jar"), "old");
    RunFolder.synchronise(built, copy);

    // When
    Files.writeString(built.resolve("app.jar"), "second");
    Files.delete(built.resolve("lib/old.jar"));
    Files.writeString(built.resolve("lib/new.jar"), "new");
    RunFolder.synchronise(built, copy);

    // Then
    assertThat(copy.resolve("app.jar")).hasContent("second");
    assertThat(copy.resolve("lib/new.jar")).hasContent("new");
    assertThat(copy.resolve("lib/old.jar")).doesNotExist();
  }
}
