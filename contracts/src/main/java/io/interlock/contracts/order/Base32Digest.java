package io.interlock.contracts.order;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Identities made from content: base32 (A–Z, 2–7) of a SHA-256, first 26 characters. */
final class Base32Digest {
  static final int LENGTH = 26;

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32Digest() {}

  /** Digest of the parts; each is preceded by its length, so no two lists of parts look alike. */
  static String of(String... parts) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      sha256.update(bytes);
    }
    return encode(sha256.digest());
  }

  static boolean fits(String text) {
    return text.length() == LENGTH && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }

  private static String encode(byte[] digest) {
    StringBuilder text = new StringBuilder(LENGTH);
    int bits = 0;
    int held = 0;
    for (int i = 0; text.length() < LENGTH; i++) {
      bits = (bits << 8) | (digest[i] & 0xff);
      held += 8;
      while (held >= 5 && text.length() < LENGTH) {
        held -= 5;
        text.append(ALPHABET.charAt((bits >> held) & 31));
      }
    }
    return text.toString();
  }
}
