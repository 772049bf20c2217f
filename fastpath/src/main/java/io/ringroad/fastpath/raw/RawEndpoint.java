package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;

/** What is kept of a raw socket: its place in the table and where it sends. */
final class RawEndpoint extends DatagramEndpoint {
  /** Stands for whatever interface a packet came by. */
  static final int ANY_INTERFACE = -1;

  private static final int FILTERED_TYPES = Integer.SIZE;

  /** The next of the same protocol in {@link RawTable}. */
  RawEndpoint next;

  RawEndpoint(DatagramSocket socket) {
    super(socket, socket.protocol());
  }

  /** A peer's port means nothing, and may be 0. */
  @Override
  public boolean isConnected() {
    return !IpAddresses.isZero(socket().remoteHigh(), socket().remoteLow());
  }

  /**
   * Linux's {@code raw_v4_match} and {@code raw_v6_match}: the family and both addresses, where the
   * socket has them.
   */
  boolean matches(
      long localHigh, long localLow, long remoteHigh, long remoteLow, int interfaceIndex) {
    DatagramSocket socket = socket();
    int device = socket.options().getInt(SocketOption.BOUND_INTERFACE);
    boolean ofMyFamily =
        IpAddresses.isIpv4(localHigh, localLow) == (socket.options().domain() == SocketDomain.INET);
    return ofMyFamily
        && isFor(localHigh, localLow)
        && (!isConnected() || socket.remoteLow() == remoteLow && socket.remoteHigh() == remoteHigh)
        && (device == 0 || interfaceIndex == ANY_INTERFACE || device - 1 == interfaceIndex);
  }

  /** Whether a packet is for this socket, as far as its memberships go. */
  boolean wants(DatagramMetadata packet) {
    DatagramSocket socket = socket();
    return !IpAddresses.isMulticast(packet.localHigh(), packet.localLow())
        || socket
            .groups()
            .allows(
                packet.localHigh(),
                packet.localLow(),
                packet.remoteHigh(),
                packet.remoteLow(),
                packet.interfaceIndex(),
                hearsAllGroups(packet.localHigh(), packet.localLow()));
  }

  /** ICMP6_FILTER: whether the socket does not want a type, -1 if there is none to be read. */
  boolean filtersIcmpv6(int type) {
    if (type < 0) {
      return true;
    }
    SocketOption word =
        switch (type / Long.SIZE) {
          case 0 -> SocketOption.ICMP6_FILTER_0;
          case 1 -> SocketOption.ICMP6_FILTER_1;
          case 2 -> SocketOption.ICMP6_FILTER_2;
          default -> SocketOption.ICMP6_FILTER_3;
        };
    return (socket().options().get(word) >>> type & 1) != 0;
  }

  /** ICMP_FILTER: whether the socket does not want a type, -1 if there is none to be read. */
  boolean filters(int icmpType) {
    return icmpType < 0
        || icmpType < FILTERED_TYPES
            && (socket().options().getInt(SocketOption.ICMP_FILTER) >>> icmpType & 1) != 0;
  }
}
