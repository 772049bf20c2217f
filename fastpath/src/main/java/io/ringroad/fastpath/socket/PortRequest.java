package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * What a socket asks of the {@link PortTable}.
 *
 * @param protocol which name space of ports
 * @param localHigh upper half of the local address; an address of all zero bits is the wildcard of
 *     both families, or of IPv6 alone, and IPv4-mapped 0.0.0.0 that of IPv4
 * @param localLow lower half
 * @param localPort 0 = any ephemeral port
 * @param remoteHigh upper half of the peer's address
 * @param remoteLow lower half
 * @param remotePort the peer's port, 0 = no peer
 * @param reuseAddress SO_REUSEADDR
 * @param reusePort SO_REUSEPORT
 * @param v6Only IPV6_V6ONLY
 */
public record PortRequest(
    PortProtocol protocol,
    long localHigh,
    long localLow,
    int localPort,
    long remoteHigh,
    long remoteLow,
    int remotePort,
    boolean reuseAddress,
    boolean reusePort,
    boolean v6Only) {
  /** The hold of a socket that is bound but not connected. */
  public static PortRequest bound(
      PortProtocol protocol, long high, long low, int port, SocketOptions options) {
    return connected(protocol, high, low, port, 0, 0, 0, options);
  }

  /** The hold of a socket with a peer. */
  public static PortRequest connected(
      PortProtocol protocol,
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      SocketOptions options) {
    return new PortRequest(
        protocol,
        localHigh,
        localLow,
        localPort,
        remoteHigh,
        remoteLow,
        remotePort,
        options.isSet(SocketOption.REUSE_ADDRESS),
        options.isSet(SocketOption.REUSE_PORT),
        options.isSet(SocketOption.V6_ONLY));
  }

  /** The same at another local address. */
  PortRequest at(long high, long low) {
    return new PortRequest(
        protocol,
        high,
        low,
        localPort,
        remoteHigh,
        remoteLow,
        remotePort,
        reuseAddress,
        reusePort,
        v6Only);
  }

  /** Whether there is a peer. */
  public boolean hasPeer() {
    return remotePort != 0;
  }

  /** Whether two requests could be for the same local address: {@code inet_rcv_saddr_equal}. */
  boolean overlaps(PortRequest other) {
    return isWildcardFor(other)
        || other.isWildcardFor(this)
        || localHigh == other.localHigh && localLow == other.localLow;
  }

  boolean hasSamePeer(PortRequest other) {
    return remoteHigh == other.remoteHigh
        && remoteLow == other.remoteLow
        && remotePort == other.remotePort;
  }

  private boolean isWildcardFor(PortRequest other) {
    boolean otherIsIpv4 = IpAddresses.isIpv4(other.localHigh, other.localLow);
    return localHigh == 0
        && (localLow == 0
            ? !(v6Only && otherIsIpv4)
            : localLow == IpAddresses.IPV4_ANY_LOW && otherIsIpv4);
  }
}
