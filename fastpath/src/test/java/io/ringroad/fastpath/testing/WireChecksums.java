package io.ringroad.fastpath.testing;

import static io.ringroad.fastpath.testing.Packets.u16;
import static io.ringroad.fastpath.testing.Packets.u8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds and computes the checksums of IP packets, without the code under test. */
public final class WireChecksums {
  private static final int ICMP = 1;
  private static final int IGMP = 2;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;

  /** Hop-by-hop, routing and destination options of IPv6: next header, length in eights - 1. */
  private static final int[] SKIPPED_HEADERS = {0, 43, 60};

  private static final int IPV6_HEADER_BYTES = 40;

  private final byte[] packet;
  private final int end;
  private int protocol;
  private int start;
  private boolean fragment;

  private WireChecksums(byte[] packet) {
    this.packet = packet;
    if (packet.length >= 20 && u8(packet, 0) >>> 4 == 4) {
      end = Math.min(packet.length, u16(packet, 2));
      start = (u8(packet, 0) & 0xF) * 4;
      protocol = u8(packet, 9);
      fragment = (u16(packet, 6) & 0x3FFF) != 0;
    } else if (packet.length >= IPV6_HEADER_BYTES && u8(packet, 0) >>> 4 == 6) {
      end = Math.min(packet.length, IPV6_HEADER_BYTES + u16(packet, 4));
      findUpperLayer();
    } else {
      end = 0;
      fragment = true;
    }
  }

  private void findUpperLayer() {
    protocol = u8(packet, 6);
    start = IPV6_HEADER_BYTES;
    while (start + 8 <= end && isSkipped(protocol)) {
      protocol = u8(packet, start);
      start += 8 * (u8(packet, start + 1) + 1);
    }
    fragment = protocol == 44;
  }

  private static boolean isSkipped(int header) {
    return Arrays.stream(SKIPPED_HEADERS).anyMatch(each -> each == header);
  }

  private boolean isIpv4() {
    return u8(packet, 0) >>> 4 == 4;
  }

  /** Where the transport's checksum stands, -1 if there is none that can be computed. */
  private int field() {
    int offset =
        switch (protocol) {
          case TCP -> 16;
          case UDP -> 6;
          case ICMP, IGMP -> isIpv4() ? 2 : -1;
          case ICMPV6 -> isIpv4() ? -1 : 2;
          default -> -1;
        };
    return fragment || offset < 0 || start + offset + 2 > end ? -1 : start + offset;
  }

  private int transportSum() {
    byte[] transport = Arrays.copyOfRange(packet, start, end);
    if (protocol == ICMP || protocol == IGMP) {
      return Packets.checksum(transport);
    }
    ByteBuffer all = ByteBuffer.allocate(40 + transport.length);
    if (isIpv4()) {
      all.put(packet, 12, 8);
    } else {
      all.put(packet, 8, 32);
    }
    all.putInt(transport.length).putInt(protocol).put(transport);
    return Packets.checksum(all.array());
  }

  /** Puts the right checksums into an IP packet, wherever it has some. */
  public static void repair(byte[] packet) {
    WireChecksums sums = new WireChecksums(packet);
    if (sums.end > 0 && sums.isIpv4() && sums.start >= 20 && sums.start <= packet.length) {
      Packets.fixHeaderChecksum(packet);
    }
    int field = sums.field();
    if (field >= 0) {
      put(packet, field, 0);
      put(packet, field, sums.transportSum());
    }
  }

  private static void put(byte[] packet, int offset, int value) {
    ByteBuffer.wrap(packet).putShort(offset, (short) value);
  }

  /** Whether all checksums of an IP packet are right; that of UDP over IPv4 may be absent. */
  public static boolean areRight(byte[] packet) {
    WireChecksums sums = new WireChecksums(packet);
    if (sums.end == 0) {
      return false;
    }
    boolean right = !sums.isIpv4() || Packets.checksum(Arrays.copyOf(packet, sums.start)) == 0;
    int field = sums.field();
    boolean absent = field >= 0 && sums.protocol == UDP && sums.isIpv4() && u16(packet, field) == 0;
    return right && (field < 0 || absent || sums.transportSum() == 0);
  }
}
