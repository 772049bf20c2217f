package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.socket.ConnectionFigures;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where a lane leaves the answers to commands. A thread that wants an answer takes a slot, names it
 * in its command, waits until the slot is full and gives it back. Each slot has a cache line:
 *
 * <pre>
 *   0               4               8                              64
 *   +---------------+---------------+-------------------------------+
 *   | answered   32 | value      32 | padding                       |
 *   +---------------+---------------+-------------------------------+
 * </pre>
 */
final class ReplySlots {
  private static final int SLOT_BYTES = BitUtil.CACHE_LINE_LENGTH;
  private static final int ANSWERED = 0;
  private static final int VALUE = 4;

  private final AtomicBuffer slots;
  private final ConnectionFigures[] toFill;
  private final ManyToManyConcurrentArrayQueue<Integer> free;

  /**
   * @param count threads that can wait at the same time; others wait for a slot first
   */
  ReplySlots(int count) {
    slots =
        new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(count * SLOT_BYTES, BitUtil.CACHE_LINE_LENGTH));
    toFill = new ConnectionFigures[count];
    free = new ManyToManyConcurrentArrayQueue<>(count);
    for (int i = 0; i < count; i++) {
      free.add(i);
    }
  }

  /**
   * Takes an empty slot.
   *
   * @return null if all are taken
   */
  Integer take() {
    Integer slot = free.poll();
    if (slot != null) {
      slots.putIntOrdered(slot * SLOT_BYTES + ANSWERED, 0);
    }
    return slot;
  }

  /** What the lane is to fill in before it answers; null if nothing. The command publishes it. */
  void toFill(int slot, ConnectionFigures figures) {
    toFill[slot] = figures;
  }

  /** Lane: what {@link #toFill(int, ConnectionFigures)} said. */
  ConnectionFigures toFill(int slot) {
    return toFill[slot];
  }

  /** Lane: leaves the answer. */
  void answer(int slot, int value) {
    slots.putInt(slot * SLOT_BYTES + VALUE, value);
    slots.putIntOrdered(slot * SLOT_BYTES + ANSWERED, 1);
  }

  /** Whether the answer is there. */
  boolean isAnswered(int slot) {
    return slots.getIntVolatile(slot * SLOT_BYTES + ANSWERED) != 0;
  }

  /** The answer. */
  int value(int slot) {
    return slots.getInt(slot * SLOT_BYTES + VALUE);
  }

  /** Gives a slot back whose answer was seen, or will never come. */
  void giveBack(Integer slot) {
    // The queue can hold all slots, yet calls itself full while another thread is in the middle of
    // taking from the place that comes next.
    while (!free.offer(slot)) {
      Thread.yield();
    }
  }
}
