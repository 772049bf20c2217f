package io.ringroad.shim.fd;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * What may be sent to a destination at once, so that a call is refused and not its datagram later.
 * Any thread.
 */
public final class Paths {
  private static final int MOST_IPV4 = 0xffff;

  /** The header is not counted in its length field. */
  private static final int MOST_IPV6 = 40 + 0xffff;

  private final Interfaces interfaces;
  private final PathMtus learned;

  /**
   * What devices carry, and what was learned of the ways behind them.
   *
   * @param learned by the lanes
   */
  public Paths(Interfaces interfaces, PathMtus learned) {
    this.interfaces = interfaces;
    this.learned = learned;
  }

  /** The largest packet, bytes, that the path to an address carries, as far as is known. */
  int mtuTo(long high, long low, long nowNs) {
    int known = PathMtus.mtu(learned.find(high, low, nowNs));
    return Math.min(interfaces.mtuTo(high, low), known);
  }

  /**
   * The largest packet, bytes, that a socket may send to an address: what is cut has no limit but
   * that of all packets (ip(7), IP_MTU_DISCOVER).
   */
  int largestTo(long high, long low, SocketOptions options, long nowNs) {
    return switch (options.mtuDiscover(high, low)) {
      case IpDestination.MTU_DISCOVER_DO -> mtuTo(high, low, nowNs);
      case IpDestination.MTU_DISCOVER_PROBE, IpDestination.MTU_DISCOVER_INTERFACE ->
          interfaces.mtuTo(high, low);
      default -> IpAddresses.isIpv4(high, low) ? MOST_IPV4 : MOST_IPV6;
    };
  }
}
