package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in} (ip(7)). The family is in the machine's byte order, port and address
 * in the network's.
 *
 * <pre>
 *    0        2        4                8                                16
 *   +--------+--------+----------------+--------------------------------+
 *   | family | port   | address        | zero                           |
 *   +--------+--------+----------------+--------------------------------+
 * </pre>
 */
public final class SockaddrIn {
  /** Bytes of the structure. */
  public static final int SIZE = 16;

  private static final int FAMILY_OFFSET = 0;
  private static final int PORT_OFFSET = 2;
  private static final int ADDRESS_OFFSET = 4;
  private static final int ZERO_OFFSET = 8;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SockaddrIn() {}

  /** An address of family {@code AF_INET}, all zero otherwise: room for an answer. */
  public static MemorySegment allocate(Arena arena) {
    MemorySegment segment = arena.allocate(SIZE, 4);
    set(segment, 0, 0);
    return segment;
  }

  /**
   * A filled-in address.
   *
   * @param address dotted decimal, such as {@code 10.0.0.1}
   * @param port 0 to 65535
   * @throws IllegalArgumentException if the address is not dotted decimal
   */
  public static MemorySegment allocate(Arena arena, String address, int port) {
    MemorySegment segment = arena.allocate(SIZE, 4);
    set(segment, parse(address), port);
    return segment;
  }

  /**
   * Fills all 16 bytes.
   *
   * @param address the first byte of the dotted form is the highest
   * @param port 0 to 65535
   */
  public static void set(MemorySegment segment, int address, int port) {
    segment.set(JAVA_SHORT_UNALIGNED, FAMILY_OFFSET, (short) AddressFamily.AF_INET);
    segment.set(NETWORK_SHORT, PORT_OFFSET, (short) port);
    segment.set(NETWORK_INT, ADDRESS_OFFSET, address);
    segment.set(JAVA_LONG_UNALIGNED, ZERO_OFFSET, 0L);
  }

  /** The family, of this and every other kind of address. */
  public static int family(MemorySegment segment) {
    return Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, FAMILY_OFFSET));
  }

  /** Changes the family alone. */
  public static void family(MemorySegment segment, int family) {
    segment.set(JAVA_SHORT_UNALIGNED, FAMILY_OFFSET, (short) family);
  }

  /** The port, 0 to 65535. */
  public static int port(MemorySegment segment) {
    return Short.toUnsignedInt(segment.get(NETWORK_SHORT, PORT_OFFSET));
  }

  /** The address; the first byte of the dotted form is the highest. */
  public static int address(MemorySegment segment) {
    return segment.get(NETWORK_INT, ADDRESS_OFFSET);
  }

  /** {@code 10.0.0.1:80}. */
  public static String format(MemorySegment segment) {
    int address = address(segment);
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff)
        + ":"
        + port(segment);
  }

  private static int parse(String text) {
    String[] parts = text.split("\\.", -1);
    int address = 0;
    for (String part : parts) {
      if (parts.length != 4 || !part.matches("\\d{1,3}") || Integer.parseInt(part) > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + text);
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }
}
