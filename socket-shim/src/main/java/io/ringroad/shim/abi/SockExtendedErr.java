package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct sock_extended_err} (ip(7), IP_RECVERR) with the address of who reports it behind,
 * of the socket's family.
 *
 * <pre>
 *    0            4        5      6      7      8        12       16
 *   +------------+--------+------+------+------+--------+--------+- - - - - - - - - -+
 *   | errno      | origin | type | code | pad  | info   | data   | offender (16, 28)  |
 *   +------------+--------+------+------+------+--------+--------+- - - - - - - - - -+
 * </pre>
 */
public final class SockExtendedErr {
  /** Bytes of the structure. */
  public static final int SIZE = 16;

  /** Bytes with an IPv4 address behind, all zero where nobody reported. */
  public static final int SIZE_WITH_OFFENDER = SIZE + SockaddrIn.SIZE;

  /** Bytes with an IPv6 address behind. */
  public static final int SIZE_WITH_OFFENDER6 = SIZE + SockaddrIn6.SIZE;

  private static final int ORIGIN_OFFSET = 4;
  private static final int TYPE_OFFSET = 5;
  private static final int CODE_OFFSET = 6;
  private static final int INFO_OFFSET = 8;
  private static final int DATA_OFFSET = 12;

  private SockExtendedErr() {}

  /**
   * Fills the structure; the address behind is nobody's.
   *
   * @param segment with room for the structure and an address of either family
   * @param errno positive, 0 if all is well
   */
  public static void set(
      MemorySegment segment, int errno, int origin, int type, int code, int info, int data) {
    segment.asSlice(0, SIZE_WITH_OFFENDER6).fill((byte) 0);
    segment.set(JAVA_INT_UNALIGNED, 0, errno);
    segment.set(JAVA_BYTE, ORIGIN_OFFSET, (byte) origin);
    segment.set(JAVA_BYTE, TYPE_OFFSET, (byte) type);
    segment.set(JAVA_BYTE, CODE_OFFSET, (byte) code);
    segment.set(JAVA_INT_UNALIGNED, INFO_OFFSET, info);
    segment.set(JAVA_INT_UNALIGNED, DATA_OFFSET, data);
  }

  /** Where the address of who reports is. */
  public static MemorySegment offender(MemorySegment segment) {
    return segment.asSlice(SIZE);
  }

  /** The error, 0 if all is well. */
  public static int errno(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, 0);
  }

  /** Who found out: 1 this host, 2 somebody by ICMP, 3 by ICMPv6, 5 a send without a copy. */
  public static int origin(MemorySegment segment) {
    return segment.get(JAVA_BYTE, ORIGIN_OFFSET);
  }

  /** The ICMP type. */
  public static int type(MemorySegment segment) {
    return Byte.toUnsignedInt(segment.get(JAVA_BYTE, TYPE_OFFSET));
  }

  /** The ICMP code, or 1 if a send was copied. */
  public static int code(MemorySegment segment) {
    return Byte.toUnsignedInt(segment.get(JAVA_BYTE, CODE_OFFSET));
  }

  /** An MTU, or the first send that is done with. */
  public static int info(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, INFO_OFFSET);
  }

  /** The last send that is done with. */
  public static int data(MemorySegment segment) {
    return segment.get(JAVA_INT_UNALIGNED, DATA_OFFSET);
  }
}
