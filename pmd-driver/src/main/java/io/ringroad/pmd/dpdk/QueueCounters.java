package io.ringroad.pmd.dpdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What a queue did; written by its thread, read by any. */
final class QueueCounters {
  static final int RX_FRAMES = 0;
  static final int RX_BYTES = 1;
  static final int RX_RUNT = 2;
  static final int RX_TOO_MANY_SEGMENTS = 3;
  static final int TX_FRAMES = 4;
  static final int TX_BYTES = 5;
  static final int TX_ERRORS = 6;
  static final int TX_OVERSIZED = 7;
  static final int TX_RUNT = 8;
  static final int TX_FULL = 9;
  static final int RX_NO_FRAME = 10;

  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int LINE = 8;
  private static final int COUNTERS = 11;

  // A cache line before and after, so that queues do not share one.
  private final long[] values = new long[LINE + COUNTERS + LINE];

  void add(int counter, long count) {
    int at = LINE + counter;
    ELEMENT.setOpaque(values, at, values[at] + count);
  }

  long get(int counter) {
    return (long) ELEMENT.getOpaque(values, LINE + counter);
  }
}
