package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.MacAddresses;

/**
 * A neighbour that configuration knows, so that nobody has to ask for it.
 *
 * @param interfaceIndex the interface whose link it is on, from 1
 * @param address of IPv4 or IPv6
 * @param mac its Ethernet address
 */
public record StaticNeighbor(int interfaceIndex, IpAddress address, long mac) {
  /** Checks that the Ethernet address is that of one station. */
  public StaticNeighbor {
    if (mac == 0 || MacAddresses.isGroup(mac)) {
      throw new IllegalArgumentException(
          MacAddresses.format(mac) + " is not the Ethernet address of a station");
    }
  }
}
