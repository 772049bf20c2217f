package io.ringroad.pmd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The indices 0 to n - 1 that are free, last in, first out; any thread, lock-free (Treiber's
 * stack). The top is one word, whose tag counts changes, so that a top that came back is not taken
 * for unchanged:
 *
 * <pre>
 *   63              32 31               0
 *   +-----------------+-----------------+
 *   | tag             | index + 1       |    index + 1 = 0: nothing is free
 *   +-----------------+-----------------+
 * </pre>
 */
final class FreeList {
  private static final VarHandle TOP;
  private static final long INDEX_MASK = 0xFFFF_FFFFL;
  private static final long ONE_CHANGE = 1L << 32;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(FreeList.class, "top", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For each free entry the one below it, as index + 1, and how many there are down from it. */
  private final int[] below;

  private final int[] depth;
  private volatile long top;

  /** All {@code size} indices are free; 0 is on top. */
  FreeList(int size) {
    below = new int[size + 1];
    depth = new int[size + 1];
    for (int index = size - 1; index >= 0; index--) {
      push(index);
    }
  }

  /** Takes the index that was freed last, or -1 if none is free. */
  int pop() {
    while (true) {
      long seen = top;
      int entry = (int) seen;
      if (entry == 0) {
        return -1;
      }
      // May be stale by now; then the tag differs and the exchange fails.
      long next = (seen & ~INDEX_MASK) + ONE_CHANGE | below[entry];
      if (TOP.compareAndSet(this, seen, next)) {
        return entry - 1;
      }
    }
  }

  /** Frees an index, which must not be free. */
  void push(int index) {
    int entry = index + 1;
    while (true) {
      long seen = top;
      below[entry] = (int) seen;
      depth[entry] = depth[(int) seen] + 1;
      if (TOP.compareAndSet(this, seen, (seen & ~INDEX_MASK) + ONE_CHANGE | entry)) {
        return;
      }
    }
  }

  /** How many are free; a snapshot. */
  int size() {
    while (true) {
      long seen = top;
      int size = depth[(int) seen];
      if (seen == top) {
        return size;
      }
    }
  }
}
