package io.ringroad.perf.client;

import static io.ringroad.perf.socket.SocketFailure.check;

import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.PollEvent;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.Shutdown;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/**
 * Sends a stream to an echo server, half-closes, and compares every byte that comes back with the
 * byte that was sent, up to and including the end of the stream.
 */
public final class StreamVerifier {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int PATIENCE_SECONDS = 120;
  private static final long SEED = 1;

  private final SocketCalls sockets;
  private final long totalBytes;
  private long sent;
  private long received;

  /** Will send so many bytes, at least 1. */
  public StreamVerifier(SocketCalls sockets, long totalBytes) {
    this.sockets = sockets;
    this.totalBytes = totalBytes;
  }

  /**
   * Connects, echoes everything and fails at the first byte that differs.
   *
   * @param progress told now and then how many bytes have been compared
   */
  public void run(Endpoint server, LongConsumer progress) {
    int fd = server.connectStream(sockets);
    try (Arena arena = Arena.ofConfined()) {
      Pattern pattern = new Pattern(arena, SEED, CHUNK_BYTES);
      MemorySegment buffer = arena.allocate(CHUNK_BYTES);
      MemorySegment pollSet = arena.allocate(Pollfd.SIZE, 4);
      while (received < totalBytes) {
        awaitReady(fd, pollSet);
        send(fd, pattern);
        receive(fd, pattern, buffer);
        progress.accept(received);
      }
      expectEnd(fd, buffer);
    } finally {
      sockets.close(fd);
    }
  }

  private void awaitReady(int fd, MemorySegment pollSet) {
    int events = sent < totalBytes ? PollEvent.POLLIN | PollEvent.POLLOUT : PollEvent.POLLIN;
    Pollfd.set(pollSet, 0, fd, events);
    if (check("poll", sockets.poll(pollSet, 1, PATIENCE_SECONDS * 1000)) == 0) {
      throw new IllegalStateException(
          "nothing moved for 120 s: sent " + sent + ", received " + received + " bytes");
    }
  }

  private void send(int fd, Pattern pattern) {
    int length = (int) Math.min(CHUNK_BYTES, totalBytes - sent);
    if (length == 0) {
      return;
    }
    int flags = MessageFlag.MSG_DONTWAIT | MessageFlag.MSG_NOSIGNAL;
    long count = sockets.send(fd, pattern.at(sent, length), length, flags);
    if (count != -Errno.EAGAIN) {
      sent += check("send", count);
    }
    if (sent == totalBytes) {
      check("shutdown", sockets.shutdown(fd, Shutdown.SHUT_WR));
    }
  }

  private void receive(int fd, Pattern pattern, MemorySegment buffer) {
    long count = sockets.recv(fd, buffer, CHUNK_BYTES, MessageFlag.MSG_DONTWAIT);
    if (count == -Errno.EAGAIN) {
      return;
    }
    if (check("recv", count) == 0) {
      throw new IllegalStateException("the stream ended after " + received + " bytes");
    }
    long different = pattern.at(received, (int) count).mismatch(buffer.asSlice(0, count));
    if (different >= 0) {
      throw new IllegalStateException("byte " + (received + different) + " came back changed");
    }
    received += count;
  }

  private void expectEnd(int fd, MemorySegment buffer) {
    Endpoint.setReceiveTimeout(sockets, fd, PATIENCE_SECONDS);
    long count = sockets.recv(fd, buffer, CHUNK_BYTES, 0);
    if (check("recv at the end of the stream", count) != 0) {
      throw new IllegalStateException(count + " bytes came after the last one");
    }
  }
}
