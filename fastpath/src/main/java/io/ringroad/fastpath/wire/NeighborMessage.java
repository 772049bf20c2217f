package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at a neighbour solicitation or advertisement (RFC 4861 4.3, 4.4) with one option, the
 * Ethernet address of who sends it.
 *
 * <pre>
 *   +---------------+---------------+-------------------------------+
 *   | type          | code          | checksum                      |  0
 *   +-+-+-+---------+---------------+-------------------------------+
 *   |R|S|O| reserved                                                |  4
 *   +-+-+-+---------------------------------------------------------+
 *   | target address, 16 bytes                                      |  8
 *   +---------------+---------------+-------------------------------+
 *   | option type   | 1 (8 bytes)   | Ethernet address              | 24
 *   +---------------+---------------+                               |
 *   |                                                               | 28
 *   +---------------------------------------------------------------+ 32
 * </pre>
 */
public final class NeighborMessage {
  /** Bytes up to the options. */
  public static final int LENGTH = 24;

  /** Bytes with the one option. */
  public static final int LENGTH_WITH_ADDRESS = 32;

  /** Flags of an advertisement: it is a router, was asked, knows better. */
  public static final int ROUTER = 0x8000_0000;

  public static final int SOLICITED = 0x4000_0000;
  public static final int OVERRIDE = 0x2000_0000;

  private static final int FLAGS = 4;
  private static final int TARGET = 8;

  private long address;

  /** Looks at the message at {@code address}. */
  public NeighborMessage wrap(long address) {
    this.address = address;
    return this;
  }

  /** Writes a message with an Ethernet address, its checksum zero. */
  public NeighborMessage initialise(
      int type, int flags, long targetHigh, long targetLow, int option, long mac) {
    initialise(type, flags, targetHigh, targetLow);
    NativeMemory.putShortBe(address + LENGTH, (short) (option << 8 | 1));
    MacAddresses.write(address + LENGTH + 2, mac);
    return this;
  }

  /** Writes a message without options, its checksum zero. */
  public NeighborMessage initialise(int type, int flags, long targetHigh, long targetLow) {
    NativeMemory.putIntBe(address, type << 24);
    NativeMemory.putIntBe(address + FLAGS, flags);
    NativeMemory.putLongBe(address + TARGET, targetHigh);
    NativeMemory.putLongBe(address + TARGET + 8, targetLow);
    return this;
  }

  public int type() {
    return NativeMemory.getUnsignedByte(address);
  }

  public int code() {
    return NativeMemory.getUnsignedByte(address + 1);
  }

  public int flags() {
    return NativeMemory.getIntBe(address + FLAGS);
  }

  public long targetHigh() {
    return NativeMemory.getLongBe(address + TARGET);
  }

  public long targetLow() {
    return NativeMemory.getLongBe(address + TARGET + 8);
  }
}
