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

  default boolean encrypted() {
    return this instanceof Curve;
  }

  /**
   * Whether a message's sender may (still) speak.
   *
   * @param client the {@code User-Id} its authenticator gave it: its public key in Z85
   */
  default boolean allows(String client) {
    return switch (this) {
      case Plain plain -> true;
      case Curve curve -> curve.allowList().nameOf(client) != null;
    };
  }

  /** The allow-list's name of a client; as given where there is no list. */
  default String nameOf(String client) {
    return switch (this) {
      case Plain plain -> client;
      case Curve curve -> {
        String name = curve.allowList().nameOf(client);
        yield name == null ? client : name;
      }
    };
  }

  /** For a log line; without secrets. */
  default String describe() {
    return switch (this) {
      case Plain plain -> "plain";
      case Curve curve ->
          "CURVE, server key "
              + curve.keys().publicKey()
              + ", "
              + curve.allowList().size()
              + " clients allowed";
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
