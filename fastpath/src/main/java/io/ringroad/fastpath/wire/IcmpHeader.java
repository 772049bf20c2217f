package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at an ICMP header (RFC 792).
 *
 * <pre>
 *   0       1       2               4                               8
 *   +-------+-------+---------------+-------------------------------+----------------
 *   | type  | code  | checksum      | rest: identifier and sequence | data, or the
 *   |       |       |               | number, or unused and MTU     | original packet
 *   +-------+-------+---------------+-------------------------------+----------------
 * </pre>
 */
public final class IcmpHeader {
  /** Bytes of the header. */
  public static final int LENGTH = 8;

  public static final int ECHO_REPLY = 0;
  public static final int DESTINATION_UNREACHABLE = 3;
  public static final int SOURCE_QUENCH = 4;
  public static final int REDIRECT = 5;
  public static final int ECHO_REQUEST = 8;
  public static final int TIME_EXCEEDED = 11;
  public static final int PARAMETER_PROBLEM = 12;
  public static final int EXTENDED_ECHO_REQUEST = 42;
  public static final int EXTENDED_ECHO_REPLY = 43;

  /** Codes of {@link #DESTINATION_UNREACHABLE}. */
  public static final int NET_UNREACHABLE = 0;

  public static final int HOST_UNREACHABLE = 1;
  public static final int PROTOCOL_UNREACHABLE = 2;
  public static final int PORT_UNREACHABLE = 3;
  public static final int FRAGMENTATION_NEEDED = 4;
  public static final int SOURCE_ROUTE_FAILED = 5;

  /** A code of {@link #TIME_EXCEEDED}: a packet's fragments did not all come. */
  public static final int REASSEMBLY_TIME_EXCEEDED = 1;

  private static final int TYPE = 0;
  private static final int CODE = 1;
  private static final int CHECKSUM = 2;
  private static final int REST = 4;
  private static final int MTU = 6;

  private long address;

  /** Looks at the header at {@code address}. */
  public IcmpHeader wrap(long address) {
    this.address = address;
    return this;
  }

  /** Whether a message of this type reports an error (RFC 1122 3.2.2). */
  public static boolean isError(int type) {
    return type == DESTINATION_UNREACHABLE
        || type == SOURCE_QUENCH
        || type == REDIRECT
        || type == TIME_EXCEEDED
        || type == PARAMETER_PROBLEM;
  }

  public int type() {
    return NativeMemory.getUnsignedByte(address + TYPE);
  }

  public IcmpHeader type(int type) {
    NativeMemory.putByte(address + TYPE, (byte) type);
    return this;
  }

  public int code() {
    return NativeMemory.getUnsignedByte(address + CODE);
  }

  public IcmpHeader code(int code) {
    NativeMemory.putByte(address + CODE, (byte) code);
    return this;
  }

  public int checksum() {
    return NativeMemory.getUnsignedShortBe(address + CHECKSUM);
  }

  public IcmpHeader checksum(int checksum) {
    NativeMemory.putShortBe(address + CHECKSUM, (short) checksum);
    return this;
  }

  /** Bytes 4 to 7: identifier and sequence number of an echo, zero in most errors. */
  public int rest() {
    return NativeMemory.getIntBe(address + REST);
  }

  public IcmpHeader rest(int rest) {
    NativeMemory.putIntBe(address + REST, rest);
    return this;
  }

  /** The identifier of an echo message. */
  public int identifier() {
    return NativeMemory.getUnsignedShortBe(address + REST);
  }

  public IcmpHeader identifier(int identifier) {
    NativeMemory.putShortBe(address + REST, (short) identifier);
    return this;
  }

  /** The next hop's MTU of "fragmentation needed" (RFC 1191 4); 0 from routers that predate it. */
  public int mtu() {
    return NativeMemory.getUnsignedShortBe(address + MTU);
  }
}
