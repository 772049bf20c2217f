package io.ringroad.perf.client;

import static io.ringroad.perf.socket.SocketFailure.check;

import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/**
 * Sends datagrams of every length to an echo server and compares each that comes back, its length
 * and every byte. A few are in flight at a time; on a link that neither loses nor reorders they
 * come back in order, and anything else is a failure.
 */
public final class DatagramVerifier {
  private static final int IN_FLIGHT = 8;
  private static final int PATIENCE_SECONDS = 30;
  private static final long SEED = 2;

  /** Distance between two datagrams' bytes in the pattern: neighbours must not look alike. */
  private static final int STRIDE_BYTES = 3001;

  private final SocketCalls sockets;
  private final int datagrams;
  private final int maxBytes;

  /** Will send so many datagrams of 0 to {@code maxBytes} bytes. */
  public DatagramVerifier(SocketCalls sockets, int datagrams, int maxBytes) {
    this.sockets = sockets;
    this.datagrams = datagrams;
    this.maxBytes = maxBytes;
  }

  /**
   * Echoes everything and fails at the first difference.
   *
   * @param progress told how many datagrams have been compared
   */
  public void run(Endpoint server, LongConsumer progress) {
    int fd = server.connectDatagram(sockets);
    Endpoint.setReceiveTimeout(sockets, fd, PATIENCE_SECONDS);
    try (Arena arena = Arena.ofConfined()) {
      Pattern pattern = new Pattern(arena, SEED, maxBytes);
      MemorySegment buffer = arena.allocate(maxBytes + 1L);
      int sent = 0;
      for (int compared = 0; compared < datagrams; compared++) {
        while (sent < datagrams && sent - compared < IN_FLIGHT) {
          check("send", sockets.send(fd, payload(pattern, sent), length(sent), 0));
          sent++;
        }
        compareNext(fd, pattern, buffer, compared);
        progress.accept(compared + 1L);
      }
    } finally {
      sockets.close(fd);
    }
  }

  private void compareNext(int fd, Pattern pattern, MemorySegment buffer, int index) {
    String name = "datagram " + index + " of " + length(index) + " bytes";
    long count = sockets.recv(fd, buffer, buffer.byteSize(), 0);
    if (count == -Errno.EAGAIN) {
      throw new IllegalStateException(name + " did not come back");
    }
    if (check("recv", count) != length(index)) {
      throw new IllegalStateException(name + " came back with " + count + " bytes");
    }
    if (payload(pattern, index).mismatch(buffer.asSlice(0, count)) >= 0) {
      throw new IllegalStateException(name + " came back changed");
    }
  }

  private int length(int index) {
    return index % (maxBytes + 1);
  }

  private MemorySegment payload(Pattern pattern, int index) {
    return pattern.at((long) index * STRIDE_BYTES, length(index));
  }
}
