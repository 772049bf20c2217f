package io.ringroad.fastpath.wire;

/**
 * Comparison of TCP sequence numbers, which wrap around at 2^32.
 *
 * <p>RFC 9293 3.4: all arithmetic is modulo 2^32, and the order of two numbers means something only
 * while they are less than 2^31 apart.
 */
public final class SequenceNumbers {
  private SequenceNumbers() {}

  /** Whether {@code a} comes before {@code b}. */
  public static boolean lt(int a, int b) {
    return a - b < 0;
  }

  /** Whether {@code a} comes before {@code b} or equals it. */
  public static boolean leq(int a, int b) {
    return a - b <= 0;
  }

  /** Whether {@code a} comes after {@code b}. */
  public static boolean gt(int a, int b) {
    return a - b > 0;
  }

  /** Whether {@code a} comes after {@code b} or equals it. */
  public static boolean geq(int a, int b) {
    return a - b >= 0;
  }

  /** The distance from {@code b} forward to {@code a}; negative where {@code a} comes first. */
  public static int diff(int a, int b) {
    return a - b;
  }

  /** The later of the two. */
  public static int max(int a, int b) {
    return geq(a, b) ? a : b;
  }

  /** The earlier of the two. */
  public static int min(int a, int b) {
    return leq(a, b) ? a : b;
  }

  /** Whether {@code start <= a < start + length}, where {@code length} is unsigned. */
  public static boolean inWindow(int a, int start, int length) {
    return Integer.compareUnsigned(a - start, length) < 0;
  }
}
