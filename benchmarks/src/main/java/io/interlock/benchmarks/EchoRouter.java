package io.interlock.benchmarks;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** The floor of the event intake: a ROUTER in a process of its own that sends back what comes. */
public final class EchoRouter {
  static final String PORT = "port ";

  private EchoRouter() {}

  public static void main(String[] args) {
    try (ZContext context = new ZContext();
        ZMQ.Socket socket = context.createSocket(SocketType.ROUTER)) {
      System.out.println(PORT + socket.bindToRandomPort("tcp://127.0.0.1"));
      while (!Thread.currentThread().isInterrupted()) {
        byte[] connection = socket.recv();
        socket.recv();
        byte[] body = socket.recv();
        socket.sendMore(connection);
        socket.sendMore(new byte[0]);
        socket.send(body);
      }
    }
  }
}
