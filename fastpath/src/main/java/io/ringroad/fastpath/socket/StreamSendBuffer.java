package io.ringroad.fastpath.socket;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Frames of a stream on their way from the application (one producer) to the lane (one consumer).
 * Bytes are counted from the moment they are queued until they are acknowledged:
 *
 * <pre>
 *   acknowledged          sent                 polled               queued
 *   +---------------------+--------------------+--------------------+
 *   | in flight           | in the connection's| in the queue here  |
 *   |                     | send queue, unsent |                    |
 *   +---------------------+--------------------+--------------------+
 * </pre>
 *
 * <p>The lane may retire a buffer that holds nothing ({@link #retire()}); the application enters
 * ({@link #enter()}) before it queues anything, so that one of the two sees the other.
 */
final class StreamSendBuffer {
  private static final int BYTES_PER_FRAME = 1_024;
  private static final int MIN_FRAMES = 64;
  private static final int MAX_FRAMES = 4_096;
  private static final int RETIRED = -1;
  private static final VarHandle QUEUED;
  private static final VarHandle SENT;
  private static final VarHandle ACKNOWLEDGED;
  private static final VarHandle GATE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      QUEUED = lookup.findVarHandle(StreamSendBuffer.class, "queued", long.class);
      SENT = lookup.findVarHandle(StreamSendBuffer.class, "sent", long.class);
      ACKNOWLEDGED = lookup.findVarHandle(StreamSendBuffer.class, "acknowledged", long.class);
      GATE = lookup.findVarHandle(StreamSendBuffer.class, "gate", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FrameQueue frames = new FrameQueue(MAX_FRAMES);

  // The application's.
  private final Frame frame = new Frame();
  private long queued;

  // The lane's.
  private final Frame taken = new Frame();
  private long polled;

  @SuppressWarnings("unused") // the lane's, through SENT
  private long sent;

  @SuppressWarnings("unused") // the lane's, through ACKNOWLEDGED
  private long acknowledged;

  /** Counts entries and exits: odd while the application is inside; {@link #RETIRED} at the end. */
  @SuppressWarnings("unused") // through GATE
  private int gate;

  // ---- either side ----

  int usedBytes() {
    long gone = (long) ACKNOWLEDGED.getAcquire(this);
    return (int) ((long) QUEUED.getAcquire(this) - gone);
  }

  /** Queued and never sent yet. */
  int notSentBytes() {
    long gone = (long) SENT.getAcquire(this);
    return (int) ((long) QUEUED.getAcquire(this) - gone);
  }

  /**
   * Linux's {@code sk_stream_is_writeable}: what is free is at least half of what is used, and less
   * than half of TCP_NOTSENT_LOWAT waits to be sent.
   */
  boolean isWritable(int sendBufferBytes, int notSentLowWaterBytes) {
    int used = usedBytes();
    return sendBufferBytes - used >= used >> 1
        && !isFull(sendBufferBytes)
        && 2L * notSentBytes() < notSentLowWaterBytes;
  }

  /** Whether so many frames wait for the lane that another, however small, is one too many. */
  boolean isFull(int sendBufferBytes) {
    return frames.size() >= Math.clamp(sendBufferBytes / BYTES_PER_FRAME, MIN_FRAMES, MAX_FRAMES);
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  // ---- lane ----

  long poll() {
    long next = frames.poll();
    if (next != 0) {
      polled += taken.wrap(next).length();
    }
    return next;
  }

  /** Of what was polled, {@code unsentBytes} have not been sent yet. */
  void unsent(int unsentBytes) {
    SENT.setRelease(this, polled - unsentBytes);
  }

  /** A full fence: the caller looks at the readiness bits next. */
  void acknowledged(int bytes) {
    long ignored = (long) ACKNOWLEDGED.getAndAdd(this, (long) bytes);
  }

  /**
   * Ends this buffer for good, if it holds nothing and the application is not about to change it.
   */
  boolean retire() {
    int now = (int) GATE.getAcquire(this);
    // An even count that is still the same afterwards: nobody came in while this looked.
    return (now & 1) == 0
        && usedBytes() == 0
        && frames.isEmpty()
        && GATE.compareAndSet(this, now, RETIRED);
  }

  void drain(SocketContext context) {
    long next;
    while ((next = frames.poll()) != 0) {
      context.freeOnLane(next);
    }
  }

  // ---- application ----

  /** Before the application queues anything; false if the lane has retired this buffer. */
  boolean enter() {
    int now = (int) GATE.getOpaque(this);
    return now != RETIRED && GATE.compareAndSet(this, now, now + 1);
  }

  /** The application has queued what it wanted. */
  void leave() {
    GATE.setRelease(this, ((int) GATE.getOpaque(this) + 1) & Integer.MAX_VALUE);
  }

  /** Queues up to {@code length} bytes; returns how many found a frame and a place. */
  int write(
      SocketContext context,
      MemorySegment source,
      long offset,
      int length,
      int frameBytes,
      int lastMarks,
      int sendBufferBytes) {
    int done = 0;
    while (done < length && !isFull(sendBufferBytes)) {
      long next = context.allocate();
      if (next == 0) {
        break;
      }
      int count = Math.min(frameBytes, length - done);
      NativeMemory.copyFrom(source, offset + done, frame.wrap(next).data(), count);
      done += count;
      commit(next, count, done == length ? lastMarks : 0);
    }
    return done;
  }

  /** Queues a frame with its first {@code length} bytes; false if there is no place. */
  boolean commit(long next, int length, int marks) {
    frame.wrap(next).append(length);
    frame.mark(marks);
    // Counted first, so that no more is acknowledged than was counted.
    QUEUED.setRelease(this, queued + length);
    if (frames.offer(next)) {
      return true;
    }
    QUEUED.setRelease(this, queued - length);
    return false;
  }
}
