package io.ringroad.perf.example;

import static java.lang.foreign.MemorySegment.NULL;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
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
