package io.interlock.local.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKeysTest {
  @TempDir Path folder;

  @Test
  void shouldSignTokensItsPublicKeyVerifies() throws Exception {
    // Given
    LocalKeys keys = LocalKeys.in(folder, Clock.systemUTC());

    // When
    JwtClaims claims =
        verifier(keys.publicKeyFile())
            .processToClaims(keys.token("ada", Role.RISK_OFFICER, Duration.ofMinutes(1)));

    // Then
    assertThat(claims.getSubject()).isEqualTo("ada");
    assertThat(claims.getStringListClaimValue("groups")).containsExactly("risk-officer");
  }

  @Test
  void shouldSignTokensNobodyElsesKeyVerifies() throws Exception {
    // Given
    LocalKeys keys = LocalKeys.in(folder.resolve("ours"), Clock.systemUTC());
    LocalKeys others = LocalKeys.in(folder.resolve("theirs"), Clock.systemUTC());
    String token = others.token("mallory", Role.TRADER, Duration.ofMinutes(1));

    // When, Then
    assertThatThrownBy(() -> verifier(keys.publicKeyFile()).processToClaims(token))
        .isInstanceOf(InvalidJwtException.class);
  }

  @Test
  void shouldKeepTheKeysWhenOpenedAgain() throws Exception {
    // Given
    String token =
        LocalKeys.in(folder, Clock.systemUTC()).token("ada", Role.AUDITOR, Duration.ofMinutes(1));

    // When
    LocalKeys again = LocalKeys.in(folder, Clock.systemUTC());

    // Then
    assertThat(verifier(again.publicKeyFile()).processToClaims(token).getSubject())
        .isEqualTo("ada");
  }

  @Test
  void shouldLetOnlyTheOwnerReadWhatIsSecret() throws Exception {
    // When
    LocalKeys keys = LocalKeys.in(folder, Clock.systemUTC());
    Path token = keys.writeServiceToken();

    // Then
    for (Path secret : new Path[] {folder.resolve("private-key.pem"), token}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void shouldSayWhatToDeleteWhenTheKeyIsDamaged() throws Exception {
    // Given
    Files.writeString(folder.resolve("private-key.pem"), "no key");

    // When, Then
    assertThatThrownBy(() -> LocalKeys.in(folder, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete the folder");
  }

  private static JwtConsumer verifier(Path publicKey) throws Exception {
    String pem = Files.readString(publicKey).replaceAll("-----[A-Z ]+-----", "");
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    return new JwtConsumerBuilder()
        .setVerificationKey(key)
        .setExpectedIssuer("interlock")
        .setRequireExpirationTime()
        .build();
  }
}
