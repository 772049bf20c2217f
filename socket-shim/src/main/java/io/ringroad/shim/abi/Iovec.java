package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct iovec} (readv(2)).
 *
 * <pre>
 *    0                8               16
 *   +----------------+----------------+
 *   | base (address) | length (bytes) |
 *   +----------------+----------------+
 * </pre>
 */
public final class Iovec {
  /** Bytes of the structure. */
  public static final int SIZE = 16;

  /** The most entries that one call takes ({@code IOV_MAX}). */
  public static final int MAX_COUNT = 1024;

  private static final int BASE_OFFSET = 0;
  private static final int LENGTH_OFFSET = 8;

  private Iovec() {}

  /** Describes {@code buffer} in the entry at {@code index}. */
  public static void set(MemorySegment iov, int index, MemorySegment buffer) {
    set(iov, index, buffer.address(), buffer.byteSize());
  }

  /** Fills the entry at {@code index}. */
  public static void set(MemorySegment iov, int index, long base, long length) {
    iov.set(JAVA_LONG_UNALIGNED, (long) index * SIZE + BASE_OFFSET, base);
    iov.set(JAVA_LONG_UNALIGNED, (long) index * SIZE + LENGTH_OFFSET, length);
  }

  /** The raw address in the entry at {@code index}. */
  public static long base(MemorySegment iov, int index) {
    return iov.get(JAVA_LONG_UNALIGNED, (long) index * SIZE + BASE_OFFSET);
  }

  /** The length in bytes in the entry at {@code index}. */
  public static long length(MemorySegment iov, int index) {
    return iov.get(JAVA_LONG_UNALIGNED, (long) index * SIZE + LENGTH_OFFSET);
  }
}
