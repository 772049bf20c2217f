package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct in6_pktinfo} (RFC 3542 6.1): the address in the network's byte order, the interface
 * in the machine's.
 *
 * <pre>
 *    0                 8                16            20
 *   +-----------------+-----------------+-------------+
 *   | address (high)  | address (low)   | interface   |
 *   +-----------------+-----------------+-------------+
 * </pre>
 */
public final class In6Pktinfo {
  /** Bytes of the structure. */
  public static final int SIZE = 20;

  private static final int LOW_OFFSET = 8;
  private static final int INTERFACE_OFFSET = 16;
  private static final ValueLayout.OfLong NETWORK_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private In6Pktinfo() {}

  /** Fills the structure. */
  public static void set(MemorySegment segment, long high, long low, int number) {
    segment.set(NETWORK_LONG, 0, high);
    segment.set(NETWORK_LONG, LOW_OFFSET, low);
    segment.set(JAVA_INT_UNALIGNED, INTERFACE_OFFSET, number);
  }

  /** The first eight bytes of the address, as a number. */
  public static long addressHigh(MemorySegment segment, long offset) {
    return segment.get(NETWORK_LONG, offset);
  }

  /** The last eight bytes of the address, as a number. */
  public static long addressLow(MemorySegment segment, long offset) {
    return segment.get(NETWORK_LONG, offset + LOW_OFFSET);
  }

  /** The number of the interface, 0 for any. */
  public static int interfaceNumber(MemorySegment segment, long offset) {
    return segment.get(JAVA_INT_UNALIGNED, offset + INTERFACE_OFFSET);
  }
}
