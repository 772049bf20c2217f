package io.ringroad.shim.script;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** An IP packet that the engine sent, checked, and what it says in its own numbers. */
final class LivePacket {
  private static final int ETHERNET_BYTES = 14;
  private static final int MIN_TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int ICMP = 1;
  private static final int IGMP = 2;
  private static final int ICMPV6 = 58;

  final long timeNs;
  private final byte[] frame;
  private final ByteBuffer in;
  private final IpVersion ip;
  private final boolean arp;
  private final int transport;
  private final int transportBytes;

  /**
   * @param timeNs when it was sent
   */
  LivePacket(byte[] frame, long timeNs) {
    this.frame = frame;
    this.timeNs = timeNs;
    this.in = ByteBuffer.wrap(frame);
    this.ip = IpVersion.onWire(frame);
    this.arp = in.getShort(12) == 0x0806;
    if (arp) {
      this.transport = ETHERNET_BYTES;
      this.transportBytes = frame.length - ETHERNET_BYTES;
    } else if (ip.wireOf6()) {
      this.transport = ETHERNET_BYTES + ip.headerBytes();
      this.transportBytes = u16(ETHERNET_BYTES + 4);
    } else {
      this.transport = ETHERNET_BYTES + 4 * (in.get(ETHERNET_BYTES) & 0xf);
      this.transportBytes = u16(ETHERNET_BYTES + 2) - (transport - ETHERNET_BYTES);
    }
  }

  /** What is wrong with the packet whatever the script says; null if nothing is. */
  String malformed() {
    if (arp) {
      return null;
    }
    if (!ip.wireOf6() && Checksum.of(frame, ETHERNET_BYTES, transport - ETHERNET_BYTES) != 0) {
      return "the checksum of its IP header is wrong";
    }
    if (fragment() != null) {
      return null;
    }
    if (message() != null) {
      return checksumIsRight() ? null : "its checksum is wrong";
    }
    int addresses = ip.headerBytes() - 2 * ip.local().length + ETHERNET_BYTES;
    if (!Arrays.equals(slice(addresses, ip.local().length), ip.local())) {
      return "it is not sent from the local address";
    }
    if (!Arrays.equals(slice(addresses + ip.local().length, ip.local().length), ip.remote())) {
      return "it is not sent to the remote address";
    }
    return checksumIsRight() ? null : "its checksum is wrong";
  }

  private boolean checksumIsRight() {
    if (ip.wireOf6() && frame[ETHERNET_BYTES + 6] == 0) {
      int start = transport + 8;
      return Checksum.ofTransport(frame, ETHERNET_BYTES, ICMPV6, start, transportBytes - 8) == 0;
    }
    int sum =
        protocol() == ICMP || protocol() == IGMP
            ? Checksum.of(frame, transport, transportBytes)
            : Checksum.ofTransport(frame, ETHERNET_BYTES, protocol(), transport, transportBytes);
    return sum == 0;
  }

  private PacketSpec.Fragment fragment() {
    return arp ? null : Fragments.of(frame, ip);
  }

  /** What this says to keep the network going, null if it is something else. */
  PacketSpec.Message message() {
    if (arp) {
      return Messages.decode(List.of("arp"), slice(transport, transportBytes));
    }
    if (ip.wireOf6()) {
      boolean optioned = frame[ETHERNET_BYTES + 6] == 0;
      int start = transport + (optioned ? 8 : 0);
      return optioned || protocol() == ICMPV6
          ? Messages.decode(List.of("nd", "mld"), slice(start, frame.length - start))
          : null;
    }
    return protocol() == IGMP
        ? Messages.decode(List.of("igmp"), slice(transport, transportBytes))
        : null;
  }

  /** Whether it belongs to a connection or a socket of UDP. */
  boolean hasPorts() {
    return !arp && (isTcp() || isUdp()) && fragment() == null;
  }

  boolean isTcp() {
    return protocol() == 6;
  }

  boolean isUdp() {
    return protocol() == 17;
  }

  boolean isIcmp() {
    return protocol() == (ip.wireOf6() ? ICMPV6 : ICMP);
  }

  private int protocol() {
    return u8(ETHERNET_BYTES + (ip.wireOf6() ? 6 : 9));
  }

  int sourcePort() {
    return u16(transport);
  }

  int destinationPort() {
    return u16(transport + 2);
  }

  boolean isSyn() {
    return isTcp() && (tcpFlags() & TcpFlags.SYN) != 0;
  }

  long sequence() {
    return Integer.toUnsignedLong(in.getInt(transport + 4));
  }

  /** The value of the Timestamps option, -1 if there is none. */
  long timestamp() {
    int header = tcpHeaderBytes();
    Flow plain = new Flow(0, 0, 0, ip);
    for (TcpOption option :
        TcpOptionCodec.decode(slice(transport + MIN_TCP_BYTES, header - MIN_TCP_BYTES), plain)) {
      if (option instanceof TcpOption.Timestamps timestamps) {
        return timestamps.value();
      }
    }
    return -1;
  }

  private int tcpFlags() {
    return u16(transport + 12) & 0x1ff;
  }

  byte[] payload() {
    int header = isTcp() ? tcpHeaderBytes() : UDP_BYTES;
    return slice(transport + header, transportBytes - header);
  }

  private int tcpHeaderBytes() {
    return (u8(transport + 12) >> 4) * 4;
  }

  /** The packet in the numbers of the script. */
  PacketSpec spec(Flow flow) {
    PacketSpec.Ip header =
        ip.wireOf6()
            ? new PacketSpec.Ip(
                in.getInt(ETHERNET_BYTES) >> 20 & 0xff, 0xff, false, u8(ETHERNET_BYTES + 7))
            : new PacketSpec.Ip(u8(ETHERNET_BYTES + 1), 0xff, false, u8(ETHERNET_BYTES + 8));
    PacketSpec.Body special = message() != null ? message() : fragment();
    if (special != null) {
      return new PacketSpec(addressed(header), PacketSpec.OPEN, PacketSpec.OPEN, special);
    }
    if (isTcp()) {
      return new PacketSpec(header, sourcePort(), destinationPort(), tcp(flow));
    }
    if (isUdp()) {
      PacketSpec.Udp udp = new PacketSpec.Udp(transportBytes - UDP_BYTES, null, false);
      return new PacketSpec(header, sourcePort(), destinationPort(), udp);
    }
    return new PacketSpec(header, PacketSpec.OPEN, PacketSpec.OPEN, icmp());
  }

  private PacketSpec.Ip addressed(PacketSpec.Ip header) {
    if (arp) {
      return PacketSpec.Ip.OPEN;
    }
    int bytes = ip.local().length;
    int source = ETHERNET_BYTES + ip.headerBytes() - 2 * bytes;
    return header.with(
        IpVersion.text(slice(source, bytes)), IpVersion.text(slice(source + bytes, bytes)));
  }

  private PacketSpec.Tcp tcp(Flow flow) {
    int header = tcpHeaderBytes();
    int flags = tcpFlags();
    boolean acknowledges = (flags & TcpFlags.ACK) != 0;
    return new PacketSpec.Tcp(
        flags,
        isBareReset() ? 0 : flow.scriptLocal(sequence()),
        transportBytes - header,
        acknowledges ? flow.scriptRemote(in.getInt(transport + 8)) : 0,
        u16(transport + 14),
        u16(transport + 18),
        TcpOptionCodec.decode(slice(transport + MIN_TCP_BYTES, header - MIN_TCP_BYTES), flow),
        null,
        false);
  }

  /** RFC 9293 3.10.7.1: what answers a segment without ACK has the number 0, of no connection. */
  private boolean isBareReset() {
    int reset = TcpFlags.RST | TcpFlags.ACK;
    return sequence() == 0 && (tcpFlags() & reset) == reset;
  }

  private PacketSpec.Icmp icmp() {
    int kind = u16(transport);
    if (ip.wireOf6()) {
      kind = Icmpv6Numbers.toIcmp(kind >> 8, kind & 0xff);
    }
    int type = kind >> 8;
    int code = kind & 0xff;
    boolean tooBig = type == IcmpNames.UNREACHABLE && code == IcmpNames.FRAGMENTATION_NEEDED;
    boolean error = type == IcmpNames.UNREACHABLE || type > 8;
    int mtu = tooBig ? u16(transport + 6) - ip.mtu(0) : PacketSpec.OPEN;
    return new PacketSpec.Icmp(type, code, mtu, error ? 0 : u16(transport + 4), null);
  }

  private int u8(int offset) {
    return Byte.toUnsignedInt(in.get(offset));
  }

  private int u16(int offset) {
    return Short.toUnsignedInt(in.getShort(offset));
  }

  private byte[] slice(int offset, int length) {
    byte[] bytes = new byte[length];
    in.get(offset, bytes);
    return bytes;
  }
}
