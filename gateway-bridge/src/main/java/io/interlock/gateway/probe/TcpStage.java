package io.interlock.gateway.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

/** Stage 1: does anything listen there? */
final class TcpStage {
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private TcpStage() {}

  static Finding look(ProbeTarget target) {
    InetAddress address;
    try {
      address = InetAddress.getByName(target.host());
    } catch (UnknownHostException e) {
      return Finding.failed(
          "the name " + target.host() + " can't be resolved",
          "check the spelling and DNS, or use the address of the Windows machine");
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address, target.port()),
          (int) Math.min(TIMEOUT.toMillis(), target.timeout().toMillis()));
      return Finding.ok("connected to " + address.getHostAddress() + ":" + target.port());
    } catch (SocketTimeoutException e) {
      return Finding.failed(
          "no answer from " + address.getHostAddress() + " within the time-out",
          "a firewall drops it, or the machine is off: allow TCP port "
              + target.port()
              + " in the Windows firewall (and in the cloud provider's), then try again");
    } catch (NoRouteToHostException e) {
      return noRoute(address);
    } catch (ConnectException e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      return message.contains("unreachable") || message.contains("no route")
          ? noRoute(address)
          : Finding.failed(
              address.getHostAddress() + " refuses connections to port " + target.port(),
              "nothing listens there: start MetaTrader 5 with the Expert Advisor attached and"
                  + " algorithmic trading allowed, and check that its port is "
                  + target.port()
                  + " and that it doesn't listen on 127.0.0.1 only");
    } catch (IOException e) {
      return Finding.failed("can't connect: " + e, "check the network between the machines");
    }
  }

  private static Finding noRoute(InetAddress address) {
    return Finding.failed(
        "no route to " + address.getHostAddress(),
        "check that VPN and network are up, and that a firewall doesn't reject the connection");
  }
}
