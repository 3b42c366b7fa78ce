package io.interlock.gateway.curve;

import io.interlock.contracts.broker.CurveFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;

/** How a socket that connects is secured. */
public sealed interface ClientSecurity {

  /** Neither encrypted nor authenticated. */
  record Plain() implements ClientSecurity {}

  /** Encrypted; talks to the holder of the server key only, and shows its own key. */
  record Curve(PublicKey serverKey, CurveKeyPair keys) implements ClientSecurity {}

  /** Prepares a socket; called before it connects, by the thread that owns it. */
  default void secure(ZMQ.Socket socket) {
    switch (this) {
      case Plain plain -> {}
      case Curve curve -> {
        socket.setCurveServerKey(curve.serverKey().bytes());
        socket.setCurvePublicKey(curve.keys().publicKey().bytes());
        socket.setCurveSecretKey(curve.keys().secretBytes());
      }
    }
  }

  /** What the files of a broker entry say; null: plain. */
  static ClientSecurity read(@Nullable CurveFiles files) throws UnusableKeyFile {
    return files == null
        ? new Plain()
        : new Curve(
            KeyFile.readPublic(Path.of(files.serverKeyFile())),
            KeyFile.readPair(Path.of(files.clientKeyFile())));
  }
}
