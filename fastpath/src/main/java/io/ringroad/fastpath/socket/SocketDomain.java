package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * The address family that a socket was opened for. A socket of {@link #INET6} also has IPv4 peers,
 * by their mapped addresses, unless {@link SocketOption#V6_ONLY} is set (RFC 3493 3.7).
 */
public enum SocketDomain {
  /** AF_INET. */
  INET(IpAddresses.IPV4_HIGH, IpAddresses.IPV4_ANY_LOW),
  /** AF_INET6. */
  INET6(0, 0);

  private static final SocketDomain[] ALL = values();

  private final long anyHigh;
  private final long anyLow;

  SocketDomain(long anyHigh, long anyLow) {
    this.anyHigh = anyHigh;
    this.anyLow = anyLow;
  }

  /** The upper half of the wildcard that an unbound socket is bound to when it needs a port. */
  public long anyHigh() {
    return anyHigh;
  }

  /** The lower half. */
  public long anyLow() {
    return anyLow;
  }

  /** The domain with an ordinal, as commands carry it. */
  public static SocketDomain of(int ordinal) {
    return ALL[ordinal];
  }
}
