package io.interlock.local.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * The RSA key pair a local stack trusts, kept as PEM files that only their owner can read, and the
 * tokens signed with it (RS256).
 */
public final class LocalKeys {
  /** The {@code iss} claim services accept. */
  public static final String ISSUER = "interlock";

  /** How long the service token is valid; it is written anew at every start. */
  private static final Duration SERVICE_VALIDITY = Duration.ofDays(30);

  private static final String PUBLIC_KEY = "public-key.pem";
  private static final String PRIVATE_KEY = "private-key.pem";

  private final Path folder;
  private final PrivateKey privateKey;
  private final Clock clock;

  private LocalKeys(Path folder, PrivateKey privateKey, Clock clock) {
    this.folder = folder;
    this.privateKey = privateKey;
    this.clock = clock;
  }

  /** The keys kept in a folder; made if there are none. */
  public static LocalKeys in(Path folder, Clock clock) throws IOException {
    Files.createDirectories(folder);
    try {
      if (!Files.exists(folder.resolve(PRIVATE_KEY))) {
        create(folder);
      }
      byte[] encoded = fromPem(Files.readString(folder.resolve(PRIVATE_KEY)));
      PrivateKey key =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new LocalKeys(folder, key, clock);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          folder.resolve(PRIVATE_KEY) + " is not a private key: delete the folder " + folder, e);
    }
  }

  /** Whether a folder holds keys. */
  public static boolean exist(Path folder) {
    return Files.exists(folder.resolve(PRIVATE_KEY));
  }

  /** For {@code mp.jwt.verify.publickey.location}. */
  public Path publicKeyFile() {
    return folder.resolve(PUBLIC_KEY);
  }

  /**
   * Signs a token.
   *
   * @param subject who it speaks for; events name it as the actor
   */
  public String token(String subject, Role role, Duration validity) {
    JwtClaims claims = new JwtClaims();
    NumericDate now = NumericDate.fromMilliseconds(clock.millis());
    NumericDate end = NumericDate.fromMilliseconds(clock.millis() + validity.toMillis());
    claims.setIssuer(ISSUER);
    claims.setSubject(subject);
    claims.setStringClaim("upn", subject);
    claims.setStringListClaim("groups", List.of(role.claim()));
    claims.setIssuedAt(now);
    claims.setExpirationTime(end);
    claims.setGeneratedJwtId();
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(privateKey);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setHeader("typ", "JWT");
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("can't sign a token", e);
    }
  }

  /** Writes the token with which the services call each other, and says where it is. */
  public Path writeServiceToken() throws IOException {
    Path file = folder.resolve("service-token");
    writePrivately(file, token("interlock", Role.SERVICE, SERVICE_VALIDITY) + "\n");
    return file;
  }

  private static void create(Path folder) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(
        folder.resolve(PUBLIC_KEY), toPem("PUBLIC KEY", pair.getPublic().getEncoded()));
    writePrivately(
        folder.resolve(PRIVATE_KEY), toPem("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /** Readers see the old file or the new one, and nobody but the owner sees either. */
  private static void writePrivately(Path file, String text) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path written = Files.createTempFile(file.toAbsolutePath().getParent(), "new", null, ownerOnly);
    Files.writeString(written, text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String toPem(String kind, byte[] bytes) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private static byte[] fromPem(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
