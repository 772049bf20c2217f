package io.ringroad.fastpath.testing;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames as bytes, made and read without the code under test. */
public final class Packets {
  public static final long PEER_MAC = 0x0200_0000_0099L;

  private Packets() {}

  public static byte[] ethernet(long destination, long source, int type, byte[] payload) {
    ByteBuffer buffer = ByteBuffer.allocate(14 + payload.length);
    return buffer
        .put(mac(destination))
        .put(mac(source))
        .putShort((short) type)
        .put(payload)
        .array();
  }

  public static byte[] arp(
      int operation, long senderMac, String senderIp, long targetMac, String targetIp) {
    return ByteBuffer.allocate(28)
        .putInt(0x0001_0800)
        .putShort((short) 0x0604)
        .putShort((short) operation)
        .put(mac(senderMac))
        .putInt(IpAddresses.parseIpv4(senderIp))
        .put(mac(targetMac))
        .putInt(IpAddresses.parseIpv4(targetIp))
        .array();
  }

  public static byte[] ipv4(String source, String destination, int protocol, byte[] payload) {
    return ipv4(source, destination, protocol, 64, new byte[0], payload);
  }

  /** An IPv4 packet with options, whose length must be a multiple of four. */
  public static byte[] ipv4(
      String source, String destination, int protocol, int ttl, byte[] options, byte[] payload) {
    int headerLength = 20 + options.length;
    ByteBuffer buffer =
        ByteBuffer.allocate(headerLength + payload.length)
            .put((byte) (0x40 | headerLength / 4))
            .put((byte) 0)
            .putShort((short) (headerLength + payload.length))
            .putInt(0)
            .put((byte) ttl)
            .put((byte) protocol)
            .putShort((short) 0)
            .putInt(IpAddresses.parseIpv4(source))
            .putInt(IpAddresses.parseIpv4(destination))
            .put(options)
            .put(payload);
    return fixHeaderChecksum(buffer.array());
  }

  /**
   * A packet in fragments: pieces of its payload under copies of its header.
   *
   * @param pieceBytes of each piece but the last, a multiple of 8
   */
  public static List<byte[]> fragments(byte[] packet, int identification, int pieceBytes) {
    int headerLength = (packet[0] & 0xF) * 4;
    int payload = packet.length - headerLength;
    List<byte[]> fragments = new ArrayList<>();
    for (int at = 0; at < payload; at += pieceBytes) {
      int length = Math.min(pieceBytes, payload - at);
      byte[] fragment = Arrays.copyOf(packet, headerLength + length);
      System.arraycopy(packet, headerLength + at, fragment, headerLength, length);
      int more = at + length < payload ? 0x2000 : 0;
      ByteBuffer.wrap(fragment)
          .putShort(2, (short) fragment.length)
          .putShort(4, (short) identification)
          .putShort(6, (short) (more | at / 8));
      fragments.add(fixHeaderChecksum(fragment));
    }
    return fragments;
  }

  /** What fragments, in order, are pieces of: all their payloads under the first one's header. */
  public static byte[] joined(List<byte[]> fragments) {
    ByteBuffer whole = ByteBuffer.allocate(0x1_0000);
    for (byte[] fragment : fragments) {
      int headerLength = (fragment[0] & 0xF) * 4;
      int begin = whole.position() == 0 ? 0 : headerLength;
      whole.put(fragment, begin, u16(fragment, 2) - begin);
    }
    byte[] packet = Arrays.copyOf(whole.array(), whole.position());
    ByteBuffer.wrap(packet).putShort(2, (short) packet.length).putShort(6, (short) 0);
    return fixHeaderChecksum(packet);
  }

  /** Computes the header checksum again, after a test has changed the header. */
  public static byte[] fixHeaderChecksum(byte[] packet) {
    int headerLength = (packet[0] & 0xF) * 4;
    ByteBuffer buffer = ByteBuffer.wrap(packet).putShort(10, (short) 0);
    byte[] header = Arrays.copyOf(packet, headerLength);
    buffer.putShort(10, (short) checksum(header));
    return packet;
  }

  public static byte[] icmp(int type, int code, int rest, byte[] data) {
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + data.length)
            .put((byte) type)
            .put((byte) code)
            .putShort((short) 0)
            .putInt(rest)
            .put(data);
    buffer.putShort(2, (short) checksum(buffer.array()));
    return buffer.array();
  }

  /** A datagram; its checksum is right if {@code withChecksum}, else zero. */
  public static byte[] udp(
      String source,
      int sourcePort,
      String destination,
      int destinationPort,
      byte[] payload,
      boolean withChecksum) {
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + payload.length)
            .putShort((short) sourcePort)
            .putShort((short) destinationPort)
            .putShort((short) (8 + payload.length))
            .putShort((short) 0)
            .put(payload);
    if (withChecksum) {
      int checksum = transportChecksum(source, destination, 17, buffer.array());
      buffer.putShort(6, (short) (checksum == 0 ? 0xFFFF : checksum));
    }
    return buffer.array();
  }

  /** What the checksum of a transport packet must be, its field as it stands. */
  public static int transportChecksum(
      String source, String destination, int protocol, byte[] packet) {
    byte[] all =
        ByteBuffer.allocate(12 + packet.length)
            .putInt(IpAddresses.parseIpv4(source))
            .putInt(IpAddresses.parseIpv4(destination))
            .putShort((short) protocol)
            .putShort((short) packet.length)
            .put(packet)
            .array();
    return checksum(all);
  }

  /** RFC 1071, word by word. */
  public static int checksum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
      sum += (bytes[i] & 0xFF) << 8 | low;
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return ~sum & 0xFFFF;
  }

  public static byte[] from(byte[] bytes, int offset) {
    return Arrays.copyOfRange(bytes, offset, bytes.length);
  }

  public static int u8(byte[] bytes, int offset) {
    return bytes[offset] & 0xFF;
  }

  public static int u16(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getShort(offset) & 0xFFFF;
  }

  public static String ip(byte[] bytes, int offset) {
    return IpAddresses.formatIpv4(ByteBuffer.wrap(bytes).getInt(offset));
  }

  public static long macAt(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).getLong(offset) >>> 16;
  }

  private static byte[] mac(long mac) {
    assert mac <= MacAddresses.BROADCAST;
    return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(mac).array(), 2, 8);
  }
}
