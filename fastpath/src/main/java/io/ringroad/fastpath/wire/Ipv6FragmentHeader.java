package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at an IPv6 fragment header (RFC 8200 4.5).
 *
 * <pre>
 *   0               1               2               3
 *   +---------------+---------------+-------------------------+---+-+
 *   | next header   | 0             | fragment offset / 8     | 0 |M|  0
 *   +---------------+---------------+-------------------------+---+-+
 *   | identification                                                |  4
 *   +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv6FragmentHeader {
  /** Bytes of the header. */
  public static final int LENGTH = 8;

  /** Where offset and flags stand. */
  public static final int OFFSET_OFFSET = 2;

  private static final int IDENTIFICATION = 4;
  private static final int OFFSET_MASK = 0xFFF8;
  private static final int MORE = 1;

  private long address;

  /** Looks at the header at {@code address}. */
  public Ipv6FragmentHeader wrap(long address) {
    this.address = address;
    return this;
  }

  /** Writes a header. */
  public void initialise(int nextHeader, int offset, boolean more, int identification) {
    NativeMemory.putIntBe(address, nextHeader << 24 | offset | (more ? MORE : 0));
    NativeMemory.putIntBe(address + IDENTIFICATION, identification);
  }

  public int nextHeader() {
    return NativeMemory.getUnsignedByte(address);
  }

  /** Where the fragment's data belongs, in bytes from the start of the fragmentable part. */
  public int offset() {
    return NativeMemory.getUnsignedShortBe(address + OFFSET_OFFSET) & OFFSET_MASK;
  }

  /** Whether fragments follow. */
  public boolean more() {
    return (NativeMemory.getUnsignedShortBe(address + OFFSET_OFFSET) & MORE) != 0;
  }

  public int identification() {
    return NativeMemory.getIntBe(address + IDENTIFICATION);
  }
}
