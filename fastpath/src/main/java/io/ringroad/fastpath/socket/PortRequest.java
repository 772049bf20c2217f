package io.ringroad.fastpath.socket;

/**
 * What a socket asks of the {@link PortTable}.
 *
 * @param protocol which name space of ports
 * @param localHigh upper half of the local address; an address of all zero bits, or IPv4-mapped
 *     0.0.0.0, is the wildcard
 * @param localLow lower half
 * @param localPort 0 = any ephemeral port
 * @param remoteHigh upper half of the peer's address
 * @param remoteLow lower half
 * @param remotePort the peer's port, 0 = no peer
 * @param reuseAddress SO_REUSEADDR
 * @param reusePort SO_REUSEPORT
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
    boolean reusePort) {
  private static final long IPV4_ANY_LOW = 0x0000_FFFF_0000_0000L;

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
        options.isSet(SocketOption.REUSE_PORT));
  }

  /** Whether there is a peer. */
  public boolean hasPeer() {
    return remotePort != 0;
  }

  /** Whether two requests could be for the same local address. */
  boolean overlaps(PortRequest other) {
    return isWildcard()
        || other.isWildcard()
        || localHigh == other.localHigh && localLow == other.localLow;
  }

  boolean hasSamePeer(PortRequest other) {
    return remoteHigh == other.remoteHigh
        && remoteLow == other.remoteLow
        && remotePort == other.remotePort;
  }

  private boolean isWildcard() {
    return localHigh == 0 && (localLow == 0 || localLow == IPV4_ANY_LOW);
  }
}
