package io.ringroad.fastpath.tcp.queue;

import java.util.Arrays;

/**
 * A list of slots of a {@link SegmentRing}, linked by slot number: the segments on their way, in
 * the order in which they were sent last. RFC 8985 6.2 looks for losses in this order, so that an
 * acknowledgment costs what it changes and not what is in flight. Owned by the lane.
 */
final class TransmitOrder {

  static final int NONE = -1;
  private static final int ABSENT = -2;

  private int[] earlier;
  private int[] later;
  private int first = NONE;
  private int last = NONE;

  TransmitOrder(int capacity) {
    earlier = absent(capacity);
    later = new int[capacity];
  }

  private static int[] absent(int capacity) {
    int[] links = new int[capacity];
    Arrays.fill(links, ABSENT);
    return links;
  }

  /** The slot that was sent longest ago; {@link #NONE} if there is none. */
  int first() {
    return first;
  }

  /** The slot sent after this one; {@link #NONE} if there is none. */
  int later(int slot) {
    return later[slot];
  }

  boolean contains(int slot) {
    return earlier[slot] != ABSENT;
  }

  void append(int slot) {
    insertBefore(slot, NONE);
  }

  /** Puts a slot before another, or at the end if that is {@link #NONE}. */
  void insertBefore(int slot, int next) {
    int previous = next == NONE ? last : earlier[next];
    earlier[slot] = previous;
    later[slot] = next;
    join(previous, slot);
    join(slot, next);
  }

  /** Takes a slot out; it must be in. */
  void remove(int slot) {
    join(earlier[slot], later[slot]);
    earlier[slot] = ABSENT;
  }

  /** What was in slot {@code from} is now in slot {@code to}, which was not in the list. */
  void move(int from, int to) {
    if (!contains(from)) {
      return;
    }
    int next = later[from];
    remove(from);
    insertBefore(to, next);
  }

  /** The ring was unrolled, so that {@code head} became slot 0, into so many slots. */
  void unroll(int head, int capacity) {
    int mask = earlier.length - 1;
    int[] oldLater = later;
    int slot = first;
    earlier = absent(capacity);
    later = new int[capacity];
    first = NONE;
    last = NONE;
    while (slot != NONE) {
      append(slot - head & mask);
      slot = oldLater[slot];
    }
  }

  void clear() {
    while (first != NONE) {
      remove(first);
    }
  }

  private void join(int previous, int next) {
    if (previous == NONE) {
      first = next;
    } else {
      later[previous] = next;
    }
    if (next == NONE) {
      last = previous;
    } else {
      earlier[next] = previous;
    }
  }
}
