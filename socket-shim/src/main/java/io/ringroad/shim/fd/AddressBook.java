package io.ringroad.shim.fd;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * What the configuration says of IPv4 destinations, so that a send is refused at once, as Linux
 * does it, and not when a lane finds out. Immutable.
 */
public final class AddressBook {
  private final int[] networks;
  private final int[] masks;
  private final int[] interfaces;
  private final int[] directed;

  /**
   * Takes over the arrays.
   *
   * @param networks destinations that a route leads to
   * @param masks of the networks, one each
   * @param interfaces by which packets to them leave, from 1, one each
   * @param directedBroadcasts the broadcast addresses of the engine's own networks
   */
  public AddressBook(int[] networks, int[] masks, int[] interfaces, int[] directedBroadcasts) {
    this.networks = networks;
    this.masks = masks;
    this.interfaces = interfaces;
    this.directed = directedBroadcasts;
  }

  /** Whether a destination needs SO_BROADCAST; none of IPv6 does. */
  public boolean isBroadcast(long high, long low) {
    return IpAddresses.isIpv4(high, low) && isBroadcast(IpAddresses.toIpv4(low));
  }

  /** Whether there is a way to a destination of either family. */
  public boolean isReachable(long high, long low) {
    return IpAddresses.isIpv4(high, low)
        ? isReachable(IpAddresses.toIpv4(low))
        : IpAddresses.isLoopback(high, low);
  }

  /** Whether a destination needs SO_BROADCAST. */
  public boolean isBroadcast(int address) {
    if (address == IpAddresses.IPV4_BROADCAST) {
      return true;
    }
    for (int own : directed) {
      if (own == address) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a way to a destination. */
  public boolean isReachable(int address) {
    if (IpAddresses.isIpv4Loopback(address) || isBroadcast(address)) {
      return true;
    }
    for (int i = 0; i < networks.length; i++) {
      if ((address & masks[i]) == networks[i]) {
        return true;
      }
    }
    return false;
  }

  /** As the other, for an address of either family. */
  public int interfaceTo(long high, long low) {
    if (IpAddresses.isIpv4(high, low)) {
      return interfaceTo(IpAddresses.toIpv4(low));
    }
    // A group is at home on every link; one has to be the first.
    return IpAddresses.isMulticast(high, low) && interfaces.length > 0 ? 1 : 0;
  }

  /**
   * The interface by which packets to an address leave, by the longest prefix: 1 and more as lanes
   * count them, 0 if there is no way.
   */
  public int interfaceTo(int address) {
    int best = -1;
    for (int i = 0; i < networks.length; i++) {
      boolean covers = (address & masks[i]) == networks[i];
      if (covers && (best < 0 || Integer.compareUnsigned(masks[i], masks[best]) > 0)) {
        best = i;
      }
    }
    return best < 0 ? 0 : interfaces[best];
  }
}
