package io.interlock.gateway.curve;

import org.zeromq.ZMQ;

/** A CURVE public key and the secret that belongs to it; never shows the secret. */
public final class CurveKeyPair {
  private final PublicKey publicKey;
  private final String secretKey;

  CurveKeyPair(PublicKey publicKey, String secretKey) {
    if (!PublicKey.Z85.matcher(secretKey).matches()) {
      throw new IllegalArgumentException("a CURVE key is 40 characters of Z85");
    }
    this.publicKey = publicKey;
    this.secretKey = secretKey;
  }

  /** A new pair out of the system's randomness. */
  public static CurveKeyPair generate() {
    ZMQ.Curve.KeyPair pair = ZMQ.Curve.generateKeyPair();
    return new CurveKeyPair(new PublicKey(pair.publicKey), pair.secretKey);
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  String secretZ85() {
    return secretKey;
  }

  byte[] secretBytes() {
    return ZMQ.Curve.z85Decode(secretKey);
  }

  @Override
  public String toString() {
    return "CurveKeyPair[" + publicKey + "]";
  }
}
