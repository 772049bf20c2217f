package io.ringroad.perf.stage;

import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.fastpath.wire.TcpOptions;
import io.ringroad.fastpath.wire.UdpHeader;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FramePool;

/** The first frames of a client that has no stack. Used by one thread. */
final class RequestFrames {
  static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
  static final int CLIENT = 0x0A43_0002;
  static final int SERVER = 0x0A43_0001;
  static final String SERVER_NETWORK = "10.67.0.1/24";
  static final String CLIENT_AT = "10.67.0.2 at 02:00:00:00:00:02";
  static final String SERVER_NETWORK_6 = "fd67::1/64";
  static final String CLIENT_AT_6 = "fd67::2 at 02:00:00:00:00:02";
  static final int INITIAL_SEQUENCE = 1_000;

  private static final IpAddress CLIENT_6 = IpAddresses.parse("fd67::2");
  private static final IpAddress SERVER_6 = IpAddresses.parse("fd67::1");
  private static final int CLIENT_PORT = 40_000;
  private static final int WINDOW = 0xFFFF;
  private static final int TTL = 64;

  private final IpAddress client;
  private final IpAddress server;
  private final FramePool pool;
  private final long serverMac;
  private final int serverPort;
  private final Frame frame = new Frame();

  /** Frames of IPv4. */
  RequestFrames(FramePool pool, long serverMac, int serverPort) {
    this(pool, serverMac, serverPort, false);
  }

  /**
   * @param ipv6 whether they are of IPv6
   */
  RequestFrames(FramePool pool, long serverMac, int serverPort, boolean ipv6) {
    this.pool = pool;
    this.client = ipv6 ? CLIENT_6 : IpAddress.ofIpv4(CLIENT);
    this.server = ipv6 ? SERVER_6 : IpAddress.ofIpv4(SERVER);
    this.serverMac = serverMac;
    this.serverPort = serverPort;
  }

  /** A datagram of zeros. */
  long datagram(int payloadBytes) {
    int length = UdpHeader.LENGTH + payloadBytes;
    long udp = ip(IpProtocols.UDP, length);
    new UdpHeader().wrap(udp).initialise(CLIENT_PORT, serverPort, length);
    finish(udp, length, IpProtocols.UDP, UdpHeader.CHECKSUM_OFFSET);
    return frame.address();
  }

  /** Opens a connection, with timestamps. */
  long syn() {
    return segment(INITIAL_SEQUENCE, 0, TcpHeader.SYN, 0, 0);
  }

  /** The third segment of the handshake, with a payload of zeros. */
  long firstData(int acknowledgment, int timestampEcho, int payloadBytes) {
    int flags = TcpHeader.ACK | TcpHeader.PSH;
    return segment(INITIAL_SEQUENCE + 1, acknowledgment, flags, timestampEcho, payloadBytes);
  }

  private long segment(int sequence, int acknowledgment, int flags, int echo, int payloadBytes) {
    int header = TcpHeader.MIN_LENGTH + TcpOptions.TIMESTAMPS_BYTES;
    int length = header + payloadBytes;
    long tcp = ip(IpProtocols.TCP, length);
    new TcpHeader()
        .wrap(tcp)
        .write(CLIENT_PORT, serverPort, sequence, acknowledgment, header, flags, WINDOW);
    TcpOptions.writeTimestamps(tcp + TcpHeader.MIN_LENGTH, 1, echo);
    finish(tcp, length, IpProtocols.TCP, TcpHeader.CHECKSUM_OFFSET);
    return frame.address();
  }

  private long ip(int protocol, int transportBytes) {
    return client.isIpv4() ? ipv4(protocol, transportBytes) : ipv6(protocol, transportBytes);
  }

  private long ipv4(int protocol, int transportBytes) {
    int length = Ipv4Header.LENGTH + transportBytes;
    long data = ethernet(serverMac, EtherTypes.IPV4, length);
    Ipv4Header ip = new Ipv4Header().wrap(data);
    ip.initialise(0, length, 1, true, TTL, protocol, CLIENT, SERVER);
    ip.checksum(ip.computeChecksum());
    return data + Ipv4Header.LENGTH;
  }

  private long ipv6(int protocol, int transportBytes) {
    long data = ethernet(serverMac, EtherTypes.IPV6, Ipv6Header.LENGTH + transportBytes);
    new Ipv6Header()
        .wrap(data)
        .initialise(0, 0, transportBytes, protocol, TTL)
        .source(client.high(), client.low())
        .destination(server.high(), server.low());
    return data + Ipv6Header.LENGTH;
  }

  private long ethernet(long destination, int type, int payloadBytes) {
    frame.wrap(pool.allocate());
    long data = frame.append(EthernetHeader.LENGTH + payloadBytes);
    NativeMemory.segment(data, frame.length()).fill((byte) 0);
    new EthernetHeader().wrap(data).destination(destination).source(CLIENT_MAC).type(type);
    return data + EthernetHeader.LENGTH;
  }

  private void finish(long header, int length, int protocol, int checksumOffset) {
    long sum =
        Checksum.pseudoHeader(
            client.high(), client.low(), server.high(), server.low(), protocol, length);
    int checksum = Checksum.finish(Checksum.add(sum, header, length));
    NativeMemory.putShortBe(header + checksumOffset, (short) checksum);
  }
}
