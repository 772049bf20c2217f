package io.ringroad.shim.script;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The three ways to play a script, as packetdrill has them: the sockets' family, and the wire's.
 */
enum IpVersion {
  IPV4("ipv4", false, false),
  IPV4_MAPPED_IPV6("ipv4-mapped-ipv6", true, false),
  IPV6("ipv6", true, true);

  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV6_HEADER_BYTES = 40;
  private static final long MAPPED_PREFIX = 0xffff_0000_0000L;

  private final String text;
  private final boolean socketsOf6;
  private final boolean wireOf6;

  IpVersion(String text, boolean socketsOf6, boolean wireOf6) {
    this.text = text;
    this.socketsOf6 = socketsOf6;
    this.wireOf6 = wireOf6;
  }

  static IpVersion of(String text) {
    for (IpVersion each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException("expected ipv4, ipv4-mapped-ipv6 or ipv6");
  }

  /** The version of a frame's packet. */
  static IpVersion onWire(byte[] frame) {
    return ByteBuffer.wrap(frame).getShort(12) == IPV4.etherType() ? IPV4 : IPV6;
  }

  boolean wireOf6() {
    return wireOf6;
  }

  short etherType() {
    return (short) (wireOf6 ? 0x86dd : 0x0800);
  }

  int headerBytes() {
    return wireOf6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES;
  }

  /**
   * As packetdrill's own runner does: a longer header has a longer frame, for the same segments.
   */
  int mtu(int mtuOfIpv4) {
    return mtuOfIpv4 + headerBytes() - IPV4_HEADER_BYTES;
  }

  byte[] local() {
    return bytes(wireOf6 ? Endpoints.LOCAL_6 : Endpoints.LOCAL);
  }

  byte[] remote() {
    return bytes(wireOf6 ? Endpoints.REMOTE_6 : Endpoints.REMOTE);
  }

  /** The local address with the length of its prefix. */
  String localCidr() {
    return wireOf6 ? Endpoints.LOCAL_6_CIDR : Endpoints.LOCAL_CIDR;
  }

  long family() {
    return socketsOf6 ? AddressFamily.AF_INET6 : AddressFamily.AF_INET;
  }

  int nameBytes() {
    return socketsOf6 ? SockaddrIn6.SIZE : SockaddrIn.SIZE;
  }

  /**
   * A socket address of the script's family.
   *
   * @param host of either version; the script's IPv4 addresses stand for those of its version
   */
  MemorySegment name(Arena arena, String host, int port) {
    if (!socketsOf6) {
      return SockaddrIn.allocate(arena, host, port);
    }
    ByteBuffer address = ByteBuffer.wrap(bytes(translated(host)));
    MemorySegment name = arena.allocate(SockaddrIn6.SIZE, 8);
    if (address.capacity() == 4) {
      long mapped = Integer.toUnsignedLong(address.getInt()) | MAPPED_PREFIX;
      SockaddrIn6.set(name, 0, host.equals("0.0.0.0") ? 0 : mapped, port, 0);
    } else {
      SockaddrIn6.set(name, address.getLong(), address.getLong(), port, 0);
    }
    return name;
  }

  /** Refuses an IPv4 address that has no counterpart. */
  private String translated(String host) {
    if (!wireOf6 || host.contains(":")) {
      return host;
    }
    return switch (host) {
      case Endpoints.LOCAL -> Endpoints.LOCAL_6;
      case Endpoints.REMOTE -> Endpoints.REMOTE_6;
      case "0.0.0.0" -> "::";
      case "127.0.0.1" -> "::1";
      default -> throw new IllegalArgumentException(host + " stands for no IPv6 address");
    };
  }

  static byte[] bytes(String host) {
    try {
      return InetAddress.getByName(host).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + host, e);
    }
  }

  /** An address as text, always the same. */
  static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
