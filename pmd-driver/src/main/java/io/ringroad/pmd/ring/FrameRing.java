package io.ringroad.pmd.ring;

import io.ringroad.pmd.FrameBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Hands frames from one thread to one other, in order, over an Agrona {@link OneToOneRingBuffer}. A
 * message carries a batch of frame addresses; what a poll does not take of it waits in the
 * consumer's stash:
 *
 * <pre>
 *   +------------------+------------------+---------+---------+--
 *   | length, type  8  | address 0     8  | address 1         | ...
 *   +------------------+------------------+---------+---------+--
 * </pre>
 *
 * <p>One producer thread calls {@code offer}, one consumer thread calls {@code poll}; the sizes may
 * be read by both. A frame that was offered belongs to the ring, then to the consumer. Allocates
 * nothing after it was made.
 */
public final class FrameRing {
  private static final int FRAMES = 1;
  private static final int MAX_BATCH = 32;
  private static final int BYTES_FOR_ONE = 16;
  private static final VarHandle OFFERED;
  private static final VarHandle POLLED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OFFERED = lookup.findVarHandle(FrameRing.class, "offered", long.class);
      POLLED = lookup.findVarHandle(FrameRing.class, "polled", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final OneToOneRingBuffer ring;
  private final AtomicBuffer buffer;
  private final int capacity;
  private final int batch;

  // The consumer's own.
  private final long[] stash;
  private int stashStart;
  private int stashEnd;
  private FrameBurst target;
  private final ControlledMessageHandler onMessage = this::onMessage;

  @SuppressWarnings("unused") // through OFFERED
  private long offered;

  @SuppressWarnings("unused") // through POLLED
  private long polled;

  /**
   * @param minCapacity frames that it holds at least, 1 to 2^25; rounded up to a power of two less
   *     one
   */
  public FrameRing(int minCapacity) {
    if (minCapacity < 1 || minCapacity > 1 << 25) {
      throw new IllegalArgumentException("a ring holds 1 to 2^25 frames, not " + minCapacity);
    }
    // Single-frame messages take 16 bytes, larger ones less a frame; the end of the ring wastes 8.
    int bytes = Math.max(128, Integer.highestOneBit(2 * BYTES_FOR_ONE * (minCapacity + 1) - 1));
    buffer =
        new UnsafeBuffer(ByteBuffer.allocateDirect(bytes + RingBufferDescriptor.TRAILER_LENGTH));
    ring = new OneToOneRingBuffer(buffer);
    capacity = bytes / BYTES_FOR_ONE - 1;
    batch = Math.max(1, Math.min(MAX_BATCH, ring.maxMsgLength() / Long.BYTES));
    stash = new long[batch];
  }

  /**
   * Producer: hands over one frame.
   *
   * @return false if the ring is full; the frame is then still the caller's
   */
  public boolean offer(long frame) {
    int index = isFull() ? -1 : ring.tryClaim(FRAMES, Long.BYTES);
    if (index < 0) {
      return false;
    }
    buffer.putLong(index, frame);
    // Counted before it can be seen, so that the count never falls below what was polled.
    OFFERED.setRelease(this, offered + 1);
    ring.commit(index);
    return true;
  }

  /**
   * Producer: hands over frames from the front of the burst and removes them from it; those that
   * the ring has no room for stay the caller's.
   *
   * @return how many
   */
  public int offer(FrameBurst burst) {
    int size = burst.size();
    int done = 0;
    while (done < size) {
      int taken = offerBatch(burst, done);
      if (taken == 0) {
        break;
      }
      done += taken;
    }
    burst.removeFirst(done);
    return done;
  }

  private int offerBatch(FrameBurst burst, int first) {
    int count = Math.min(Math.min(batch, burst.size() - first), room());
    int index = count == 0 ? -1 : ring.tryClaim(FRAMES, count * Long.BYTES);
    if (index < 0) {
      return count > 1 && offer(burst.get(first)) ? 1 : 0;
    }
    for (int i = 0; i < count; i++) {
      buffer.putLong(index + i * Long.BYTES, burst.get(first + i));
    }
    OFFERED.setRelease(this, offered + count);
    ring.commit(index);
    return count;
  }

  /**
   * Consumer: takes one frame.
   *
   * @return its address, or 0 if the ring is empty
   */
  public long poll() {
    if (stashStart == stashEnd && (isEmpty() || read(1) == 0)) {
      return 0;
    }
    long frame = stash[stashStart++];
    POLLED.setRelease(this, polled + 1);
    return frame;
  }

  /**
   * Consumer: appends frames to the burst, as far as it has room.
   *
   * @return how many
   */
  public int poll(FrameBurst burst) {
    if (isEmpty()) {
      return 0;
    }
    int before = burst.size();
    while (stashStart < stashEnd && burst.add(stash[stashStart])) {
      stashStart++;
    }
    target = burst;
    while (!burst.isFull() && read(Integer.MAX_VALUE) > 0) {}
    target = null;
    int taken = burst.size() - before;
    if (taken > 0) {
      POLLED.setRelease(this, polled + taken);
    }
    return taken;
  }

  private int read(int messages) {
    int done = ring.controlledRead(onMessage, messages);
    // A read ends where the ring wraps, even if it found only the padding there.
    return done > 0 ? done : ring.controlledRead(onMessage, messages);
  }

  private Action onMessage(int type, MutableDirectBuffer message, int index, int length) {
    FrameBurst burst = target;
    int end = index + length;
    int at = index;
    if (burst != null) {
      while (at < end && burst.add(message.getLong(at))) {
        at += Long.BYTES;
      }
    }
    if (at < end) {
      stash(message, at, end);
    }
    return burst != null && !burst.isFull() ? Action.CONTINUE : Action.BREAK;
  }

  private void stash(MutableDirectBuffer message, int start, int end) {
    stashStart = 0;
    stashEnd = 0;
    for (int at = start; at < end; at += Long.BYTES) {
      stash[stashEnd++] = message.getLong(at);
    }
  }

  /** Frames that the ring holds at most. */
  public int capacity() {
    return capacity;
  }

  /** Frames in the ring; a snapshot, exact for a thread that is both ends. */
  public int size() {
    long taken = (long) POLLED.getAcquire(this);
    return (int) ((long) OFFERED.getAcquire(this) - taken);
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  private int room() {
    return capacity - size();
  }

  private boolean isFull() {
    return room() <= 0;
  }
}
