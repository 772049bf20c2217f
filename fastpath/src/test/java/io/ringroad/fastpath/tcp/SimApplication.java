package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** One end of a simulated conversation: writes a pattern, checks what it reads, and closes. */
final class SimApplication {

  static final int MAX_CHUNK = 8_000;

  private final TestStack stack;
  private final StreamSocket socket;
  private final Random random;
  private final int bytesToWrite;
  private final int salt;
  private final boolean halfCloses;
  private final double eagerness;
  private int maxWrite = MAX_CHUNK;
  private int maxRead = MAX_CHUNK;
  private final MemorySegment memory = Arena.ofAuto().allocate(MAX_CHUNK);
  private int written;
  private int read;
  private boolean shutDown;
  private boolean endSeen;
  private boolean closed;

  /**
   * @param salt tells this end's pattern from the other's, which is {@code ~salt}
   * @param eagerness how often it does something, 0 to 1
   */
  SimApplication(
      TestStack stack,
      StreamSocket socket,
      Random random,
      int bytesToWrite,
      int salt,
      boolean halfCloses,
      double eagerness) {
    this.stack = stack;
    this.socket = socket;
    this.random = random;
    this.bytesToWrite = bytesToWrite;
    this.salt = salt;
    this.halfCloses = halfCloses;
    this.eagerness = eagerness;
  }

  /** Writes and reads at most so many bytes at a time. */
  SimApplication chunks(int maxWrite, int maxRead) {
    this.maxWrite = maxWrite;
    this.maxRead = maxRead;
    return this;
  }

  @Override
  public String toString() {
    return bytesToWrite
        + " w="
        + written
        + " sd="
        + shutDown
        + " es="
        + endSeen
        + " eager="
        + eagerness;
  }

  boolean isClosed() {
    return closed;
  }

  int bytesToWrite() {
    return bytesToWrite;
  }

  int localPort() {
    return socket.localPort();
  }

  int remotePort() {
    return socket.remotePort();
  }

  int bytesRead() {
    return read;
  }

  void step(long nowNs) {
    if (closed || random.nextDouble() > eagerness) {
      return;
    }
    read(nowNs);
    if (stack.tcp.state(socket).acceptsSend()) {
      write(nowNs);
    }
    if (written == bytesToWrite && !shutDown && (halfCloses || endSeen)) {
      shutDown = true;
      stack.tcp.shutdownSend(socket, nowNs);
    }
    if (shutDown && endSeen) {
      closed = true;
      stack.close(socket, nowNs);
    }
  }

  private void write(long nowNs) {
    int length = Math.min(1 + random.nextInt(maxWrite), bytesToWrite - written);
    if (length == 0) {
      return;
    }
    for (int i = 0; i < length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, pattern(written + i, salt));
    }
    int queued = socket.write(memory, 0, length, 0);
    if (queued > 0) {
      written += queued;
      stack.tcp.onApplicationSent(socket, nowNs);
    } else if (queued != SocketResult.WOULD_BLOCK
        && SocketResult.error(queued) != io.ringroad.fastpath.NetError.NO_BUFFERS) {
      throw new AssertionError("write: " + SocketResult.error(queued));
    }
  }

  private void read(long nowNs) {
    int got = socket.read(memory, 0, 1 + random.nextInt(maxRead));
    if (got == 0) {
      endSeen = true;
    } else if (got < 0 && got != SocketResult.WOULD_BLOCK) {
      throw new AssertionError("read: " + SocketResult.error(got));
    }
    for (int i = 0; i < got; i++) {
      if (memory.get(ValueLayout.JAVA_BYTE, i) != pattern(read + i, ~salt)) {
        assertEquals(-1, read + i, "position of the first wrong byte");
      }
    }
    read += Math.max(0, got);
    if (got > 0 && socket.wantsReadNotice()) {
      stack.tcp.onApplicationRead(socket, nowNs);
    }
  }

  private static byte pattern(int position, int salt) {
    int mixed = (position + salt) * 0x9E37_79B1;
    return (byte) (mixed >>> 24);
  }
}
