package io.ringroad.fastpath.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Frames on their way from one thread to one other, in order, in blocks that grow with what waits:
 * an idle socket has none, a busy one as much as its traffic needs.
 *
 * <pre>
 *   consumer's block                      producer's block, twice as large
 *   +-----+-----+-----+------+            +-----+-----+-----+-- ... --+
 *   |  f3 |  f4 |  f5 | MOVED| -- next -> |  f6 |  f7 |  0  |         |     0 = free
 *   +-----+-----+-----+------+            +-----+-----+-----+-- ... --+
 * </pre>
 *
 * <p>One producer thread calls {@code offer}, one consumer thread {@code poll}; the sizes may be
 * read by both. A frame that was offered belongs to the queue, then to the consumer.
 */
final class FrameQueue {
  private static final int FIRST_BLOCK_FRAMES = 16;

  /** In the last slot of a block: the frames go on in the next one. No frame has this address. */
  private static final long MOVED = -1;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle OFFERED;
  private static final VarHandle POLLED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OFFERED = lookup.findVarHandle(FrameQueue.class, "offered", long.class);
      POLLED = lookup.findVarHandle(FrameQueue.class, "polled", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Block {
    final long[] slots;

    /** Published by {@link #MOVED}. */
    Block next;

    Block(int frames) {
      slots = new long[frames];
    }
  }

  private final int maxFrames;

  // The producer's.
  private Block tail;
  private int tailIndex;
  private long offered;

  // The consumer's.
  private Block head;
  private int headIndex;
  private long polled;

  /**
   * @param maxFrames most frames that wait, 1 or more
   */
  FrameQueue(int maxFrames) {
    this.maxFrames = maxFrames;
    tail = new Block(FIRST_BLOCK_FRAMES);
    head = tail;
  }

  /**
   * Producer: hands over one frame.
   *
   * @return false if there is no room; the frame is then still the caller's
   */
  boolean offer(long frame) {
    if (isFull()) {
      return false;
    }
    long[] slots = tail.slots;
    int at = tailIndex;
    int following = at + 1 & slots.length - 1;
    // The last free slot of a block is kept for the way to the next one.
    if ((long) SLOT.getAcquire(slots, following) == 0) {
      count();
      SLOT.setRelease(slots, at, frame);
      tailIndex = following;
    } else {
      moveOn(frame, at);
    }
    return true;
  }

  private void moveOn(long frame, int at) {
    Block larger = new Block(2 * tail.slots.length);
    larger.slots[0] = frame;
    count();
    tail.next = larger;
    SLOT.setRelease(tail.slots, at, MOVED);
    tail = larger;
    tailIndex = 1;
  }

  /** Counted before the frame can be seen, so that no more is polled than was counted. */
  private void count() {
    OFFERED.setRelease(this, offered + 1);
  }

  /** Consumer: takes one frame; 0 if none waits. */
  long poll() {
    long frame = (long) SLOT.getAcquire(head.slots, headIndex);
    if (frame == MOVED) {
      head = head.next;
      headIndex = 0;
      frame = (long) SLOT.getAcquire(head.slots, 0);
    }
    if (frame == 0) {
      return 0;
    }
    SLOT.setRelease(head.slots, headIndex, 0L);
    headIndex = headIndex + 1 & head.slots.length - 1;
    POLLED.setRelease(this, polled + 1);
    return frame;
  }

  /** Frames that wait; a snapshot, exact for a thread that is both ends. */
  int size() {
    long taken = (long) POLLED.getAcquire(this);
    return (int) ((long) OFFERED.getAcquire(this) - taken);
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Whether {@link #offer} refuses; exact for the producer. */
  boolean isFull() {
    return size() >= maxFrames;
  }
}
