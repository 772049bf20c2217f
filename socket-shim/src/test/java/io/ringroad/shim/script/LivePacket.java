package io.ringroad.shim.script;

import java.nio.ByteBuffer;

/** An IPv4 packet that the engine sent, checked, and what it says in its own numbers. */
final class LivePacket {
  private static final int ETHERNET_BYTES = 14;
  private static final int MIN_TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;

  final long timeNs;
  private final byte[] frame;
  private final ByteBuffer in;
  private final int transport;
  private final int transportBytes;

  /**
   * @param timeNs when it was sent
   */
  LivePacket(byte[] frame, long timeNs) {
    this.frame = frame;
    this.timeNs = timeNs;
    this.in = ByteBuffer.wrap(frame);
    this.transport = ETHERNET_BYTES + 4 * (in.get(ETHERNET_BYTES) & 0xf);
    this.transportBytes = u16(ETHERNET_BYTES + 2) - (transport - ETHERNET_BYTES);
  }

  /** What is wrong with the packet whatever the script says; null if nothing is. */
  String malformed() {
    if (Checksum.of(frame, ETHERNET_BYTES, transport - ETHERNET_BYTES) != 0) {
      return "the checksum of its IP header is wrong";
    }
    if (in.getInt(ETHERNET_BYTES + 12) != Endpoints.LOCAL_ADDRESS) {
      return "it is not sent from " + Endpoints.LOCAL;
    }
    if (in.getInt(ETHERNET_BYTES + 16) != Endpoints.REMOTE_ADDRESS) {
      return "it is not sent to " + Endpoints.REMOTE;
    }
    if (isIcmp()) {
      return Checksum.of(frame, transport, transportBytes) == 0 ? null : "its checksum is wrong";
    }
    return Checksum.ofTransport(frame, ETHERNET_BYTES, transport, transportBytes) == 0
        ? null
        : "its checksum is wrong";
  }

  boolean isTcp() {
    return protocol() == 6;
  }

  boolean isUdp() {
    return protocol() == 17;
  }

  boolean isIcmp() {
    return protocol() == 1;
  }

  private int protocol() {
    return u8(ETHERNET_BYTES + 9);
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
    Flow plain = new Flow(0, 0, 0);
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
    PacketSpec.Ip ip =
        new PacketSpec.Ip(u8(ETHERNET_BYTES + 1), 0xff, false, u8(ETHERNET_BYTES + 8));
    if (isTcp()) {
      return new PacketSpec(ip, sourcePort(), destinationPort(), tcp(flow));
    }
    if (isUdp()) {
      PacketSpec.Udp udp = new PacketSpec.Udp(transportBytes - UDP_BYTES, null, false);
      return new PacketSpec(ip, sourcePort(), destinationPort(), udp);
    }
    return new PacketSpec(ip, PacketSpec.OPEN, PacketSpec.OPEN, icmp());
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
    int type = u8(transport);
    int code = u8(transport + 1);
    boolean tooBig = type == IcmpNames.UNREACHABLE && code == IcmpNames.FRAGMENTATION_NEEDED;
    boolean error = type == IcmpNames.UNREACHABLE || type > 8;
    int mtu = tooBig ? u16(transport + 6) : PacketSpec.OPEN;
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
