package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at an IPv6 header (RFC 8200 3).
 *
 * <pre>
 *   0               1               2               3
 *   +-------+---------------+---------------------------------------+
 *   |version| traffic class | flow label                            |  0
 *   +-------+---------------+-------+---------------+---------------+
 *   | payload length                | next header   | hop limit     |  4
 *   +-------------------------------+---------------+---------------+
 *   | source                                                        |  8
 *   |                                                               |
 *   |                                                               |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   | destination                                                   | 24
 *   |                                                               |
 *   |                                                               |
 *   |                                                               |
 *   +---------------------------------------------------------------+ 40
 * </pre>
 */
public final class Ipv6Header {
  /** Bytes of the header. */
  public static final int LENGTH = 40;

  /** Most bytes behind the header of a packet that is no jumbogram. */
  public static final int MAX_PAYLOAD = 0xFFFF;

  /** What every link carries (RFC 8200 5). */
  public static final int MIN_MTU = 1280;

  /** Where the next header's number stands. */
  public static final int NEXT_HEADER_OFFSET = 6;

  /** The bits of a flow label. */
  public static final int FLOW_LABEL_MASK = 0xF_FFFF;

  private static final int PAYLOAD_LENGTH = 4;
  private static final int HOP_LIMIT = 7;
  private static final int SOURCE = 8;
  private static final int DESTINATION = 24;

  private long address;

  /** Looks at the header at {@code address}. */
  public Ipv6Header wrap(long address) {
    this.address = address;
    return this;
  }

  public long address() {
    return address;
  }

  /**
   * Writes the fields before the addresses.
   *
   * @param trafficClass 0 to 255
   * @param flowLabel 0 to 2^20 - 1
   * @param payloadLength bytes behind the header, 0 to 65535
   */
  public Ipv6Header initialise(
      int trafficClass, int flowLabel, int payloadLength, int nextHeader, int hopLimit) {
    NativeMemory.putIntBe(address, 0x6000_0000 | (trafficClass & 0xFF) << 20 | flowLabel);
    NativeMemory.putIntBe(
        address + PAYLOAD_LENGTH,
        payloadLength << 16 | (nextHeader & 0xFF) << 8 | (hopLimit & 0xFF));
    return this;
  }

  public Ipv6Header source(long high, long low) {
    NativeMemory.putLongBe(address + SOURCE, high);
    NativeMemory.putLongBe(address + SOURCE + 8, low);
    return this;
  }

  public Ipv6Header destination(long high, long low) {
    NativeMemory.putLongBe(address + DESTINATION, high);
    NativeMemory.putLongBe(address + DESTINATION + 8, low);
    return this;
  }

  public int version() {
    return NativeMemory.getUnsignedByte(address) >>> 4;
  }

  public int trafficClass() {
    return NativeMemory.getIntBe(address) >>> 20 & 0xFF;
  }

  public Ipv6Header trafficClass(int trafficClass) {
    int rest = NativeMemory.getIntBe(address) & ~(0xFF << 20);
    NativeMemory.putIntBe(address, rest | (trafficClass & 0xFF) << 20);
    return this;
  }

  public int flowLabel() {
    return NativeMemory.getIntBe(address) & FLOW_LABEL_MASK;
  }

  /** Bytes behind this header: extension headers count. */
  public int payloadLength() {
    return NativeMemory.getUnsignedShortBe(address + PAYLOAD_LENGTH);
  }

  public Ipv6Header payloadLength(int bytes) {
    NativeMemory.putShortBe(address + PAYLOAD_LENGTH, (short) bytes);
    return this;
  }

  /** The number of what follows: an extension header or a transport protocol. */
  public int nextHeader() {
    return NativeMemory.getUnsignedByte(address + NEXT_HEADER_OFFSET);
  }

  public Ipv6Header nextHeader(int number) {
    NativeMemory.putByte(address + NEXT_HEADER_OFFSET, (byte) number);
    return this;
  }

  public int hopLimit() {
    return NativeMemory.getUnsignedByte(address + HOP_LIMIT);
  }

  public long sourceHigh() {
    return NativeMemory.getLongBe(address + SOURCE);
  }

  public long sourceLow() {
    return NativeMemory.getLongBe(address + SOURCE + 8);
  }

  public long destinationHigh() {
    return NativeMemory.getLongBe(address + DESTINATION);
  }

  public long destinationLow() {
    return NativeMemory.getLongBe(address + DESTINATION + 8);
  }
}
