package io.ringroad.fastpath.wire;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * IP addresses as two longs, most significant half first. IPv4 addresses appear IPv4-mapped (RFC
 * 4291 2.5.5.2), so that everything above the IP layer knows one kind:
 *
 * <pre>
 *   high  0x0000_0000_0000_0000
 *   low   0x0000_FFFF_AABB_CCDD      for AA.BB.CC.DD
 * </pre>
 *
 * <p>The unspecified address of IPv4 is {@code ::ffff:0.0.0.0}, that of IPv6 is {@code ::}; {@link
 * #isUnspecified} answers for both.
 */
public final class IpAddresses {
  /** The high half of every IPv4-mapped address. */
  public static final long IPV4_HIGH = 0;

  /** 0.0.0.0, mapped: the low half of the unspecified IPv4 address. */
  public static final long IPV4_ANY_LOW = 0x0000_FFFF_0000_0000L;

  /** 0.0.0.0. */
  public static final int IPV4_ANY = 0;

  /** 127.0.0.1. */
  public static final int IPV4_LOOPBACK = 0x7F00_0001;

  /** The low half of ::1, whose high half is 0. */
  public static final long IPV6_LOOPBACK_LOW = 1;

  /** 255.255.255.255, the limited broadcast address (RFC 919). */
  public static final int IPV4_BROADCAST = 0xFFFF_FFFF;

  /** 224.0.0.1, the group of all hosts (RFC 1112). */
  public static final int IPV4_ALL_HOSTS = 0xE000_0001;

  /** ff02::1, the group of all nodes on a link (RFC 4291 2.7.1), in halves. */
  public static final long ALL_NODES_HIGH = 0xFF02L << 48;

  public static final long ALL_NODES_LOW = 1;

  /** The upper half of all solicited-node groups, ff02::1:ff00:0/104 (RFC 4291 2.7.1). */
  public static final long SOLICITED_NODE_HIGH = ALL_NODES_HIGH;

  private static final long SOLICITED_NODE_LOW = 0x1_FF00_0000L;

  private IpAddresses() {}

  /** The lower half of the solicited-node group of an address: its last 24 bits count. */
  public static long solicitedNodeLow(long low) {
    return SOLICITED_NODE_LOW | low & 0xFF_FFFF;
  }

  /** Whether an IPv6 address is one of a single link: fe80::/10, or a group of that scope. */
  public static boolean isLinkLocalScope(long high, long low) {
    return high >>> 54 == 0x3FA || high >>> 56 == 0xFF && (high >>> 48 & 0xF) == 2;
  }

  /** The low half of the mapped form of an IPv4 address. */
  public static long mapIpv4(int ipv4) {
    return IPV4_ANY_LOW | Integer.toUnsignedLong(ipv4);
  }

  /** Whether the address is an IPv4-mapped one. */
  public static boolean isIpv4(long high, long low) {
    return high == IPV4_HIGH && (low >>> 32) == 0xFFFFL;
  }

  /** The IPv4 address in a mapped low half. */
  public static int toIpv4(long low) {
    return (int) low;
  }

  /** Whether the address is {@code 0.0.0.0} or {@code ::}. */
  public static boolean isUnspecified(long high, long low) {
    return high == 0 && (low == 0 || low == IPV4_ANY_LOW);
  }

  /** Whether the address is a multicast group of its family. */
  public static boolean isMulticast(long high, long low) {
    return isIpv4(high, low) ? isIpv4Multicast((int) low) : (high >>> 56) == 0xFF;
  }

  /** Whether there is no address at all: all bits zero, not even a family's wildcard. */
  public static boolean isZero(long high, long low) {
    return (high | low) == 0;
  }

  /** Whether the address is a loopback address of its family. */
  public static boolean isLoopback(long high, long low) {
    return isIpv4(high, low) ? isIpv4Loopback((int) low) : high == 0 && low == 1;
  }

  /** Whether the address is in fe80::/10 (RFC 4291 2.5.6). */
  public static boolean isLinkLocal(long high, long low) {
    return high >>> 54 == 0x3FA;
  }

  /**
   * Whether the address says nothing without an interface: a link-local one, or a group whose scope
   * is an interface or a link (RFC 4007 6).
   */
  public static boolean needsScope(long high, long low) {
    long groupScope = high >>> 48 & 0xF;
    return isLinkLocal(high, low) || high >>> 56 == 0xFF && (groupScope == 1 || groupScope == 2);
  }

  /** Whether an IPv4 address is in 224.0.0.0/4. */
  public static boolean isIpv4Multicast(int ipv4) {
    return ipv4 >>> 28 == 0xE;
  }

  /** Whether an IPv4 address is in 127.0.0.0/8. */
  public static boolean isIpv4Loopback(int ipv4) {
    return ipv4 >>> 24 == 127;
  }

  /** The mask of a prefix length from 0 to 32. */
  public static int ipv4Mask(int prefixLength) {
    if (prefixLength < 0 || prefixLength > 32) {
      throw new IllegalArgumentException("prefix length must be 0..32: " + prefixLength);
    }
    return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
  }

  /** A well-mixed hash of an address, for tables that an attacker cannot aim at. */
  public static int hash(long high, long low, long secret) {
    long h = (high ^ secret) * 0x9E37_79B9_7F4A_7C15L;
    h = (h ^ (h >>> 32) ^ low) * 0xD6E8_FEB8_6659_FD93L;
    h ^= h >>> 32;
    return (int) (h * 0xD6E8_FEB8_6659_FD93L >>> 32);
  }

  /**
   * Reads dotted decimal notation: four numbers of 0 to 255 without leading zeros.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static int parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      throw notAnAddress(text);
    }
    int address = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        throw notAnAddress(text);
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }

  /**
   * Reads an IPv4 or IPv6 literal.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static IpAddress parse(String text) {
    if (text.indexOf(':') < 0) {
      return IpAddress.ofIpv4(parseIpv4(text));
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw notAnAddress(text);
    }
    if (!(address instanceof Inet6Address)) {
      return IpAddress.ofIpv4(parseIpv4(address.getHostAddress()));
    }
    byte[] bytes = address.getAddress();
    return new IpAddress(readLong(bytes, 0), readLong(bytes, 8));
  }

  private static long readLong(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[offset + i] & 0xFF);
    }
    return value;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException("not an IP address: '" + text + "'");
  }

  /** Dotted decimal notation of an IPv4 address. */
  public static String formatIpv4(int ipv4) {
    return (ipv4 >>> 24)
        + "."
        + (ipv4 >>> 16 & 0xFF)
        + "."
        + (ipv4 >>> 8 & 0xFF)
        + "."
        + (ipv4 & 0xFF);
  }

  /** The text of an address: dotted decimal for IPv4-mapped ones, RFC 5952 for the others. */
  public static String format(long high, long low) {
    return isIpv4(high, low) ? formatIpv4((int) low) : formatIpv6(high, low);
  }

  private static String formatIpv6(long high, long low) {
    int zerosStart = -1;
    int zerosLength = 1; // RFC 5952 4.2.2: a single group of zeros is not shortened
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && group(high, low, end) == 0) {
        end++;
      }
      if (end - start > zerosLength) {
        zerosStart = start;
        zerosLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == zerosStart) {
        text.append("::");
        i += zerosLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(high, low, i)));
    }
    return text.toString();
  }

  private static int group(long high, long low, int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - (index & 3) * 16)) & 0xFFFF;
  }
}
