package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.ip.NetworkInterface;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.NetworkProtocol;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.route.RouteType;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import java.util.ArrayList;
import java.util.List;

/**
 * A device with its IPv6 addresses. An address brings a route to its network and the membership in
 * its solicited-node group. Made by {@link Ipv6#addInterface}; used by the lane's thread alone.
 */
public final class Ipv6Interface extends NetworkInterface implements NetworkProtocol {
  /** Linux's metric of the routes that addresses bring ({@code IP6_RT_PRIO_ADDRCONF}). */
  private static final int CONNECTED_METRIC = 256;

  private final Ipv6 ipv6;
  private final InterfaceGroups groups;
  private final List<InterfaceAddress> addresses = new ArrayList<>();
  private NeighborTable neighbors;

  Ipv6Interface(int index, String name, EthernetLink link, Ipv6 ipv6, InterfaceGroups groups) {
    super(index, name, link);
    this.ipv6 = ipv6;
    this.groups = groups;
    link.attachIpv6(this);
  }

  /** Names the table of neighbours, before the first packet. */
  public void neighbors(NeighborTable neighbors) {
    this.neighbors = neighbors;
  }

  /** The neighbours on this link. */
  public NeighborTable neighbors() {
    return neighbors;
  }

  /** The multicast groups of this interface, which lanes on it share. */
  public InterfaceGroups groups() {
    return groups;
  }

  /**
   * Gives the interface an address, and the host a route to its network.
   *
   * @param prefixLength 1 to 128
   * @throws IllegalArgumentException if the host has the address already, or it cannot be a host's
   */
  public void addAddress(long high, long low, int prefixLength) {
    if (ipv6.addresses().isOwn(high, low)
        || IpAddresses.isMulticast(high, low)
        || IpAddresses.isUnspecified(high, low)
        || IpAddresses.isIpv4(high, low)) {
      throw new IllegalArgumentException(
          IpAddresses.format(high, low) + " is taken, or cannot be the address of an interface");
    }
    InterfaceAddress added = new InterfaceAddress(high, low, prefixLength);
    addresses.add(added);
    groups.add(solicitedNode(low));
    ipv6.routes().add(connectedRoute(added));
    ipv6.addressesChanged();
  }

  /**
   * Takes an address away, and the route to its network if no other address is in it.
   *
   * @return false if the interface did not have it
   */
  public boolean removeAddress(long high, long low) {
    for (InterfaceAddress each : addresses) {
      if (each.is(high, low)) {
        addresses.remove(each);
        groups.remove(solicitedNode(low));
        ipv6.routes().remove(connectedRoute(each));
        for (InterfaceAddress left : addresses) {
          ipv6.routes().add(connectedRoute(left));
        }
        ipv6.addressesChanged();
        return true;
      }
    }
    return false;
  }

  private GroupMembership solicitedNode(long low) {
    return GroupMembership.ofAnySource(
        IpAddresses.SOLICITED_NODE_HIGH, IpAddresses.solicitedNodeLow(low), index());
  }

  private Route connectedRoute(InterfaceAddress address) {
    int length = address.prefixLength();
    return new Route(
        address.high() & Route.maskHigh(length),
        address.low() & Route.maskLow(length),
        length,
        0,
        0,
        index(),
        CONNECTED_METRIC,
        0,
        0,
        RouteType.UNICAST);
  }

  /** The addresses of this interface, in the order in which they were added. */
  public List<IpAddress> addresses() {
    return addresses.stream().map(each -> new IpAddress(each.high(), each.low())).toList();
  }

  /** The first link-local address, null if there is none. */
  public IpAddress linkLocal() {
    for (int i = 0; i < addresses.size(); i++) {
      InterfaceAddress each = addresses.get(i);
      if (IpAddresses.isLinkLocal(each.high(), each.low())) {
        return new IpAddress(each.high(), each.low());
      }
    }
    return null;
  }

  /** Whether this interface, not only this host, has the address. */
  public boolean has(long high, long low) {
    for (int i = 0; i < addresses.size(); i++) {
      if (addresses.get(i).is(high, low)) {
        return true;
      }
    }
    return false;
  }

  /** The address to send from to a destination (RFC 6724 5); null if there is none. */
  public IpAddress sourceFor(long high, long low) {
    InterfaceAddress best = null;
    for (InterfaceAddress each : addresses) {
      if (best == null || SourceSelection.isBetter(each, best, high, low)) {
        best = each;
      }
    }
    return best == null ? null : new IpAddress(best.high(), best.low());
  }

  /** Sets whether new connections should come from another address, where there is one. */
  public void deprecated(long high, long low, boolean isSo) {
    for (InterfaceAddress each : addresses) {
      if (each.is(high, low) && each.isDeprecated() != isSo) {
        each.deprecated(isSo);
        ipv6.routes().invalidate();
      }
    }
  }

  @Override
  public void onPacket(Frame frame, boolean toGroup, long nowNs) {
    ipv6.input().onPacket(frame, this, toGroup, nowNs);
  }
}
