package io.interlock.gateway.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyFileTest {
  @TempDir Path folder;

  @Test
  void shouldReadWhatItWrote() throws Exception {
    // Given
    CurveKeyPair pair = CurveKeyPair.generate();
    // When
    KeyFile.write(folder, "bridge", pair);
    // Then
    CurveKeyPair read = KeyFile.readPair(folder.resolve("bridge.key_secret"));
    assertThat(read.publicKey()).isEqualTo(pair.publicKey());
    assertThat(read.secretZ85()).isEqualTo(pair.secretZ85());
    assertThat(KeyFile.readPublic(folder.resolve("bridge.key"))).isEqualTo(pair.publicKey());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("bridge.key_secret"))))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldReadBarePublicKey() throws Exception {
    // Given
    PublicKey key = CurveKeyPair.generate().publicKey();
    Path file = Files.writeString(folder.resolve("host"), key.z85() + "\n");
    // When
    PublicKey read = KeyFile.readPublic(file);
    // Then
    assertThat(read).isEqualTo(key);
  }

  @Test
  void shouldRefuseSecretWhenOthersCanReadIt() throws Exception {
    // Given
    KeyFile.write(folder, "bridge", CurveKeyPair.generate());
    Path file = folder.resolve("bridge.key_secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    // When, Then
    assertThatThrownBy(() -> KeyFile.readPair(file))
        .isInstanceOf(UnusableKeyFile.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("readable by its owner only")
        .hasMessageContaining("rw-r-----");
  }

  @Test
  void shouldRefuseSecretWhenItBelongsToAnotherPublicKey() throws Exception {
    // Given
    KeyFile.write(folder, "bridge", CurveKeyPair.generate());
    Path file = folder.resolve("bridge.key_secret");
    String other = CurveKeyPair.generate().publicKey().z85();
    Files.writeString(file, Files.readString(file).replace(KeyFile.readPublic(file).z85(), other));
    // When, Then
    assertThatThrownBy(() -> KeyFile.readPair(file))
        .isInstanceOf(UnusableKeyFile.class)
        .hasMessageContaining("belongs to its public key");
  }

  @Test
  void shouldNameFileAndRuleWhenThereIsNoKey() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("empty"), "");
    // When, Then
    assertThatThrownBy(() -> KeyFile.readPublic(file)).hasMessageContaining("40 characters of Z85");
    assertThatThrownBy(() -> KeyFile.readPair(folder.resolve("absent")))
        .hasMessageContaining("absent does not exist");
  }

  @Test
  void shouldRefuseServerKeyWithoutAllowList() throws Exception {
    // Given
    KeyFile.write(folder, "intake", CurveKeyPair.generate());
    // When, Then
    assertThatThrownBy(() -> ServerSecurity.read(folder.resolve("intake.key_secret"), null))
        .isInstanceOf(UnusableKeyFile.class)
        .hasMessageContaining("allow-list");
  }

  @Test
  void shouldMakeKeysAndListsThatFitTogether() throws Exception {
    // Given
    Path keys = folder.resolve("keys");
    // When
    int exit = new CommandLine(new KeysCommand()).execute("--dir", keys.toString());
    // Then
    assertThat(exit).isZero();
    AllowList hosts = AllowList.of(keys.resolve("mt5-host.allow"));
    assertThat(hosts.nameOf(KeyFile.readPublic(keys.resolve("bridge.key")).z85()))
        .isEqualTo("bridge");
    AllowList intake = AllowList.of(keys.resolve("intake.allow"));
    assertThat(intake.nameOf(KeyFile.readPair(keys.resolve("expert.key_secret")).publicKey().z85()))
        .isEqualTo("expert");
  }

  @Test
  void shouldNotOverwriteKeysWhenTheyExist() throws Exception {
    // Given
    Path keys = folder.resolve("keys");
    new CommandLine(new KeysCommand()).execute("--dir", keys.toString(), "ea-2");
    String before = Files.readString(keys.resolve("ea-2.key_secret"));
    StringWriter errors = new StringWriter();
    // When
    int exit =
        new CommandLine(new KeysCommand())
            .setErr(new PrintWriter(errors))
            .execute("--dir", keys.toString(), "ea-2");
    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(errors.toString()).contains("ea-2.key exists already");
    assertThat(Files.readString(keys.resolve("ea-2.key_secret"))).isEqualTo(before);
  }
}
