package io.ringroad.perf.example;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Answers every request with the same page: enough for curl and a browser. */
public final class HttpHello {
  private static final String PAGE = "Hello from a ring road around the kernel.\n";
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
          + PAGE.length()
          + "\r\n\r\n"
          + PAGE;

  private HttpHello() {}

  /** Opens the door. Returns the listening descriptor, or an error number, negated. */
  public static int listen(SocketCalls sockets, String address, int port) {
    try (Arena arena = Arena.ofConfined()) {
      int listener = sockets.socket(AF_INET, SOCK_STREAM, 0);
      MemorySegment one = arena.allocateFrom(JAVA_INT, 1);
      sockets.setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, one, Integer.BYTES);
      MemorySegment local = SockaddrIn.allocate(arena, address, port);
      int error = sockets.bind(listener, local, SockaddrIn.SIZE);
      error = error < 0 ? error : sockets.listen(listener, 16);
      return error < 0 ? error : listener;
    }
  }

  /** Serves with blocking calls, one request after the other, until accepting fails. */
  public static void serve(SocketCalls sockets, int listener) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocateFrom(ANSWER);
      MemorySegment request = arena.allocate(8192);
      int fd = sockets.accept(listener, NULL, NULL);
      while (fd >= 0) {
        if (sockets.recv(fd, request, request.byteSize(), 0) > 0) {
          sockets.send(fd, answer, ANSWER.length(), MessageFlag.MSG_NOSIGNAL);
        }
        sockets.close(fd);
        fd = sockets.accept(listener, NULL, NULL);
      }
    }
  }
}
