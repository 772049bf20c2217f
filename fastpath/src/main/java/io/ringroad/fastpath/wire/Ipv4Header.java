package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at an IPv4 header (RFC 791 3.1).
 *
 * <pre>
 *   0               1               2               3
 *   +-------+-------+---------------+-------------------------------+
 *   |version|  IHL  | TOS           | total length                  |  0
 *   +-------+-------+---------------+-----+-------------------------+
 *   | identification                |0|D|M| fragment offset / 8     |  4
 *   +---------------+---------------+-----+-------------------------+
 *   | TTL           | protocol      | header checksum               |  8
 *   +---------------+---------------+-------------------------------+
 *   | source                                                        | 12
 *   +---------------------------------------------------------------+
 *   | destination                                                   | 16
 *   +---------------------------------------------------------------+
 *   | options, 0 to 40 bytes                                        | 20
 *   +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv4Header {
  /** Bytes of a header without options. */
  public static final int LENGTH = 20;

  /** Most bytes of a header with its options. */
  public static final int MAX_LENGTH = 60;

  /** Most bytes of a packet. */
  public static final int MAX_PACKET = 0xFFFF;

  private static final int TOS = 1;
  private static final int TOTAL_LENGTH = 2;
  private static final int IDENTIFICATION = 4;
  private static final int FRAGMENT = 6;
  private static final int TTL = 8;
  private static final int PROTOCOL = 9;
  private static final int CHECKSUM = 10;
  private static final int SOURCE = 12;
  private static final int DESTINATION = 16;

  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_MASK = 0x3FFF;
  private static final int OFFSET_MASK = 0x1FFF;

  private long address;

  /** Looks at the header at {@code address}. */
  public Ipv4Header wrap(long address) {
    this.address = address;
    return this;
  }

  public long address() {
    return address;
  }

  /**
   * Writes a header without options, its checksum zero.
   *
   * @param totalLength bytes of header and payload
   * @param dontFragment whether routers are told not to fragment
   */
  public Ipv4Header initialise(
      int tos,
      int totalLength,
      int identification,
      boolean dontFragment,
      int ttl,
      int protocol,
      int source,
      int destination) {
    NativeMemory.putIntBe(address, 0x4500_0000 | (tos & 0xFF) << 16 | totalLength);
    int fragment = dontFragment ? DONT_FRAGMENT : 0;
    NativeMemory.putIntBe(address + IDENTIFICATION, identification << 16 | fragment);
    NativeMemory.putIntBe(address + TTL, ttl << 24 | (protocol & 0xFF) << 16);
    NativeMemory.putIntBe(address + SOURCE, source);
    NativeMemory.putIntBe(address + DESTINATION, destination);
    return this;
  }

  /**
   * Writes options behind the fixed part, for which there is room, and says so in the IHL field.
   */
  public Ipv4Header options(byte[] options, int bytes) {
    NativeMemory.copyFrom(options, 0, address + LENGTH, bytes);
    NativeMemory.putByte(address, (byte) (0x40 | LENGTH + bytes >>> 2));
    return this;
  }

  public int version() {
    return NativeMemory.getUnsignedByte(address) >>> 4;
  }

  /** Bytes of the header as its IHL field says: 0 to 60. */
  public int headerLength() {
    return (NativeMemory.getUnsignedByte(address) & 0xF) << 2;
  }

  public int tos() {
    return NativeMemory.getUnsignedByte(address + TOS);
  }

  public Ipv4Header tos(int tos) {
    NativeMemory.putByte(address + TOS, (byte) tos);
    return this;
  }

  /** Bytes of header and payload. */
  public int totalLength() {
    return NativeMemory.getUnsignedShortBe(address + TOTAL_LENGTH);
  }

  public Ipv4Header totalLength(int bytes) {
    NativeMemory.putShortBe(address + TOTAL_LENGTH, (short) bytes);
    return this;
  }

  public int identification() {
    return NativeMemory.getUnsignedShortBe(address + IDENTIFICATION);
  }

  public Ipv4Header identification(int identification) {
    NativeMemory.putShortBe(address + IDENTIFICATION, (short) identification);
    return this;
  }

  public boolean dontFragment() {
    return (NativeMemory.getUnsignedShortBe(address + FRAGMENT) & DONT_FRAGMENT) != 0;
  }

  /** Whether this is a piece of a larger packet: more fragments follow, or some came before. */
  public boolean isFragment() {
    return (NativeMemory.getUnsignedShortBe(address + FRAGMENT) & FRAGMENT_MASK) != 0;
  }

  /** Whether this is a piece that is not the packet's last. */
  public boolean moreFragments() {
    return (NativeMemory.getUnsignedShortBe(address + FRAGMENT) & MORE_FRAGMENTS) != 0;
  }

  /** Makes this the header of a packet in one piece, which routers may fragment. */
  public Ipv4Header unfragmented() {
    NativeMemory.putShortBe(address + FRAGMENT, (short) 0);
    return this;
  }

  /**
   * Makes this the header of a piece.
   *
   * @param offset of the piece, in bytes from the start of the packet's payload, a multiple of 8
   * @param more whether it is not the last
   */
  public Ipv4Header fragment(int offset, boolean more) {
    int bits = offset >>> 3 | (more ? MORE_FRAGMENTS : 0);
    NativeMemory.putShortBe(address + FRAGMENT, (short) bits);
    return this;
  }

  /** Where this piece belongs, in bytes from the start of the packet's payload. */
  public int fragmentOffset() {
    return (NativeMemory.getUnsignedShortBe(address + FRAGMENT) & OFFSET_MASK) << 3;
  }

  public int ttl() {
    return NativeMemory.getUnsignedByte(address + TTL);
  }

  public int protocol() {
    return NativeMemory.getUnsignedByte(address + PROTOCOL);
  }

  public int checksum() {
    return NativeMemory.getUnsignedShortBe(address + CHECKSUM);
  }

  public Ipv4Header checksum(int checksum) {
    NativeMemory.putShortBe(address + CHECKSUM, (short) checksum);
    return this;
  }

  /** What the checksum field must hold, as the header stands with that field zero. */
  public int computeChecksum() {
    return Checksum.of(address, headerLength());
  }

  /** Whether the header with its options adds up. */
  public boolean checksumValid() {
    return Checksum.of(address, headerLength()) == 0;
  }

  public int source() {
    return NativeMemory.getIntBe(address + SOURCE);
  }

  public Ipv4Header source(int source) {
    NativeMemory.putIntBe(address + SOURCE, source);
    return this;
  }

  public int destination() {
    return NativeMemory.getIntBe(address + DESTINATION);
  }
}
