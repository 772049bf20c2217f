package io.ringroad.perf.echo;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A UDP socket: each datagram goes back to its sender. One that finds no room is lost, as UDP is.
 */
final class DatagramEcho implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int BURST = 32;

  private final SocketCalls sockets;
  private final int fd;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
  private final MemorySegment sender = SockaddrIn6.allocate(arena);
  private final MemorySegment senderLength = arena.allocate(ValueLayout.JAVA_INT);

  DatagramEcho(SocketCalls sockets, int fd) {
    this.sockets = sockets;
    this.fd = fd;
  }

  int fd() {
    return fd;
  }

  /** Echoes up to a burst of datagrams. Returns how many. */
  int serve() {
    int served = 0;
    while (served < BURST && echoOne()) {
      served++;
    }
    return served;
  }

  private boolean echoOne() {
    senderLength.set(ValueLayout.JAVA_INT, 0, SockaddrIn6.SIZE);
    long length =
        sockets.recvfrom(fd, buffer, BUFFER_BYTES, MessageFlag.MSG_DONTWAIT, sender, senderLength);
    if (length < 0) {
      return false;
    }
    int nameLength = senderLength.get(ValueLayout.JAVA_INT, 0);
    sockets.sendto(fd, buffer, length, MessageFlag.MSG_DONTWAIT, sender, nameLength);
    return true;
  }

  @Override
  public void close() {
    sockets.close(fd);
    arena.close();
  }
}
