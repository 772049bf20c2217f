package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * Goes through the options of a message of Neighbour Discovery (RFC 4861 4.6), each some units of 8
 * bytes long:
 *
 * <pre>
 *   +---------------+---------------+- - - - - - - - - - - - - - - -
 *   | type          | length, units | ...
 *   +---------------+---------------+- - - - - - - - - - - - - - - -
 *
 *   prefix information (type 3, 4 units)
 *   +---------------+---------------+---------------+-+-+-----------+
 *   | 3             | 4             | prefix length |L|A|           |  0
 *   +---------------+---------------+---------------+-+-+-----------+
 *   | valid lifetime, s                                             |  4
 *   +---------------------------------------------------------------+
 *   | preferred lifetime, s                                         |  8
 *   +---------------------------------------------------------------+
 *   | reserved                                                      | 12
 *   +---------------------------------------------------------------+
 *   | prefix, 16 bytes                                              | 16
 *   +---------------------------------------------------------------+ 32
 * </pre>
 */
public final class DiscoveryOptions {
  public static final int SOURCE_LINK_ADDRESS = 1;
  public static final int TARGET_LINK_ADDRESS = 2;
  public static final int PREFIX_INFORMATION = 3;
  public static final int MTU = 5;

  private static final int UNIT = 8;
  private static final int PREFIX_BYTES = 32;
  private static final int ON_LINK = 0x80;
  private static final int AUTONOMOUS = 0x40;

  private long at;
  private long end;
  private int bytes;

  /** Begins before the first option; {@link #areWellFormed} has been asked. */
  public DiscoveryOptions over(long address, int length) {
    at = address;
    end = address + length;
    bytes = 0;
    return this;
  }

  /** RFC 4861 6.1, 7.1, 8.1: all options have a length greater than zero, and fit. */
  public static boolean areWellFormed(long address, int length) {
    int left = length;
    long option = address;
    while (left > 0) {
      int bytes = left < UNIT ? 0 : NativeMemory.getUnsignedByte(option + 1) * UNIT;
      if (bytes == 0 || bytes > left) {
        return false;
      }
      option += bytes;
      left -= bytes;
    }
    return left == 0;
  }

  /** Moves to the next option; false if there is none. */
  public boolean next() {
    at += bytes;
    if (at >= end) {
      return false;
    }
    bytes = NativeMemory.getUnsignedByte(at + 1) * UNIT;
    return true;
  }

  public int type() {
    return NativeMemory.getUnsignedByte(at);
  }

  /** Whether the option is as long as one of its type has to be at least. */
  public boolean isWhole() {
    return type() != PREFIX_INFORMATION || bytes == PREFIX_BYTES;
  }

  /** The Ethernet address of a link address option. */
  public long mac() {
    return MacAddresses.read(at + 2);
  }

  /**
   * The Ethernet address in the first option of a type.
   *
   * @return 0 if there is none
   */
  public static long findMac(long address, int length, int type) {
    long option = address;
    long end = address + length;
    while (option < end) {
      int units = NativeMemory.getUnsignedByte(option + 1);
      if (NativeMemory.getUnsignedByte(option) == type && units == 1) {
        return MacAddresses.read(option + 2);
      }
      option += units * UNIT;
    }
    return 0;
  }

  /** The MTU of an MTU option. */
  public long mtu() {
    return NativeMemory.getUnsignedIntBe(at + 4);
  }

  public int prefixLength() {
    return NativeMemory.getUnsignedByte(at + 2);
  }

  /** Whether the prefix is that of addresses on the link. */
  public boolean isOnLink() {
    return (NativeMemory.getUnsignedByte(at + 3) & ON_LINK) != 0;
  }

  /** Whether hosts make addresses with the prefix. */
  public boolean isAutonomous() {
    return (NativeMemory.getUnsignedByte(at + 3) & AUTONOMOUS) != 0;
  }

  /** Seconds, 2^32 - 1 for ever. */
  public long validLifetime() {
    return NativeMemory.getUnsignedIntBe(at + 4);
  }

  /** Seconds, 2^32 - 1 for ever. */
  public long preferredLifetime() {
    return NativeMemory.getUnsignedIntBe(at + 8);
  }

  public long prefixHigh() {
    return NativeMemory.getLongBe(at + 16);
  }

  public long prefixLow() {
    return NativeMemory.getLongBe(at + 24);
  }
}
