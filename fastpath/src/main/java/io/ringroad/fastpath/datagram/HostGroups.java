package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.GroupMemberships;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.Arrays;

/**
 * The multicast memberships of all sockets of an engine, with Linux's rules ({@code
 * net/ipv4/igmp.c}). Any thread, on the control path: what lanes look at for each packet are the
 * immutable lists that this leaves with sockets and interfaces, so a change holds when its call
 * returns. Interfaces are counted as lanes do, the loopback being 0.
 */
public final class HostGroups {
  /** {@code igmp_max_memberships}. */
  public static final int MAX_MEMBERSHIPS = 20;

  /** {@code igmp_max_msf}. */
  public static final int MAX_SOURCES = 10;

  private final InterfaceGroups[] interfaces;

  /**
   * @param devices how many interfaces there are beside the loopback
   */
  public HostGroups(int devices) {
    interfaces = new InterfaceGroups[1 + devices];
    for (int i = 0; i < interfaces.length; i++) {
      interfaces[i] = new InterfaceGroups(new MulticastFilter());
      // RFC 1112 7.2: a host is always a member
      interfaces[i].add(GroupMembership.ofAnySource(IpAddresses.IPV4_ALL_HOSTS, i));
    }
  }

  /** What an interface receives. */
  public InterfaceGroups of(int interfaceIndex) {
    return interfaces[interfaceIndex];
  }

  /**
   * Joins a group on an interface.
   *
   * @param address by which the interface was named, 0 if it was not
   * @param exclude false to begin with no source
   */
  public synchronized NetError join(
      DatagramSocket socket, int group, int interfaceIndex, int address, boolean exclude) {
    GroupMemberships before = socket.groups();
    if (before.find(group, interfaceIndex) != null) {
      return NetError.ADDRESS_IN_USE;
    }
    if (before.size() >= MAX_MEMBERSHIPS) {
      return NetError.NO_BUFFERS;
    }
    add(socket, new GroupMembership(group, interfaceIndex, address, exclude, null));
    return NetError.NONE;
  }

  /**
   * Leaves a group.
   *
   * @param interfaceIndex negative for whichever was joined by {@code address}; with 0, any
   */
  public synchronized NetError leave(
      DatagramSocket socket, int group, int interfaceIndex, int address) {
    GroupMemberships all = socket.groups();
    for (int i = 0; i < all.size(); i++) {
      GroupMembership each = all.get(i);
      boolean named =
          interfaceIndex >= 0
              ? each.interfaceIndex() == interfaceIndex
              : address == 0 || address == each.address();
      if (each.group() == group && named) {
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
      int group,
      int interfaceIndex,
      int source,
      boolean exclude,
      boolean add) {
    GroupMembership now = socket.groups().find(group, interfaceIndex);
    if (now == null || now.sources() != null && now.exclude() != exclude) {
      return NetError.INVALID;
    }
    if (now.exclude() != exclude) {
      now = replace(socket, now, now.filtered(exclude, null)); // an empty filter changes its mode
    }
    int[] sources = now.sources() == null ? new int[0] : now.sources();
    if (add && sources.length >= MAX_SOURCES) {
      return NetError.NO_BUFFERS;
    }
    if (now.names(source) == add) {
      return NetError.ADDRESS_NOT_AVAILABLE;
    }
    if (!add && !exclude && sources.length == 1) {
      remove(socket, now); // to include nothing is to leave
    } else {
      replace(socket, now, now.filtered(exclude, changed(sources, source, add)));
    }
    return NetError.NONE;
  }

  private static int[] changed(int[] sources, int source, boolean add) {
    if (!add) {
      return Arrays.stream(sources).filter(each -> each != source).toArray();
    }
    int[] after = Arrays.copyOf(sources, sources.length + 1);
    after[sources.length] = source;
    return after;
  }

  /** Replaces a membership's filter (IP_MSFILTER); to include nothing is to leave. */
  public synchronized NetError setFilter(
      DatagramSocket socket, int group, int interfaceIndex, boolean exclude, int[] sources) {
    GroupMembership now = socket.groups().find(group, interfaceIndex);
    if (!exclude && sources.length == 0) {
      return leave(socket, group, interfaceIndex, 0);
    }
    if (now == null) {
      return NetError.INVALID;
    }
    replace(socket, now, now.filtered(exclude, sources.length == 0 ? null : sources.clone()));
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
    interfaces[after.interfaceIndex()].add(after);
    socket.groups(socket.groups().without(before).with(after));
    interfaces[before.interfaceIndex()].remove(before);
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
