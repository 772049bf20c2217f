package io.ringroad.shim.fd;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.lane.HostNetwork;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * What the engine's addresses and routes say of destinations, so that a send is refused at once, as
 * Linux does it, and not when a lane finds out. Any thread reads it, without a lock.
 */
public final class AddressBook {
  private final HostNetwork network;

  public AddressBook(HostNetwork network) {
    this.network = network;
  }

  /** Whether a destination needs SO_BROADCAST; none of IPv6 does. */
  public boolean isBroadcast(long high, long low) {
    return IpAddresses.isIpv4(high, low) && isBroadcast(IpAddresses.toIpv4(low));
  }

  /** Whether an IPv4 destination needs SO_BROADCAST. */
  public boolean isBroadcast(int address) {
    return network.addresses().isIpv4Broadcast(address);
  }

  /** Whether there is a way to a destination of either family. */
  public boolean isReachable(long high, long low) {
    return refusal(high, low) == NetError.NONE;
  }

  /** Why there is no way to a destination of either family; NONE if there is one. */
  public NetError refusal(long high, long low) {
    if (isBroadcast(high, low)
        || network.addresses().isOwn(high, low)
        || isGroupOfALink(high, low)) {
      return NetError.NONE;
    }
    Route route = network.routes().lookup(high, low);
    return route == null ? NetError.NETWORK_UNREACHABLE : route.type().error();
  }

  /**
   * The interface by which packets to an IPv4 address leave, by the longest prefix: 1 and more as
   * lanes count them, 0 if there is no way.
   */
  public int interfaceTo(int address) {
    return interfaceTo(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address));
  }

  /** The interface by which packets to an address of either family leave, 0 if there is no way. */
  public int interfaceTo(long high, long low) {
    if (isGroupOfALink(high, low)) {
      return 1;
    }
    Route route = network.routes().lookup(high, low);
    return route == null ? 0 : route.interfaceIndex();
  }

  /** A group of IPv6 is at home on every link, without a route; one has to be the first. */
  private boolean isGroupOfALink(long high, long low) {
    return !IpAddresses.isIpv4(high, low)
        && IpAddresses.isMulticast(high, low)
        && !network.addresses().devices().isEmpty();
  }
}
