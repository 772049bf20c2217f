package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_RAW;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_RAW;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;

/** AF_INET and AF_INET6: sockets on some lane of the engine. */
final class InetFamily implements SocketFamily {
  private static final int FIRST_BAD_PROTOCOL = 263;

  /** Obsolete (packet(7)). */
  private static final int SOCK_PACKET = 10;

  private final SocketEnvironment environment;
  private final SocketDomain domain;

  InetFamily(SocketEnvironment environment, SocketDomain domain) {
    this.environment = environment;
    this.domain = domain;
  }

  /** The protocol of ping sockets. */
  private int icmp() {
    return domain == SocketDomain.INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
  }

  @Override
  public int check(int type, int protocol) {
    if (type == SOCK_PACKET && domain == SocketDomain.INET) {
      return -EAFNOSUPPORT; // as Linux without AF_PACKET, which it takes this for
    }
    if (protocol < 0 || protocol >= FIRST_BAD_PROTOCOL) {
      return -EINVAL;
    }
    return switch (type) {
      case SOCK_STREAM -> supported(protocol == IPPROTO_IP || protocol == IPPROTO_TCP);
      case SOCK_DGRAM ->
          supported(protocol == IPPROTO_IP || protocol == IPPROTO_UDP || protocol == icmp());
      case SOCK_RAW -> supported(protocol != IPPROTO_IP);
      default -> -ESOCKTNOSUPPORT;
    };
  }

  private static int supported(boolean known) {
    return known ? 0 : -EPROTONOSUPPORT;
  }

  @Override
  public SocketDescriptor create(int type, int protocol, boolean nonBlocking) {
    LaneProxy lane = environment.lanes().forNewSocket();
    return switch (type) {
      case SOCK_STREAM -> stream(lane, nonBlocking);
      case SOCK_RAW -> raw(lane, protocol, nonBlocking);
      default -> protocol == icmp() ? ping(lane, nonBlocking) : datagrams(lane, nonBlocking);
    };
  }

  private SocketDescriptor raw(LaneProxy lane, int protocol, boolean nonBlocking) {
    DatagramSocket packets = lane.openDatagram(domain, DatagramKind.RAW, protocol);
    if (packets == null) {
      return null;
    }
    RawDescriptor descriptor = new RawDescriptor(environment, packets, nonBlocking);
    if (protocol == IPPROTO_RAW) {
      // raw(7): this protocol implies the option.
      descriptor.setOption(SocketOption.HEADER_INCLUDED, 1);
    }
    return descriptor;
  }

  private SocketDescriptor ping(LaneProxy lane, boolean nonBlocking) {
    DatagramSocket echoes = lane.openDatagram(domain, DatagramKind.PING, icmp());
    return echoes == null ? null : new PingDescriptor(environment, echoes, nonBlocking);
  }

  private SocketDescriptor stream(LaneProxy lane, boolean nonBlocking) {
    StreamSocket stream = lane.openStream(domain);
    return stream == null ? null : new TcpDescriptor(environment, stream, nonBlocking, false);
  }

  private SocketDescriptor datagrams(LaneProxy lane, boolean nonBlocking) {
    DatagramSocket datagrams = lane.openDatagram(domain, DatagramKind.UDP, IPPROTO_UDP);
    return datagrams == null ? null : new UdpDescriptor(environment, datagrams, nonBlocking);
  }
}
