package io.ringroad.shim.script;

import java.nio.ByteBuffer;

/** Makes Ethernet frames of the remote's packets. */
final class PacketBuilder {
  private static final int ETHERNET_BYTES = 14;
  private static final int IP_BYTES = 20;
  private static final int TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int ICMP_BYTES = 8;
  private static final int ICMP = 1;
  private static final int IGMP = 2;
  private static final int OPEN = PacketSpec.OPEN;
  private static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final int ICMPV6 = 58;
  private static final int DEFAULT_TTL = 64;
  private static final int DEFAULT_WINDOW = 65_535;

  private final Flow flow;
  private final int line;

  private PacketBuilder(Flow flow, int line) {
    this.flow = flow;
    this.line = line;
  }

  static byte[] frame(PacketSpec packet, Flow flow, int line) {
    return new PacketBuilder(flow, line).frame(packet);
  }

  private byte[] frame(PacketSpec packet) {
    if (packet.body() instanceof PacketSpec.Fragment fragment) {
      byte[] whole = frame(new PacketSpec(packet.ip(), OPEN, OPEN, fragment.whole()));
      return Fragments.cut(whole, fragment, flow.ip);
    }
    byte[] transport =
        switch (packet.body()) {
          case PacketSpec.Message message -> Messages.encode(message, line);
          case PacketSpec.Fragment fragment -> throw new IllegalStateException("of a fragment");
          case PacketSpec.Tcp tcp -> tcp(tcp);
          case PacketSpec.Udp udp -> udp(udp);
          case PacketSpec.Icmp icmp -> icmp(icmp);
        };
    if (isArp(packet.body())) {
      return arp(transport);
    }
    byte[] source = packet.ip().source() == null ? flow.ip.remote() : address(packet.ip().source());
    byte[] destination =
        packet.ip().destination() == null ? flow.ip.local() : address(packet.ip().destination());
    ByteBuffer out = ByteBuffer.allocate(ETHERNET_BYTES + flow.ip.headerBytes() + transport.length);
    mac(out, macOf(destination));
    mac(out, Endpoints.GATEWAY_MAC);
    out.putShort(flow.ip.etherType());
    int ttl = packet.ip().ttl() < 0 ? defaultTtl(packet.body()) : packet.ip().ttl();
    ipHeader(
        out,
        transport.length,
        packet.ip().tos(),
        ttl,
        protocol(packet.body()),
        source,
        destination);
    out.put(transport);
    byte[] frame = out.array();
    transportChecksum(frame, packet.body(), transport.length);
    return frame;
  }

  private static boolean isArp(PacketSpec.Body body) {
    return body instanceof PacketSpec.Message message && message.protocol().equals("arp");
  }

  private static byte[] arp(byte[] message) {
    ByteBuffer out = ByteBuffer.allocate(ETHERNET_BYTES + message.length);
    mac(out, message[7] == 1 ? BROADCAST : Endpoints.LOCAL_MAC);
    mac(out, Endpoints.GATEWAY_MAC);
    return out.putShort((short) 0x0806).put(message).array();
  }

  private static byte[] address(String text) {
    return IpVersion.bytes(text);
  }

  /** Where a packet goes: groups and the broadcast address have Ethernet addresses of their own. */
  private static long macOf(byte[] destination) {
    ByteBuffer address = ByteBuffer.wrap(destination);
    if (destination.length == 16) {
      boolean group = destination[0] == -1;
      return group ? 0x3333_0000_0000L | address.getInt(12) & 0xffff_ffffL : Endpoints.LOCAL_MAC;
    }
    int ipv4 = address.getInt(0);
    if (ipv4 == -1) {
      return BROADCAST;
    }
    return ipv4 >>> 28 == 0xe ? 0x0100_5e00_0000L | ipv4 & 0x7f_ffff : Endpoints.LOCAL_MAC;
  }

  /** RFC 4861 and RFC 3810: what is not from the link itself is not believed. */
  private static int defaultTtl(PacketSpec.Body body) {
    if (body instanceof PacketSpec.Message message) {
      return message.protocol().equals("nd") ? 255 : 1;
    }
    return DEFAULT_TTL;
  }

  private int protocol(PacketSpec.Body body) {
    return switch (body) {
      case PacketSpec.Message message -> message.protocol().equals("igmp") ? IGMP : ICMPV6;
      case PacketSpec.Fragment fragment -> protocol(fragment.whole());
      case PacketSpec.Tcp tcp -> 6;
      case PacketSpec.Udp udp -> 17;
      case PacketSpec.Icmp icmp -> flow.ip.wireOf6() ? ICMPV6 : ICMP;
    };
  }

  private static void mac(ByteBuffer out, long address) {
    out.putShort((short) (address >> 32)).putInt((int) address);
  }

  private void ipHeader(
      ByteBuffer out,
      int length,
      int tos,
      int ttl,
      int protocol,
      byte[] source,
      byte[] destination) {
    int start = out.position();
    if (flow.ip.wireOf6()) {
      out.putInt(6 << 28 | tos << 20).putShort((short) length);
      out.put((byte) protocol).put((byte) ttl).put(source).put(destination);
      return;
    }
    out.put((byte) 0x45).put((byte) tos).putShort((short) (IP_BYTES + length));
    out.putShort((short) 0).putShort((short) 0x4000);
    out.put((byte) ttl).put((byte) protocol).putShort((short) 0);
    out.put(source).put(destination);
    out.putShort(start + 10, (short) Checksum.of(out.array(), start, IP_BYTES));
  }

  private void transportChecksum(byte[] frame, PacketSpec.Body body, int length) {
    int offset = ETHERNET_BYTES + flow.ip.headerBytes();
    ByteBuffer out = ByteBuffer.wrap(frame);
    int sum = Checksum.ofTransport(frame, ETHERNET_BYTES, protocol(body), offset, length);
    switch (body) {
      case PacketSpec.Fragment fragment -> throw new IllegalStateException("of a fragment");
      case PacketSpec.Message message ->
          out.putShort(
              offset + 2, (short) (flow.ip.wireOf6() ? sum : Checksum.of(frame, offset, length)));
      case PacketSpec.Tcp tcp -> {
        out.putShort(offset + 16, (short) (tcp.badChecksum() ? ~sum : sum));
      }
      case PacketSpec.Udp udp -> {
        int present = sum == 0 ? 0xffff : sum;
        out.putShort(offset + 6, (short) (udp.badChecksum() ? present ^ 0x55 : present));
      }
      case PacketSpec.Icmp icmp ->
          out.putShort(
              offset + 2, (short) (flow.ip.wireOf6() ? sum : Checksum.of(frame, offset, length)));
    }
  }

  private byte[] tcp(PacketSpec.Tcp tcp) {
    byte[] options =
        tcp.options() == null ? new byte[0] : TcpOptionCodec.encode(tcp.options(), flow, line);
    ByteBuffer out = ByteBuffer.allocate(TCP_BYTES + options.length + tcp.length());
    out.putShort((short) flow.remotePort).putShort((short) flow.localPort);
    out.putInt((int) flow.liveRemote(tcp.sequence()));
    out.putInt(tcp.has(TcpFlags.ACK) ? (int) flow.liveLocal(tcp.acknowledgment()) : 0);
    out.putShort((short) (TCP_BYTES + options.length << 10 | tcp.flags()));
    out.putShort((short) (tcp.window() < 0 ? DEFAULT_WINDOW : tcp.window()));
    out.putShort((short) 0).putShort((short) tcp.urgent());
    out.put(options);
    // The SYN stands before the data.
    long first = flow.remotePosition(tcp.sequence()) + (tcp.has(TcpFlags.SYN) ? 1 : 0);
    out.put(
        tcp.payload() == null
            ? Payload.pattern(first, tcp.length())
            : Payload.bytes(tcp.payload()));
    return out.array();
  }

  private byte[] udp(PacketSpec.Udp udp) {
    ByteBuffer out = ByteBuffer.allocate(UDP_BYTES + udp.length());
    out.putShort((short) flow.remotePort).putShort((short) flow.localPort);
    out.putShort((short) (UDP_BYTES + udp.length())).putShort((short) 0);
    out.put(
        udp.payload() == null ? Payload.pattern(1, udp.length()) : Payload.bytes(udp.payload()));
    return out.array();
  }

  private byte[] icmp(PacketSpec.Icmp icmp) {
    boolean quotes = icmp.quoted() != null;
    int quotedBytes = quotes ? flow.ip.headerBytes() + TCP_BYTES : 0;
    ByteBuffer out = ByteBuffer.allocate(ICMP_BYTES + quotedBytes);
    int kind = flow.ip.wireOf6() ? Icmpv6Numbers.of(icmp, line) : icmp.type() << 8 | icmp.code();
    out.putShort((short) kind).putShort((short) 0);
    if (icmp.type() == IcmpNames.UNREACHABLE) {
      out.putInt(icmp.mtu() < 0 ? 0 : flow.ip.mtu(icmp.mtu()));
    } else {
      out.putShort((short) icmp.id()).putShort((short) 0);
    }
    if (quotes) {
      quote(icmp.quoted(), out);
    }
    return out.array();
  }

  /** The beginning of a packet that the engine sent. */
  private void quote(PacketSpec.Quoted quoted, ByteBuffer out) {
    int headerBytes = quoted.tcp() ? TCP_BYTES : UDP_BYTES;
    ipHeader(
        out,
        headerBytes + quoted.length(),
        0,
        DEFAULT_TTL,
        quoted.tcp() ? 6 : 17,
        flow.ip.local(),
        flow.ip.remote());
    out.putShort((short) flow.localPort).putShort((short) flow.remotePort);
    if (quoted.tcp()) {
      out.putInt((int) flow.liveLocal(quoted.sequence())).putInt(0);
      out.putShort((short) (TCP_BYTES << 10 | TcpFlags.ACK));
    } else {
      out.putShort((short) (UDP_BYTES + quoted.length()));
    }
  }
}
