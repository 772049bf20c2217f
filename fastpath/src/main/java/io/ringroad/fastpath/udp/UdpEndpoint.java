package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;

/** What UDP keeps of a socket that has a port: its place in the table and where it sends. */
final class UdpEndpoint extends DatagramEndpoint {
  private final boolean reusePort;

  /** The next in the same chain of {@link UdpTable}. */
  UdpEndpoint next;

  /** Remembers the address that the socket was bound to. */
  UdpEndpoint(DatagramSocket socket) {
    super(socket, IpProtocols.UDP);
    this.reusePort = socket.options().isSet(SocketOption.REUSE_PORT);
  }

  boolean reusePort() {
    return reusePort;
  }

  @Override
  public boolean isConnected() {
    return socket().remotePort() != 0;
  }

  boolean isBoundToInterface() {
    return socket().options().isSet(SocketOption.BOUND_INTERFACE);
  }

  /** Whether the socket hears of what comes by an interface, as SO_BINDTODEVICE says. */
  boolean hearsOf(int interfaceIndex) {
    int bound = socket().options().getInt(SocketOption.BOUND_INTERFACE);
    // The application counts from 1, which is the lane's 0.
    return bound == 0 || interfaceIndex == UdpTable.ANY_INTERFACE || bound == interfaceIndex + 1;
  }

  boolean isOfInet() {
    return socket().options().domain() == SocketDomain.INET;
  }

  boolean isLocal(long high, long low) {
    return socket().localLow() == low && socket().localHigh() == high;
  }

  /** Whether a datagram to a group is for this socket, as far as its memberships go. */
  boolean wants(DatagramMetadata datagram) {
    DatagramSocket socket = socket();
    return !IpAddresses.isMulticast(datagram.localHigh(), datagram.localLow())
        || socket
            .groups()
            .allows(
                datagram.localHigh(),
                datagram.localLow(),
                datagram.remoteHigh(),
                datagram.remoteLow(),
                datagram.interfaceIndex(),
                hearsAllGroups(datagram.localHigh(), datagram.localLow()));
  }

  boolean isRemote(long high, long low, int port) {
    return socket().remotePort() == port
        && socket().remoteLow() == low
        && socket().remoteHigh() == high;
  }
}
