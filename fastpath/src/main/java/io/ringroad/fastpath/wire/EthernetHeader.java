package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at an Ethernet II header.
 *
 * <pre>
 *   0           6           12     14
 *   +-----------+-----------+------+
 *   |destination| source    | type |
 *   +-----------+-----------+------+
 * </pre>
 */
public final class EthernetHeader {
  /** Bytes of the header. */
  public static final int LENGTH = 14;

  private static final int DESTINATION = 0;
  private static final int SOURCE = 6;
  private static final int TYPE = 12;

  private long address;

  /** Looks at the header at {@code address}. */
  public EthernetHeader wrap(long address) {
    this.address = address;
    return this;
  }

  public long destination() {
    return MacAddresses.read(address + DESTINATION);
  }

  public EthernetHeader destination(long mac) {
    MacAddresses.write(address + DESTINATION, mac);
    return this;
  }

  public long source() {
    return MacAddresses.read(address + SOURCE);
  }

  public EthernetHeader source(long mac) {
    MacAddresses.write(address + SOURCE, mac);
    return this;
  }

  /** What the frame carries, {@link EtherTypes}; below 1536 it is a length (IEEE 802.3). */
  public int type() {
    return NativeMemory.getUnsignedShortBe(address + TYPE);
  }

  public EthernetHeader type(int etherType) {
    NativeMemory.putShortBe(address + TYPE, (short) etherType);
    return this;
  }
}
