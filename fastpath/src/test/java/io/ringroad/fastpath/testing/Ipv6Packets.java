package io.ringroad.fastpath.testing;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import java.nio.ByteBuffer;

/** IPv6 packets as bytes, made without the code under test. */
public final class Ipv6Packets {
  public static final int HOP_BY_HOP = 0;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ROUTING = 43;
  public static final int FRAGMENT = 44;
  public static final int ICMPV6 = 58;
  public static final int NO_NEXT_HEADER = 59;
  public static final int DESTINATION_OPTIONS = 60;

  private Ipv6Packets() {}

  /** A packet with its transport's checksum. */
  public static byte[] packet(String source, String destination, int nextHeader, byte[] payload) {
    return packet(source, destination, nextHeader, 0, 64, payload);
  }

  /** A packet with its transport's checksum. */
  public static byte[] packet(
      String source,
      String destination,
      int nextHeader,
      int trafficClass,
      int hopLimit,
      byte[] payload) {
    IpAddress from = IpAddresses.parse(source);
    IpAddress to = IpAddresses.parse(destination);
    byte[] bytes =
        ByteBuffer.allocate(40 + payload.length)
            .putInt(0x6000_0000 | trafficClass << 20)
            .putShort((short) payload.length)
            .put((byte) nextHeader)
            .put((byte) hopLimit)
            .putLong(from.high())
            .putLong(from.low())
            .putLong(to.high())
            .putLong(to.low())
            .put(payload)
            .array();
    WireChecksums.repair(bytes);
    return bytes;
  }

  /** An extension header of 8 bytes, the last six as given, and what follows it. */
  public static byte[] extension(int nextHeader, long lastSixBytes, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .putLong((long) nextHeader << 56 | lastSixBytes & 0xFFFF_FFFF_FFFFL)
        .put(payload)
        .array();
  }

  /** An ICMPv6 message, its checksum zero. */
  public static byte[] icmp(int type, int code, int rest, byte[] data) {
    return ByteBuffer.allocate(8 + data.length)
        .put((byte) type)
        .put((byte) code)
        .putShort((short) 0)
        .putInt(rest)
        .put(data)
        .array();
  }

  /** A UDP datagram, its checksum zero. */
  public static byte[] udp(int source, int destination, byte[] data) {
    return ByteBuffer.allocate(8 + data.length)
        .putShort((short) source)
        .putShort((short) destination)
        .putShort((short) (8 + data.length))
        .putShort((short) 0)
        .put(data)
        .array();
  }

  /** The source of a packet. */
  public static String source(byte[] packet) {
    return address(packet, 8);
  }

  /** The destination of a packet. */
  public static String destination(byte[] packet) {
    return address(packet, 24);
  }

  private static String address(byte[] packet, int offset) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    return IpAddresses.format(bytes.getLong(offset), bytes.getLong(offset + 8));
  }
}
