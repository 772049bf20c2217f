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
 * byte that was sent, up to and including the end of the stream. {@link #step} never waits, so that
 * a lane can call it; {@link #run} is for a thread that would rather sleep. Used by one thread at a
 * time.
 */
public final class StreamVerifier implements AutoCloseable {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int PATIENCE_SECONDS = 120;
  private static final int FLAGS = MessageFlag.MSG_DONTWAIT | MessageFlag.MSG_NOSIGNAL;
  private static final long SEED = 1;

  private final SocketCalls sockets;
  private final long totalBytes;
  private final int fd;
  private final Arena arena = Arena.ofShared();
  private final Pattern pattern = new Pattern(arena, SEED, CHUNK_BYTES);
  private final MemorySegment buffer = arena.allocate(CHUNK_BYTES);
  private final MemorySegment pollSet = arena.allocate(Pollfd.SIZE, 4);
  private long sent;
  private long received;
  private boolean finished;

  /** Begins to connect, and will send so many bytes, at least 1. */
  public StreamVerifier(SocketCalls sockets, Endpoint server, long totalBytes) {
    this.sockets = sockets;
    this.totalBytes = totalBytes;
    this.fd = server.beginStream(sockets);
  }

  /** Whether the stream has come back whole, and its end has been seen. */
  public boolean isFinished() {
    return finished;
  }

  /**
   * Echoes everything and fails at the first byte that differs.
   *
   * @param progress told now and then how many bytes have been compared
   */
  public void run(LongConsumer progress) {
    while (!finished) {
      awaitReady();
      step();
      progress.accept(received);
    }
  }

  /** Sends and compares what can be without waiting. Returns 0 if that was nothing. */
  public int step() {
    return send() + receive();
  }

  private void awaitReady() {
    int events = sent < totalBytes ? PollEvent.POLLIN | PollEvent.POLLOUT : PollEvent.POLLIN;
    Pollfd.set(pollSet, 0, fd, events);
    if (check("poll", sockets.poll(pollSet, 1, PATIENCE_SECONDS * 1000)) == 0) {
      throw new IllegalStateException(
          "nothing moved for 120 s: sent " + sent + ", received " + received + " bytes");
    }
  }

  private int send() {
    int length = (int) Math.min(CHUNK_BYTES, totalBytes - sent);
    if (length == 0) {
      return 0;
    }
    long count = sockets.send(fd, pattern.at(sent, length), length, FLAGS);
    if (count == -Errno.EAGAIN) {
      return 0;
    }
    sent += check("send", count);
    if (sent == totalBytes) {
      check("shutdown", sockets.shutdown(fd, Shutdown.SHUT_WR));
    }
    return 1;
  }

  private int receive() {
    long count = sockets.recv(fd, buffer, CHUNK_BYTES, MessageFlag.MSG_DONTWAIT);
    if (count == -Errno.EAGAIN) {
      return 0;
    }
    compare((int) check("recv", count));
    return 1;
  }

  private void compare(int count) {
    if (count == 0) {
      if (received < totalBytes) {
        throw new IllegalStateException("the stream ended after " + received + " bytes");
      }
      finished = true;
      return;
    }
    if (count > totalBytes - received) {
      throw new IllegalStateException("bytes came after the last one");
    }
    long different = pattern.at(received, count).mismatch(buffer.asSlice(0, count));
    if (different >= 0) {
      throw new IllegalStateException("byte " + (received + different) + " came back changed");
    }
    received += count;
  }

  @Override
  public void close() {
    sockets.close(fd);
    arena.close();
  }
}
