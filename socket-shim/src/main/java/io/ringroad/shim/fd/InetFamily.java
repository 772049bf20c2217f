package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EPROTONOSUPPORT;
import static io.ringroad.shim.Errno.ESOCKTNOSUPPORT;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_UDP;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;

import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.StreamSocket;

/** AF_INET: sockets on some lane of the engine. */
final class InetFamily implements SocketFamily {
  private static final int FIRST_BAD_PROTOCOL = 263;

  private final SocketEnvironment environment;

  InetFamily(SocketEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public int check(int type, int protocol) {
    if (protocol < 0 || protocol >= FIRST_BAD_PROTOCOL) {
      return -EINVAL;
    }
    if (type != SOCK_STREAM && type != SOCK_DGRAM) {
      return -ESOCKTNOSUPPORT;
    }
    int own = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
    return protocol == IPPROTO_IP || protocol == own ? 0 : -EPROTONOSUPPORT;
  }

  @Override
  public SocketDescriptor create(int type, int protocol, boolean nonBlocking) {
    LaneProxy lane = environment.lanes().forNewSocket();
    return type == SOCK_STREAM ? stream(lane, nonBlocking) : datagrams(lane, nonBlocking);
  }

  private SocketDescriptor stream(LaneProxy lane, boolean nonBlocking) {
    StreamSocket stream = lane.openStream();
    return stream == null ? null : new TcpDescriptor(environment, stream, nonBlocking, false);
  }

  private SocketDescriptor datagrams(LaneProxy lane, boolean nonBlocking) {
    DatagramSocket datagrams = lane.openDatagram();
    return datagrams == null ? null : new UdpDescriptor(environment, datagrams, nonBlocking);
  }

  /** The family of an address to bind to: AF_UNSPEC passes for AF_INET with the wildcard. */
  static int checkBind(int family, int address) {
    boolean wildcard = family == AF_UNSPEC && address == 0;
    return family == AF_INET || wildcard ? 0 : -EAFNOSUPPORT;
  }
}
