package io.ringroad.perf.example;

import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.MemorySegment.NULL;

import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Echoes TCP on port 7000. Arguments: a device, such as afpacket:veth0, and its address. */
public final class TinyEchoServer {
  public static void main(String[] args) {
    RingroadConfig config = RingroadConfig.builder().device(args[0], args[1]).build();
    try (Ringroad engine = Ringroad.launch(config);
        Arena arena = Arena.ofConfined()) {
      SocketCalls sockets = engine.sockets();
      int listener = sockets.socket(AF_INET6, SOCK_STREAM, 0);
      sockets.bind(listener, SockaddrIn6.allocate(arena, "::", 7000), SockaddrIn6.SIZE);
      sockets.listen(listener, 128);
      while (true) {
        int fd = sockets.accept(listener, NULL, NULL);
        Thread.ofPlatform().start(() -> echo(sockets, fd));
      }
    }
  }

  private static void echo(SocketCalls sockets, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(64 * 1024);
      long received = sockets.recv(fd, buffer, buffer.byteSize(), 0);
      while (received > 0) {
        sockets.send(fd, buffer, received, 0);
        received = sockets.recv(fd, buffer, buffer.byteSize(), 0);
      }
      sockets.close(fd);
    }
  }
}
