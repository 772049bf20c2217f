package io.ringroad.fastpath.route;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * A way to the addresses of a prefix.
 *
 * @param prefix the network's address, host bits zero
 * @param prefixLength 0 (the default route) to 32
 * @param gateway the router to send to, or 0 if the addresses are on the link
 * @param interfaceIndex the interface to send through
 * @param metric of two routes to the same prefix the one with the smaller metric is taken
 * @param source the local address to use where a socket has none, or 0 for the interface's own
 *     choice
 */
public record Route(
    int prefix, int prefixLength, int gateway, int interfaceIndex, int metric, int source) {
  /** Checks that the prefix is one. */
  public Route {
    if ((prefix & ~IpAddresses.ipv4Mask(prefixLength)) != 0) {
      throw new IllegalArgumentException(
          "host bits are set in " + IpAddresses.formatIpv4(prefix) + "/" + prefixLength);
    }
  }

  /** Whether the address is in the prefix. */
  public boolean matches(int address) {
    return (address & IpAddresses.ipv4Mask(prefixLength)) == prefix;
  }

  /** The neighbour to hand a packet for {@code destination} to. */
  public int nextHop(int destination) {
    return gateway != 0 ? gateway : destination;
  }

  @Override
  public String toString() {
    return IpAddresses.formatIpv4(prefix)
        + "/"
        + prefixLength
        + (gateway == 0 ? "" : " via " + IpAddresses.formatIpv4(gateway))
        + " interface "
        + interfaceIndex
        + " metric "
        + metric;
  }
}
