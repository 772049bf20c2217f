package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct timeval} (socket(7), SO_RCVTIMEO), and {@code struct timespec}, which counts
 * nanoseconds where this counts microseconds (recvmmsg(2)).
 *
 * <pre>
 *    0                8                16
 *   +----------------+----------------+
 *   | seconds        | microseconds   |
 *   +----------------+----------------+
 * </pre>
 */
public final class Timeval {
  /** Bytes of either structure. */
  public static final int SIZE = 16;

  private static final int SECONDS_OFFSET = 0;
  private static final int FRACTION_OFFSET = 8;

  private Timeval() {}

  /** Whole seconds. */
  public static long seconds(MemorySegment segment) {
    return segment.get(JAVA_LONG_UNALIGNED, SECONDS_OFFSET);
  }

  /** Microseconds of a {@code timeval}, nanoseconds of a {@code timespec}. */
  public static long fraction(MemorySegment segment) {
    return segment.get(JAVA_LONG_UNALIGNED, FRACTION_OFFSET);
  }

  /**
   * Whether a {@code timespec} is a length of time: not negative, less than a second's fraction.
   */
  public static boolean isTimespec(MemorySegment segment) {
    long nanos = fraction(segment);
    return seconds(segment) >= 0 && nanos >= 0 && nanos < 1_000_000_000L;
  }

  /** Fills either structure. */
  public static void set(MemorySegment segment, long seconds, long fraction) {
    segment.set(JAVA_LONG_UNALIGNED, SECONDS_OFFSET, seconds);
    segment.set(JAVA_LONG_UNALIGNED, FRACTION_OFFSET, fraction);
  }
}
