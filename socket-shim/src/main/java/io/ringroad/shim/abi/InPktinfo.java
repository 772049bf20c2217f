package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct in_pktinfo} (ip(7)): the interface in the machine's byte order, the addresses in
 * the network's.
 *
 * <pre>
 *    0             4                    8                       12
 *   +-------------+--------------------+-----------------------+
 *   | interface   | local address      | destination (header)  |
 *   +-------------+--------------------+-----------------------+
 * </pre>
 */
public final class InPktinfo {
  /** Bytes of the structure. */
  public static final int SIZE = 12;

  private static final int LOCAL_OFFSET = 4;
  private static final int DESTINATION_OFFSET = 8;
  private static final ValueLayout.OfInt NETWORK_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private InPktinfo() {}

  /** Fills the structure; of an address the first byte of the dotted form is the highest. */
  public static void set(MemorySegment segment, int number, int local, int destination) {
    segment.set(JAVA_INT_UNALIGNED, 0, number);
    segment.set(NETWORK_INT, LOCAL_OFFSET, local);
    segment.set(NETWORK_INT, DESTINATION_OFFSET, destination);
  }

  /** The number of the interface, 0 for any. */
  public static int interfaceNumber(MemorySegment segment, long offset) {
    return segment.get(JAVA_INT_UNALIGNED, offset);
  }

  /** ipi_spec_dst: the local address of what is received, the source of what is sent. */
  public static int local(MemorySegment segment, long offset) {
    return segment.get(NETWORK_INT, offset + LOCAL_OFFSET);
  }

  /** ipi_addr: the destination in the header of what is received. */
  public static int destination(MemorySegment segment, long offset) {
    return segment.get(NETWORK_INT, offset + DESTINATION_OFFSET);
  }
}
