package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at a UDP header (RFC 768).
 *
 * <pre>
 *   0               2               4               6               8
 *   +---------------+---------------+---------------+---------------+
 *   | source port   | dest. port    | length        | checksum      |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 */
public final class UdpHeader {
  /** Bytes of the header. */
  public static final int LENGTH = 8;

  /** Where the checksum lies in the header. */
  public static final int CHECKSUM_OFFSET = 6;

  private static final int SOURCE_PORT = 0;
  private static final int DESTINATION_PORT = 2;
  private static final int DATAGRAM_LENGTH = 4;

  private long address;

  /** Looks at the header at {@code address}. */
  public UdpHeader wrap(long address) {
    this.address = address;
    return this;
  }

  /** Writes all fields, the checksum as zero. */
  public UdpHeader initialise(int sourcePort, int destinationPort, int length) {
    NativeMemory.putIntBe(address, sourcePort << 16 | destinationPort & 0xFFFF);
    NativeMemory.putIntBe(address + DATAGRAM_LENGTH, length << 16);
    return this;
  }

  public int sourcePort() {
    return NativeMemory.getUnsignedShortBe(address + SOURCE_PORT);
  }

  public int destinationPort() {
    return NativeMemory.getUnsignedShortBe(address + DESTINATION_PORT);
  }

  /** Bytes of header and payload. */
  public int length() {
    return NativeMemory.getUnsignedShortBe(address + DATAGRAM_LENGTH);
  }

  /** The checksum, 0 if the sender made none. */
  public int checksum() {
    return NativeMemory.getUnsignedShortBe(address + CHECKSUM_OFFSET);
  }
}
