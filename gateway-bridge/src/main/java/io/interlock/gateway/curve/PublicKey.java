package io.interlock.gateway.curve;

import java.util.regex.Pattern;
import org.zeromq.ZMQ;

/**
 * A CURVE public key.
 *
 * @param z85 40 characters of the Z85 alphabet
 */
public record PublicKey(String z85) {
  static final Pattern Z85 = Pattern.compile("[0-9a-zA-Z.\\-:+=^!/*?&<>()\\[\\]{}@%$#]{40}");

  public PublicKey {
    if (!Z85.matcher(z85).matches()) {
      throw new IllegalArgumentException("a CURVE key is 40 characters of Z85");
    }
  }

  byte[] bytes() {
    return ZMQ.Curve.z85Decode(z85);
  }

  @Override
  public String toString() {
    return z85;
  }
}
