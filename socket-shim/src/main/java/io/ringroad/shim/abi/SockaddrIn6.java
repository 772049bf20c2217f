package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.Arena;
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

  /** Bytes of the structure as RFC 2133 had it, without a scope: Linux takes that too. */
  public static final int SHORT_SIZE = 24;

  private static final int FAMILY_OFFSET = 0;
  private static final int PORT_OFFSET = 2;
  private static final int FLOW_INFO_OFFSET = 4;
  private static final int ADDRESS_HIGH_OFFSET = 8;
  private static final int ADDRESS_LOW_OFFSET = 16;
  private static final int SCOPE_ID_OFFSET = 24;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SockaddrIn6() {}

  /** An address of family {@code AF_INET6}, all zero otherwise: room for an answer. */
  public static MemorySegment allocate(Arena arena) {
    MemorySegment segment = arena.allocate(SIZE, 4);
    set(segment, 0, 0, 0, 0);
    return segment;
  }

  /**
   * A filled-in address without a scope.
   *
   * @param address an IPv6 literal such as {@code fd00::1}, or dotted decimal for a mapped address
   * @param port 0 to 65535
   * @throws IllegalArgumentException if the address is no literal
   */
  public static MemorySegment allocate(Arena arena, String address, int port) {
    IpAddress parsed = IpAddresses.parse(address);
    MemorySegment segment = arena.allocate(SIZE, 4);
    set(segment, parsed.high(), parsed.low(), port, 0);
    return segment;
  }

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

  /** Traffic class and flow label, in the network's order as a number. */
  public static int flowInfo(MemorySegment segment) {
    return segment.get(NETWORK_INT, FLOW_INFO_OFFSET);
  }

  /** Sets traffic class and flow label. */
  public static void flowInfo(MemorySegment segment, int flowInfo) {
    segment.set(NETWORK_INT, FLOW_INFO_OFFSET, flowInfo);
  }

  /** {@code [fd00::1]:80}, a scope behind a percent sign. */
  public static String format(MemorySegment segment) {
    int scope = scopeId(segment);
    String address = IpAddresses.format(addressHigh(segment), addressLow(segment));
    return "[" + address + (scope == 0 ? "" : "%" + scope) + "]:" + port(segment);
  }

  /** The interface that a link-local address belongs to, 0 for none. */
  public static int scopeId(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, SCOPE_ID_OFFSET);
  }
}
