package io.ringroad.perf.stage;

import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FramePool;
import java.nio.ByteBuffer;

/**
 * Frames of a flood, no two alike: each comes from somebody else, or belongs to another datagram.
 * All are 90 bytes long. Used by one thread.
 */
final class FloodFrames {
  /** What floods. */
  enum Kind {
    /** Datagrams to a socket whose buffer is full: what a host has to look at anyway. */
    HARMLESS,
    /** First fragments of datagrams whose rest never comes. */
    FRAGMENTS,
    /** First fragments over IPv6. */
    FRAGMENTS_IPV6,
    /** ARP requests for the host's address. */
    ARP,
    /** Neighbour solicitations for the host's address. */
    SOLICITATIONS,
    /** Datagrams to IPv4 groups that nobody joined. */
    MULTICAST,
    /** Datagrams to IPv6 groups that nobody joined. */
    MULTICAST_IPV6
  }

  static final String SERVER_IPV6 = "fd67::1/64";

  private static final int FRAME_BYTES = 90;
  private static final int ETHERNET_BYTES = 14;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int IPV6_HEADER_BYTES = 40;
  private static final long HIGH = 0xFD67_0000_0000_0000L;
  private static final int ICMPV6 = 58;
  private static final int FRAGMENT_HEADER = 44;
  private static final int SOLICITATION = 135;
  private static final int DISCARD_PORT = 9;
  private static final long SOLICITED_NODE_HIGH = 0xFF02_0000_0000_0000L;
  private static final long SOLICITED_NODE_LOW = 0x1_FF00_0001L;

  private final Kind kind;
  private final FramePool pool;
  private final long serverMac;
  private final Frame frame = new Frame();
  private final byte[] bytes = new byte[FRAME_BYTES];
  private final ByteBuffer out = ByteBuffer.wrap(bytes);
  private int count;

  FloodFrames(Kind kind, FramePool pool, long serverMac) {
    this.kind = kind;
    this.pool = pool;
    this.serverMac = serverMac;
  }

  /** The next frame, 0 if the pool has none. */
  long next() {
    long address = pool.allocate();
    if (address == 0) {
      return 0;
    }
    count++;
    write();
    frame.wrap(address).appendCopyOf(bytes, 0, FRAME_BYTES);
    return address;
  }

  private void write() {
    out.clear();
    switch (kind) {
      case HARMLESS -> ipv4(serverMac, RequestFrames.SERVER, 0);
      case FRAGMENTS -> ipv4(serverMac, RequestFrames.SERVER, 0x2000);
      case MULTICAST -> {
        int group = 0xEF00_0000 | count & 0xFF_FFFF;
        ipv4(0x0100_5E00_0000L | group & 0x7F_FFFF, group, 0);
      }
      case ARP -> arp();
      case SOLICITATIONS -> solicitation();
      case FRAGMENTS_IPV6 -> {
        ipv6(serverMac, FRAGMENT_HEADER, HIGH, 1);
        out.putShort(ETHERNET_BYTES + 4, (short) 32); // RFC 8200 4.5: a multiple of eight
        out.put((byte) IpProtocols.UDP).put((byte) 0).putShort((short) 1).putInt(count);
      }
      case MULTICAST_IPV6 -> {
        ipv6(0x3333_0000_0000L | count, IpProtocols.UDP, 0xFF0E_0000_0000_0000L, count);
        out.putShort((short) DISCARD_PORT).putShort((short) DISCARD_PORT);
      }
    }
  }

  private void ethernet(long destination, int type) {
    mac(destination);
    mac(RequestFrames.CLIENT_MAC + count);
    out.putShort((short) type);
  }

  private void mac(long address) {
    out.putShort((short) (address >> 32)).putInt((int) address);
  }

  private void ipv4(long destinationMac, int destination, int fragmentField) {
    ethernet(destinationMac, EtherTypes.IPV4);
    int length = FRAME_BYTES - ETHERNET_BYTES;
    out.put((byte) 0x45).put((byte) 0).putShort((short) length).putShort((short) count);
    out.putShort((short) fragmentField).put((byte) 64).put((byte) IpProtocols.UDP);
    out.putShort((short) 0).putInt(source()).putInt(destination);
    out.putShort(ETHERNET_BYTES + 10, (short) headerChecksum());
    out.putShort((short) DISCARD_PORT).putShort((short) DISCARD_PORT);
    out.putShort((short) (length - 20)).putShort((short) 0);
  }

  private int source() {
    return RequestFrames.CLIENT & 0xFFFF_FF00 | 3 + count % 250;
  }

  private int headerChecksum() {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += out.getShort(ETHERNET_BYTES + i) & 0xFFFF;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    return ~(sum + (sum >>> 16)) & 0xFFFF;
  }

  private void arp() {
    ethernet(0xFFFF_FFFF_FFFFL, EtherTypes.ARP);
    out.putInt(0x0001_0800).putShort((short) 0x0604).putShort((short) 1);
    mac(RequestFrames.CLIENT_MAC + count);
    out.putInt(source());
    mac(0);
    out.putInt(RequestFrames.SERVER);
  }

  private void ipv6(long destinationMac, int nextHeader, long high, long low) {
    ethernet(destinationMac, ETHERTYPE_IPV6);
    int length = FRAME_BYTES - ETHERNET_BYTES - IPV6_HEADER_BYTES;
    out.putInt(6 << 28).putShort((short) length).put((byte) nextHeader).put((byte) 255);
    out.putLong(HIGH).putLong(0x1_0000L + count).putLong(high).putLong(low);
  }

  /** 32 bytes with the option; the packet is shorter than the frame. */
  private void solicitation() {
    ipv6(0x3333_FF00_0001L, ICMPV6, SOLICITED_NODE_HIGH, SOLICITED_NODE_LOW);
    out.putShort(ETHERNET_BYTES + 4, (short) 32);
    int start = out.position();
    out.put((byte) SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0);
    out.putLong(HIGH).putLong(1).put((byte) 1).put((byte) 1);
    mac(RequestFrames.CLIENT_MAC + count);
    int sum = 32 + ICMPV6;
    for (int i = ETHERNET_BYTES + 8; i < start + 32; i += 2) {
      sum += out.getShort(i) & 0xFFFF;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    out.putShort(start + 2, (short) ~(sum + (sum >>> 16)));
  }
}
