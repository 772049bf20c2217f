package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in6} (ipv6(7)). Family and scope are in the machine's byte order, the rest
 * in the network's.
 *
 * <pre>
 *    0        2        4           8                16                24          28
 *   +--------+--------+-----------+-----------------+-----------------+-----------+
 *   | family | port   | flow info | address (high)  | address (low)   | scope id  |
 *   +--------+--------+-----------+-----------------+-----------------+-----------+
 * </pre>
 */
public final class SockaddrIn6 {
  /** Bytes of the structure. */
  public static final int SIZE = 28;

  private static final int FAMILY_OFFSET = 0;
  private static final int PORT_OFFSET = 2;
  private static final int FLOW_INFO_OFFSET = 4;
  private static final int ADDRESS_HIGH_OFFSET = 8;
  private static final int ADDRESS_LOW_OFFSET = 16;
  private static final int SCOPE_ID_OFFSET = 24;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SockaddrIn6() {}

  /** Fills all 28 bytes; flow info is zero. */
  public static void set(MemorySegment segment, long high, long low, int port, int scopeId) {
    segment.set(JAVA_SHORT_UNALIGNED, FAMILY_OFFSET, (short) AddressFamily.AF_INET6);
    segment.set(NETWORK_SHORT, PORT_OFFSET, (short) port);
    segment.set(JAVA_INT_UNALIGNED, FLOW_INFO_OFFSET, 0);
    segment.set(NETWORK_LONG, ADDRESS_HIGH_OFFSET, high);
    segment.set(NETWORK_LONG, ADDRESS_LOW_OFFSET, low);
    segment.set(JAVA_INT_UNALIGNED, SCOPE_ID_OFFSET, scopeId);
  }

  /** The port, 0 to 65535. */
  public static int port(MemorySegment segment) {
    return Short.toUnsignedInt(segment.get(NETWORK_SHORT, PORT_OFFSET));
  }

  /** The first eight bytes of the address, as a number. */
  public static long addressHigh(MemorySegment segment) {
    return segment.get(NETWORK_LONG, ADDRESS_HIGH_OFFSET);
  }

  /** The last eight bytes of the address, as a number. */
  public static long addressLow(MemorySegment segment) {
    return segment.get(NETWORK_LONG, ADDRESS_LOW_OFFSET);
  }

  /** The interface that a link-local address belongs to, 0 for none. */
  public static int scopeId(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, SCOPE_ID_OFFSET);
  }
}
