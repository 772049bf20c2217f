package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * Ethernet addresses as the lower 48 bits of a long, the first byte on the wire uppermost.
 *
 * <pre>
 *   63      48 47                                   0
 *   +---------+------+------+------+------+------+------+
 *   |    0    |  AA  :  BB  :  CC  :  DD  :  EE  :  FF  |
 *   +---------+------+------+------+------+------+------+
 * </pre>
 */
public final class MacAddresses {
  /** Every station. */
  public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

  /** What multicast addresses of IPv4 begin with (RFC 1112 6.4). */
  private static final long IPV4_MULTICAST = 0x0100_5E00_0000L;

  /** What multicast addresses of IPv6 begin with (RFC 2464 7). */
  private static final long IPV6_MULTICAST = 0x3333_0000_0000L;

  private static final long GROUP_BIT = 0x0100_0000_0000L;

  private MacAddresses() {}

  /** Whether the address stands for several stations: multicast or broadcast. */
  public static boolean isGroup(long mac) {
    return (mac & GROUP_BIT) != 0;
  }

  /** The Ethernet address of an IPv4 multicast group: its lower 23 bits (RFC 1112 6.4). */
  public static long ofIpv4Multicast(int group) {
    return IPV4_MULTICAST | (group & 0x7F_FFFF);
  }

  /** The Ethernet address of a multicast group of either family. */
  public static long ofMulticast(long high, long low) {
    return IpAddresses.isIpv4(high, low)
        ? ofIpv4Multicast(IpAddresses.toIpv4(low))
        : IPV6_MULTICAST | low & 0xFFFF_FFFFL; // RFC 2464 7: its lower 32 bits
  }

  /** Reads the six bytes at {@code address}. */
  public static long read(long address) {
    return (long) NativeMemory.getUnsignedShortBe(address) << 32
        | NativeMemory.getUnsignedIntBe(address + 2);
  }

  /** Writes the six bytes at {@code address}. */
  public static void write(long address, long mac) {
    NativeMemory.putShortBe(address, (short) (mac >>> 32));
    NativeMemory.putIntBe(address + 2, (int) mac);
  }

  /** The usual notation: six bytes in hexadecimal, separated by colons. */
  public static String format(long mac) {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      int value = (int) (mac >>> shift) & 0xFF;
      text.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }

  /**
   * Reads the usual notation.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static long parse(String text) {
    if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
      throw new IllegalArgumentException("not an Ethernet address: '" + text + "'");
    }
    return Long.parseLong(text.replace(":", ""), 16);
  }
}
