package io.ringroad.perf.client;

import static io.ringroad.perf.socket.SocketFailure.check;

import io.ringroad.perf.socket.Endpoint;
import io.ringroad.shim.Errno;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.MessageFlag;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One message out, the same message back, on a connected socket: closed loop, one in flight. Each
 * message carries a number of its own, so that a late answer is not taken for another's.
 */
public final class PingPong implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(10);
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final int MAX_LOST = 10;

  private final SocketCalls sockets;
  private final int fd;
  private final Wait wait;
  private final int messageBytes;
  private final boolean datagrams;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment request;
  private final MemorySegment answer;
  private long number;
  private int lost;

  /**
   * Takes over a connected socket.
   *
   * @param messageBytes at least 8
   * @param datagrams whether the socket keeps message boundaries, and may lose a message
   */
  public PingPong(SocketCalls sockets, int fd, Wait wait, int messageBytes, boolean datagrams) {
    if (messageBytes < Long.BYTES) {
      throw new IllegalArgumentException("a message has at least 8 bytes, not " + messageBytes);
    }
    this.sockets = sockets;
    this.fd = fd;
    this.wait = wait;
    this.messageBytes = messageBytes;
    this.datagrams = datagrams;
    request = arena.allocate(messageBytes, Long.BYTES);
    answer = arena.allocate(messageBytes, Long.BYTES);
    Endpoint.setReceiveTimeout(sockets, fd, PATIENCE_SECONDS);
  }

  /** Exchanges messages for so long. Returns each round trip's nanoseconds. */
  public Histogram run(long durationNs) {
    Histogram histogram = new Histogram(HIGHEST_NS, SIGNIFICANT_DIGITS);
    histogram.setStartTimeStamp(System.currentTimeMillis());
    long endNs = System.nanoTime() + durationNs;
    long nowNs;
    do {
      long startNs = System.nanoTime();
      boolean answered = exchange();
      nowNs = System.nanoTime();
      if (answered) {
        histogram.recordValue(Math.min(nowNs - startNs, HIGHEST_NS));
      } else if (++lost > MAX_LOST) {
        throw new IllegalStateException("more than " + MAX_LOST + " messages were not answered");
      }
    } while (nowNs < endNs);
    histogram.setEndTimeStamp(System.currentTimeMillis());
    return histogram;
  }

  /** Messages that no answer came to in time. */
  public int lost() {
    return lost;
  }

  private boolean exchange() {
    request.set(ValueLayout.JAVA_LONG, 0, ++number);
    check("send", sockets.send(fd, request, messageBytes, MessageFlag.MSG_NOSIGNAL));
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    do {
      if (!receive(deadlineNs)) {
        return false;
      }
    } while (answer.get(ValueLayout.JAVA_LONG, 0) != number);
    if (request.mismatch(answer) >= 0) {
      throw new IllegalStateException("message " + number + " came back changed");
    }
    return true;
  }

  /** Receives one message. Returns false if time runs out, which on a stream is a failure. */
  private boolean receive(long deadlineNs) {
    int received = 0;
    while (received < messageBytes) {
      MemorySegment room = received == 0 ? answer : answer.asSlice(received);
      long count = sockets.recv(fd, room, messageBytes - received, wait.receiveFlags());
      if (count > 0) {
        received += (int) count;
      } else if (count == 0 && !datagrams) {
        throw new IllegalStateException("the server closed the connection");
      } else if (count != -Errno.EAGAIN) {
        check("recv", count);
      } else if (System.nanoTime() > deadlineNs) {
        if (!datagrams) {
          throw new IllegalStateException(
              "no answer to message " + number + " within " + PATIENCE_SECONDS + " s");
        }
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    sockets.close(fd);
    arena.close();
  }
}
