package io.ringroad.fastpath.socket;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.ring.FrameRing;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Frames of a stream on their way from the application (one producer) to the lane (one consumer).
 * Bytes are counted from the moment they are queued until they are acknowledged.
 */
final class StreamSendBuffer {
  private static final int BYTES_PER_RING_FRAME = 1_024;
  private static final int MIN_FRAMES = 64;
  private static final int MAX_FRAMES = 4_096;
  private static final VarHandle QUEUED;
  private static final VarHandle ACKNOWLEDGED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      QUEUED = lookup.findVarHandle(StreamSendBuffer.class, "queued", long.class);
      ACKNOWLEDGED = lookup.findVarHandle(StreamSendBuffer.class, "acknowledged", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FrameRing ring;

  // The application's.
  private final Frame frame = new Frame();
  private long queued;

  @SuppressWarnings("unused") // the lane's, through ACKNOWLEDGED
  private long acknowledged;

  StreamSendBuffer(int sendBufferBytes) {
    int frames = sendBufferBytes / BYTES_PER_RING_FRAME;
    ring = new FrameRing(Math.clamp(frames, MIN_FRAMES, MAX_FRAMES));
  }

  // ---- either side ----

  int usedBytes() {
    long gone = (long) ACKNOWLEDGED.getAcquire(this);
    return (int) ((long) QUEUED.getAcquire(this) - gone);
  }

  /** Linux's {@code sk_stream_is_writeable}: what is free is at least half of what is used. */
  boolean isWritable(int sendBufferBytes) {
    int used = usedBytes();
    return sendBufferBytes - used >= used >> 1 && !isFull();
  }

  boolean isFull() {
    return ring.size() >= ring.capacity();
  }

  boolean isEmpty() {
    return ring.isEmpty();
  }

  // ---- lane ----

  long poll() {
    return ring.poll();
  }

  /** A full fence: the caller looks at the readiness bits next. */
  void acknowledged(int bytes) {
    long ignored = (long) ACKNOWLEDGED.getAndAdd(this, (long) bytes);
  }

  void drain(SocketContext context) {
    long next;
    while ((next = ring.poll()) != 0) {
      context.freeOnLane(next);
    }
  }

  // ---- application ----

  /** Queues up to {@code length} bytes; returns how many found a frame and a place. */
  int write(
      SocketContext context,
      MemorySegment source,
      long offset,
      int length,
      int frameBytes,
      int lastMarks) {
    int done = 0;
    while (done < length && !isFull()) {
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

  /** Queues a frame with its first {@code length} bytes; false if the ring is full. */
  boolean commit(long next, int length, int marks) {
    frame.wrap(next).append(length);
    frame.mark(marks);
    // Counted first, so that no more is acknowledged than was counted.
    QUEUED.setRelease(this, queued + length);
    if (ring.offer(next)) {
      return true;
    }
    QUEUED.setRelease(this, queued - length);
    return false;
  }
}
