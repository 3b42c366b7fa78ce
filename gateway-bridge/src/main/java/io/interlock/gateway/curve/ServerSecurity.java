package io.interlock.gateway.curve;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** How a socket that binds is secured. */
public sealed interface ServerSecurity {

  /** Anyone who reaches the port may speak. */
  record Plain() implements ServerSecurity {}

  /** Encrypted, and only for clients on the list. */
  record Curve(CurveKeyPair keys, AllowList allowList) implements ServerSecurity {}

  /**
   * Opens the context's authenticator and prepares a socket; called before it binds.
   *
   * @return to be closed after the socket, on any thread
   */
  default AutoCloseable secure(
      ZContext context, ZMQ.Socket socket, ZapAuthenticator.RefusalListener listener) {
    return switch (this) {
      case Plain plain -> () -> {};
      case Curve curve -> {
        ZapAuthenticator authenticator = new ZapAuthenticator(context, curve.allowList(), listener);
        socket.setZapDomain("interlock");
        socket.setCurveServer(true);
        socket.setCurvePublicKey(curve.keys().publicKey().bytes());
        socket.setCurveSecretKey(curve.keys().secretBytes());
        yield authenticator;
      }
    };
  }

  /**
   * Reads the security of a bound socket from its files.
   *
   * @param keyFile the server's key pair; null together with {@code allowListFile}: plain
   */
  static ServerSecurity read(@Nullable Path keyFile, @Nullable Path allowListFile)
      throws UnusableKeyFile {
    if (keyFile == null && allowListFile == null) {
      return new Plain();
    }
    if (keyFile == null) {
      throw new UnusableKeyFile(
          Path.of(String.valueOf(allowListFile)), "needs a server key file beside it");
    }
    if (allowListFile == null) {
      throw new UnusableKeyFile(
          keyFile, "needs an allow-list file beside it: without one every client key gets in");
    }
    return new Curve(KeyFile.readPair(keyFile), AllowList.of(allowListFile));
  }
}
