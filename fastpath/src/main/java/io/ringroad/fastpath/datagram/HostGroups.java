package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.group.GroupLimits;
import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.GroupMemberships;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.wire.IpAddresses;

/**
 * The multicast memberships of all sockets of an engine, with Linux's rules ({@code
 * net/ipv4/igmp.c}, {@code net/ipv6/mcast.c}), which are one for both families. Any thread, on the
 * control path: what lanes look at for each packet are the immutable lists that this leaves with
 * sockets and interfaces, so a change holds when its call returns. Interfaces are counted as lanes
 * do, the loopback being 0.
 */
public final class HostGroups {
  private static final long INTERFACE_LOCAL = 0xFF01_0000_0000_0000L;
  private static final long LINK_LOCAL = 0xFF02_0000_0000_0000L;
  private static final long ALL_NODES = 1;

  private final InterfaceGroups[] interfaces;
  private final GroupLimits limits;

  /**
   * @param devices how many interfaces there are beside the loopback
   */
  public HostGroups(int devices, GroupLimits limits) {
    this.limits = limits;
    interfaces = new InterfaceGroups[1 + devices];
    for (int i = 0; i < interfaces.length; i++) {
      interfaces[i] = new InterfaceGroups(new MulticastFilter());
      // RFC 1112 7.2: a host is always a member
      interfaces[i].add(GroupMembership.ofAnySource(IpAddresses.IPV4_ALL_HOSTS, i));
      // RFC 4291 2.8: and one of all nodes of the interface and of the link
      interfaces[i].add(GroupMembership.ofAnySource(INTERFACE_LOCAL, ALL_NODES, i));
      interfaces[i].add(GroupMembership.ofAnySource(LINK_LOCAL, ALL_NODES, i));
    }
  }

  /** What an interface receives. */
  public InterfaceGroups of(int interfaceIndex) {
    return interfaces[interfaceIndex];
  }

  /** The most sources that a socket may name for a group. */
  public int maxSources(long groupHigh, long groupLow) {
    return IpAddresses.isIpv4(groupHigh, groupLow) ? limits.sources() : limits.ipv6Sources();
  }

  /**
   * Joins a group on an interface.
   *
   * @param address the IPv4 address by which the interface was named, 0 if it was not
   * @param exclude false to begin with no source
   */
  public synchronized NetError join(
      DatagramSocket socket,
      long groupHigh,
      long groupLow,
      int interfaceIndex,
      int address,
      boolean exclude) {
    GroupMemberships before = socket.groups();
    if (before.find(groupHigh, groupLow, interfaceIndex) != null) {
      return NetError.ADDRESS_IN_USE;
    }
    if (IpAddresses.isIpv4(groupHigh, groupLow)
        && ipv4Memberships(before) >= limits.memberships()) {
      return NetError.NO_BUFFERS;
    }
    add(socket, new GroupMembership(groupHigh, groupLow, interfaceIndex, address, exclude, null));
    return NetError.NONE;
  }

  private static int ipv4Memberships(GroupMemberships all) {
    int count = 0;
    for (int i = 0; i < all.size(); i++) {
      count += IpAddresses.isIpv4(all.get(i).groupHigh(), all.get(i).groupLow()) ? 1 : 0;
    }
    return count;
  }

  /**
   * Leaves a group.
   *
   * @param interfaceIndex negative for whichever was joined by {@code address}; with 0, any
   */
  public synchronized NetError leave(
      DatagramSocket socket, long groupHigh, long groupLow, int interfaceIndex, int address) {
    GroupMemberships all = socket.groups();
    for (int i = 0; i < all.size(); i++) {
      GroupMembership each = all.get(i);
      boolean named =
          interfaceIndex >= 0
              ? each.interfaceIndex() == interfaceIndex
              : address == 0 || address == each.address();
      if (each.isOf(groupHigh, groupLow) && named) {
        remove(socket, each);
        return NetError.NONE;
      }
    }
    return NetError.ADDRESS_NOT_AVAILABLE;
  }

  /**
   * Adds a source to a membership's list, or takes it out.
   *
   * @param exclude whether the list is of those not wanted: it must be, or be empty
   */
  public synchronized NetError changeSource(
      DatagramSocket socket,
      long groupHigh,
      long groupLow,
      int interfaceIndex,
      long sourceHigh,
      long sourceLow,
      boolean exclude,
      boolean add) {
    GroupMembership now = socket.groups().find(groupHigh, groupLow, interfaceIndex);
    if (now == null || now.sources() != null && now.exclude() != exclude) {
      return NetError.INVALID;
    }
    if (now.exclude() != exclude) {
      now = replace(socket, now, now.filtered(exclude, null)); // an empty filter changes its mode
    }
    SourceList sources = now.named();
    if (add && sources.size() >= maxSources(groupHigh, groupLow)) {
      return NetError.NO_BUFFERS;
    }
    if (now.names(sourceHigh, sourceLow) == add) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    if (!add && !exclude && sources.size() == 1) {
      remove(socket, now); // to include nothing is to leave
    } else {
      SourceList after =
          add ? sources.with(sourceHigh, sourceLow) : sources.without(sourceHigh, sourceLow);
      replace(socket, now, now.filtered(exclude, after));
    }
    return NetError.NONE;
  }

  /** Replaces a membership's filter (MCAST_MSFILTER); to include nothing is to leave. */
  public synchronized NetError setFilter(
      DatagramSocket socket,
      long groupHigh,
      long groupLow,
      int interfaceIndex,
      boolean exclude,
      SourceList sources) {
    GroupMembership now = socket.groups().find(groupHigh, groupLow, interfaceIndex);
    if (!exclude && sources.isEmpty()) {
      return leave(socket, groupHigh, groupLow, interfaceIndex, 0);
    }
    if (now == null) {
      return NetError.INVALID;
    }
    replace(socket, now, now.filtered(exclude, sources.isEmpty() ? null : sources));
    return NetError.NONE;
  }

  /** Ends all memberships of a socket that closes. */
  public synchronized void leaveAll(DatagramSocket socket) {
    while (socket.groups().size() > 0) {
      remove(socket, socket.groups().get(0));
    }
  }

  private GroupMembership replace(
      DatagramSocket socket, GroupMembership before, GroupMembership after) {
    interfaces[after.interfaceIndex()].replace(before, after);
    socket.groups(socket.groups().replace(before, after));
    return after;
  }

  private void add(DatagramSocket socket, GroupMembership membership) {
    interfaces[membership.interfaceIndex()].add(membership);
    socket.groups(socket.groups().with(membership));
  }

  private void remove(DatagramSocket socket, GroupMembership membership) {
    socket.groups(socket.groups().without(membership));
    interfaces[membership.interfaceIndex()].remove(membership);
  }
}
