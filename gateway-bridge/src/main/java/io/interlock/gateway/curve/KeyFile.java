package io.interlock.gateway.curve;

import com.neilalexander.jnacl.crypto.curve25519;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;

/**
 * Reads and writes keys as the ZeroMQ certificates that czmq and pyzmq use too: {@code NAME.key}
 * with the public key, {@code NAME.key_secret} with both.
 *
 * <p>A file with nothing but a Z85 public key is read as well. Secret files that others can read
 * are refused.
 */
public final class KeyFile {
  private static final Pattern PUBLIC = entry("public-key");
  private static final Pattern SECRET = entry("secret-key");
  private static final int LARGEST_FILE = 16 * 1024;

  private KeyFile() {}

  /** Reads a public key; a pair's file serves too. */
  public static PublicKey readPublic(Path file) throws UnusableKeyFile {
    String text = text(file);
    String bare = text.strip();
    String key = PublicKey.Z85.matcher(bare).matches() ? bare : value(PUBLIC, text);
    if (key == null) {
      throw new UnusableKeyFile(
          file, "must hold a public key: public-key = \"…\", 40 characters of Z85");
    }
    return new PublicKey(key);
  }

  /** Reads a key pair from a file that only its owner can read. */
  public static CurveKeyPair readPair(Path file) throws UnusableKeyFile {
    String text = text(file);
    String publicKey = value(PUBLIC, text);
    String secretKey = value(SECRET, text);
    if (publicKey == null || secretKey == null) {
      throw new UnusableKeyFile(
          file, "must hold a key pair: public-key = \"…\" and secret-key = \"…\", Z85");
    }
    checkSecrecy(file);
    if (!belongTogether(publicKey, secretKey)) {
      throw new UnusableKeyFile(file, "must hold a secret key that belongs to its public key");
    }
    return new CurveKeyPair(new PublicKey(publicKey), secretKey);
  }

  /**
   * Writes {@code NAME.key} and {@code NAME.key_secret} (owner only) into a folder.
   *
   * @throws FileAlreadyExistsException if either exists; a key in use is never overwritten
   */
  public static void write(Path folder, String name, CurveKeyPair pair) throws IOException {
    Path publicFile = folder.resolve(name + ".key");
    Path secretFile = folder.resolve(name + ".key_secret");
    if (Files.exists(publicFile)) {
      throw new FileAlreadyExistsException(publicFile.toString());
    }
    writeNew(
        secretFile,
        """
        #   ZeroMQ CURVE key pair of %s. Keep it secret: whoever reads it is %s.
        metadata
        curve
            public-key = "%s"
            secret-key = "%s"
        """
            .formatted(name, name, pair.publicKey().z85(), pair.secretZ85()),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    writeNew(
        publicFile,
        """
        #   ZeroMQ CURVE public key of %s.
        metadata
        curve
            public-key = "%s"
        """
            .formatted(name, pair.publicKey().z85()));
  }

  /** Refuses a file whose content others than its owner could read. */
  public static void checkSecrecy(Path file) throws UnusableKeyFile {
    try {
      Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
      open.removeAll(
          Set.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
      // A secret mounted by Kubernetes belongs to root and reaches the process through its group.
      if (!ownedByThisProcess(file)) {
        open.remove(PosixFilePermission.GROUP_READ);
      }
      if (!open.isEmpty()) {
        throw new UnusableKeyFile(
            file,
            "must be readable by its owner only (chmod 600), but its permissions are "
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    } catch (UnsupportedOperationException e) {
      return; // a file system without POSIX permissions
    } catch (IOException e) {
      throw new UnusableKeyFile(file, "can't be read: " + e.getMessage());
    }
  }

  private static boolean ownedByThisProcess(Path file) throws IOException {
    Path process = Path.of("/proc/self");
    return !Files.exists(process, LinkOption.NOFOLLOW_LINKS)
        || Files.getOwner(file).equals(Files.getOwner(process));
  }

  private static boolean belongTogether(String publicKey, String secretKey) {
    byte[] derived = new byte[ZMQ.Curve.KEY_SIZE];
    curve25519.crypto_scalarmult_base(derived, ZMQ.Curve.z85Decode(secretKey));
    return publicKey.equals(ZMQ.Curve.z85Encode(derived));
  }

  static String text(Path file) throws UnusableKeyFile {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new UnusableKeyFile(file, "must be at most " + LARGEST_FILE + " bytes");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UnusableKeyFile(file, "does not exist");
    } catch (IOException e) {
      throw new UnusableKeyFile(file, "can't be read: " + e);
    }
  }

  private static void writeNew(Path file, String text, FileAttribute<?>... attributes)
      throws IOException {
    Files.createFile(file, attributes);
    Files.writeString(file, text, StandardOpenOption.WRITE);
  }

  private static Pattern entry(String name) {
    return Pattern.compile("(?m)^\\s*" + name + "\\s*=\\s*\"([^\"]{40})\"\\s*$");
  }

  private static @Nullable String value(Pattern entry, String text) {
    Matcher matcher = entry.matcher(text);
    return matcher.find() && PublicKey.Z85.matcher(matcher.group(1)).matches()
        ? matcher.group(1)
        : null;
  }
}
