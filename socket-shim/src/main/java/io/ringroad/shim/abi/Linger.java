package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct linger} (socket(7), SO_LINGER).
 *
 * <pre>
 *    0        4                  8
 *   +--------+------------------+
 *   | onoff  | linger (seconds) |
 *   +--------+------------------+
 * </pre>
 */
public final class Linger {
  /** Bytes of the structure. */
  public static final int SIZE = 8;

  private static final int ON_OFFSET = 0;
  private static final int SECONDS_OFFSET = 4;

  private Linger() {}

  /** Whether close waits, or aborts when {@link #seconds} is 0. */
  public static boolean on(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, ON_OFFSET) != 0;
  }

  /** How long close waits. */
  public static int seconds(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, SECONDS_OFFSET);
  }

  /** Fills the structure. */
  public static void set(MemorySegment segment, boolean on, int seconds) {
    segment.set(JAVA_INT_UNALIGNED, ON_OFFSET, on ? 1 : 0);
    segment.set(JAVA_INT_UNALIGNED, SECONDS_OFFSET, seconds);
  }
}
