package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketResult;
import io.ringroad.fastpath.socket.StreamSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** One end of a simulated conversation: writes a pattern, checks what it reads, and closes. */
final class SimApplication {

  /** What one end does, and how hastily. */
  static final class Habits {
    int bytesToWrite;
    int maxWrite = MAX_CHUNK;
    int maxRead = MAX_CHUNK;

    /** How often it does something, 0 to 1 for each tick of the time. */
    double eagerness = 1;

    /** Ends its stream when it has written all, rather than after the end of the other's. */
    boolean halfCloses = true;

    /** How often, and for how long, it looks away. */
    double stall;

    long stallNs;

    /** After so many bytes, read and written, it gives up; -1 for never. */
    int quitsAfterBytes = -1;

    /** Gives up by a reset rather than by a close with data unread. */
    boolean quitsByAbort;

    /** One of the two ends gives up: the other's errors are right. */
    boolean mayBreak;
  }

  static final int MAX_CHUNK = 8_000;

  /** Fast Open: data are what the SYN waits for. */
  private static final int MAY_WRITE = Readiness.CONNECTED | Readiness.EARLY_DATA;

  private static final long FRAMELESS_PAUSE_NS = 20_000_000;

  private final TestStack stack;
  private final StreamSocket socket;
  private final Random random;
  private final Habits habits;
  private final int salt;
  private final int localPort;
  private final int remotePort;
  private final MemorySegment memory = Arena.ofAuto().allocate(MAX_CHUNK);
  private long busyFromNs;
  private int written;
  private int read;
  private boolean shutDown;
  private boolean endSeen;
  private boolean broken;
  private boolean closed;

  /**
   * @param salt tells this end's pattern from the other's, which is {@code ~salt}
   */
  SimApplication(TestStack stack, StreamSocket socket, Random random, Habits habits, int salt) {
    this.stack = stack;
    this.socket = socket;
    this.random = random;
    this.habits = habits;
    this.salt = salt;
    this.localPort = socket.localPort();
    this.remotePort = socket.remotePort();
  }

  @Override
  public String toString() {
    return String.format(
        "%n%d>%d wrote %d of %d%s, read %d%s%s%s",
        localPort,
        remotePort,
        written,
        habits.bytesToWrite,
        shutDown ? " and its end" : "",
        read,
        endSeen ? " and the end" : "",
        broken ? ", broken" : "",
        closed ? ", closed" : "");
  }

  boolean isClosed() {
    return closed;
  }

  /** The connection ended by an error, or by this end giving up. */
  boolean isBroken() {
    return broken;
  }

  boolean mayBreak() {
    return habits.mayBreak;
  }

  int localPort() {
    return localPort;
  }

  int bytesToWrite() {
    return habits.bytesToWrite;
  }

  int bytesWritten() {
    return written;
  }

  int bytesRead() {
    return read;
  }

  int remotePort() {
    return remotePort;
  }

  /** When it will next do something: {@code nowNs} if it has something to do now. */
  long nextTurnNs(long nowNs) {
    if (closed) {
      return Long.MAX_VALUE;
    }
    if (busyFromNs > nowNs) {
      return busyFromNs;
    }
    int ready = socket.readiness();
    boolean reads = !endSeen && (ready & (Readiness.READABLE | Readiness.ERROR)) != 0;
    boolean writes = written < habits.bytesToWrite && (ready & MAY_WRITE) != 0;
    boolean ends = written == habits.bytesToWrite && (shutDown ? endSeen : mayShutDown());
    return reads || writes && socket.sendSpace() > 0 || ends || hasEnough() || isCutOff()
        ? nowNs
        : Long.MAX_VALUE;
  }

  private boolean mayShutDown() {
    return (habits.halfCloses || endSeen) && stack.tcp.state(socket).isSynchronized();
  }

  /** The connection is gone, though this end had more to say. */
  private boolean isCutOff() {
    return endSeen && !shutDown && (socket.readiness() & Readiness.HANG_UP) != 0;
  }

  private boolean hasEnough() {
    return habits.quitsAfterBytes >= 0 && read + written >= habits.quitsAfterBytes;
  }

  void step(long nowNs) {
    if (closed || busyFromNs > nowNs || random.nextDouble() > habits.eagerness) {
      return;
    }
    if (random.nextDouble() < habits.stall) {
      busyFromNs = nowNs + random.nextLong(habits.stallNs);
      return;
    }
    if (!endSeen) {
      read(nowNs);
    }
    boolean early = socket.events().has(Readiness.EARLY_DATA);
    if ((early || stack.tcp.state(socket).acceptsSend()) && !shutDown && !broken) {
      write(nowNs);
    }
    if (isCutOff()) {
      onError("write", SocketResult.of(socket.takeError()));
    }
    if (broken || hasEnough()) {
      quit(nowNs);
    } else if (written == habits.bytesToWrite && !shutDown && mayShutDown()) {
      shutDown = true;
      stack.tcp.shutdownSend(socket, nowNs);
    }
    if (shutDown && endSeen && !closed) {
      closed = true;
      stack.close(socket, nowNs);
    }
  }

  private void quit(long nowNs) {
    broken = true;
    closed = true;
    if (habits.quitsByAbort) {
      stack.tcp.abort(socket, nowNs);
      socket.applicationDone();
    } else {
      stack.close(socket, nowNs);
    }
  }

  private void write(long nowNs) {
    int length = Math.min(1 + random.nextInt(habits.maxWrite), habits.bytesToWrite - written);
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
    } else if (SocketResult.error(queued) == NetError.NO_BUFFERS) {
      busyFromNs = nowNs + FRAMELESS_PAUSE_NS;
    } else if (queued != SocketResult.WOULD_BLOCK) {
      onError("write", queued);
    }
  }

  private void read(long nowNs) {
    int got = socket.read(memory, 0, 1 + random.nextInt(habits.maxRead));
    if (got == 0) {
      endSeen = true;
    } else if (got < 0 && got != SocketResult.WOULD_BLOCK) {
      onError("read", got);
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

  private void onError(String call, int result) {
    NetError error = SocketResult.error(result);
    assertTrue(
        habits.mayBreak || error == NetError.TIMED_OUT && read + written == 0,
        () -> call + ": " + error + this);
    broken = true;
  }

  private static byte pattern(int position, int salt) {
    int mixed = (position + salt) * 0x9E37_79B1;
    return (byte) (mixed >>> 24);
  }
}
