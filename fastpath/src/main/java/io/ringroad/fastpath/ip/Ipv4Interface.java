package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.NetworkProtocol;
import io.ringroad.fastpath.neighbor.Arp;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.neighbor.OwnAddresses;
import io.ringroad.fastpath.route.Route;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import java.util.ArrayList;
import java.util.List;

/**
 * A device with its addresses, seen from the IP layer. An address brings a route to its network.
 * Made by {@link Ipv4#addInterface}; used by the lane's thread alone.
 */
public final class Ipv4Interface extends NetworkInterface implements NetworkProtocol, OwnAddresses {
  private record Address(int address, int prefixLength) {
    int network() {
      return address & IpAddresses.ipv4Mask(prefixLength);
    }

    boolean covers(int other) {
      return (other & IpAddresses.ipv4Mask(prefixLength)) == network();
    }
  }

  private final Ipv4 ipv4;
  private final List<Address> addresses = new ArrayList<>();
  private final InterfaceGroups groups;
  private Arp arp;

  Ipv4Interface(int index, String name, EthernetLink link, Ipv4 ipv4, InterfaceGroups groups) {
    super(index, name, link);
    this.groups = groups;
    link.multicast(groups.filter());
    this.ipv4 = ipv4;
  }

  void attach(Arp arp) {
    this.arp = arp;
    link().attach(this, arp);
  }

  public Arp arp() {
    return arp;
  }

  public NeighborTable neighbors() {
    return arp.neighbors();
  }

  /**
   * Gives the interface an address, and the host a route to its network. {@link Arp#announce} tells
   * the neighbours.
   *
   * @param prefixLength 1 to 32
   * @throws IllegalArgumentException if the host has the address already, or it cannot be a host's
   */
  public void addAddress(int address, int prefixLength) {
    if (ipv4.addresses().isOwn(address) || address >>> 28 >= 0xE || address >>> 24 == 0) {
      throw new IllegalArgumentException(
          IpAddresses.formatIpv4(address) + " is taken, or cannot be the address of an interface");
    }
    Address added = new Address(address, prefixLength);
    addresses.add(added);
    ipv4.routes().add(connectedRoute(added));
    ipv4.addressesChanged();
  }

  /**
   * Takes an address away, and the route to its network if no other address is in it.
   *
   * @return false if the interface did not have it
   */
  public boolean removeAddress(int address) {
    for (Address each : addresses) {
      if (each.address == address) {
        addresses.remove(each);
        ipv4.routes().remove(connectedRoute(each));
        for (Address left : addresses) {
          ipv4.routes().add(connectedRoute(left));
        }
        ipv4.addressesChanged();
        return true;
      }
    }
    return false;
  }

  private Route connectedRoute(Address address) {
    return Route.ofIpv4(
        address.network(),
        address.prefixLength,
        0,
        index(),
        0,
        sourceIn(address.network(), address));
  }

  /** Of several addresses in a network the first is the one to send from, as on Linux. */
  private int sourceIn(int network, Address otherwise) {
    for (Address each : addresses) {
      if (each.network() == network && each.prefixLength == otherwise.prefixLength) {
        return each.address;
      }
    }
    return otherwise.address;
  }

  /** The multicast groups of this interface, which lanes on it share. */
  public InterfaceGroups groups() {
    return groups;
  }

  /** Receives packets for a multicast group; each call needs a {@link #leaveGroup} of its own. */
  public void joinGroup(int group) {
    groups.add(GroupMembership.ofAnySource(group, index()));
  }

  /** Takes back one {@link #joinGroup}; does nothing without one. */
  public void leaveGroup(int group) {
    groups.remove(GroupMembership.ofAnySource(group, index()));
  }

  /** The addresses, in the order in which they came. */
  public List<Integer> addresses() {
    return addresses.stream().map(Address::address).toList();
  }

  boolean has(int address) {
    for (int i = 0; i < addresses.size(); i++) {
      if (addresses.get(i).address == address) {
        return true;
      }
    }
    return false;
  }

  void register(LocalAddresses all) {
    for (Address each : addresses) {
      all.add(each.address, each.prefixLength);
    }
  }

  @Override
  public void onPacket(Frame frame, boolean toGroup, long nowNs) {
    ipv4.input().onPacket(frame, this, toGroup, nowNs);
  }

  @Override
  public boolean isOwn(int address) {
    return ipv4.addresses().isOwnOnLink(address);
  }

  /** The address whose network {@code target} is in, else the first; 0 if there is none. */
  @Override
  public int sourceFor(int target) {
    for (int i = 0; i < addresses.size(); i++) {
      if (addresses.get(i).covers(target)) {
        return addresses.get(i).address;
      }
    }
    return addresses.isEmpty() ? 0 : addresses.get(0).address;
  }
}
