package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.EPROTO;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_MSFILTER;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_UNBLOCK_SOURCE;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_JOIN_GROUP;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_LEAVE_GROUP;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Memberships in groups of IPv6 (RFC 3493 5.2, RFC 3678 5.1), with the checks of Linux's {@code
 * net/ipv6/mcast.c}. The structures, each address of the MCAST_ ones a {@code sockaddr_in6} in 128
 * bytes:
 *
 * <pre>
 *   ipv6_mreq          0 group     16 interface's number                (20 bytes)
 *   group_req          0 interface's number   8 group                   (136 bytes)
 *   group_source_req   0 interface's number   8 group   136 source      (264 bytes)
 * </pre>
 */
final class Ipv6Multicast {
  private static final ValueLayout.OfLong ADDRESS =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int MREQ_BYTES = 20;
  private static final int MREQ_INTERFACE_OFFSET = 16;
  private static final int GROUP_OFFSET = 8;
  private static final int SOURCE_OFFSET = 136;
  private static final int REQUEST_BYTES = 136;
  private static final int SOURCE_REQUEST_BYTES = 264;

  private Ipv6Multicast() {}

  static boolean knows(int name) {
    return switch (name) {
      case IPV6_JOIN_GROUP,
          IPV6_LEAVE_GROUP,
          MCAST_JOIN_GROUP,
          MCAST_LEAVE_GROUP,
          MCAST_JOIN_SOURCE_GROUP,
          MCAST_LEAVE_SOURCE_GROUP,
          MCAST_BLOCK_SOURCE,
          MCAST_UNBLOCK_SOURCE,
          MCAST_MSFILTER ->
          true;
      default -> false;
    };
  }

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    MulticastTarget member = target.multicast();
    return switch (name) {
      case IPV6_JOIN_GROUP, IPV6_LEAVE_GROUP -> membership(member, name, value, length);
      case MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP -> request(member, name, value, length);
      case MCAST_MSFILTER ->
          member == null ? -EPROTO : GroupFilter.set(AF_INET6, member, value, length);
      default -> source(member, name, value, length);
    };
  }

  private static int membership(MulticastTarget member, int name, MemorySegment value, int length) {
    if (length < MREQ_BYTES) {
      return -EINVAL;
    }
    if (member == null) {
      return -EPROTO;
    }
    return change(
        member,
        name == IPV6_JOIN_GROUP,
        value.get(JAVA_INT_UNALIGNED, MREQ_INTERFACE_OFFSET),
        value.get(ADDRESS, 0),
        value.get(ADDRESS, Long.BYTES));
  }

  /** ipv6_mcast_join_leave. */
  private static int request(MulticastTarget member, int name, MemorySegment value, int length) {
    if (member == null) {
      return -EPROTO;
    }
    if (length < REQUEST_BYTES) {
      return -EINVAL;
    }
    MemorySegment group = value.asSlice(GROUP_OFFSET, SockaddrIn6.SIZE);
    return SockaddrIn.family(group) != AF_INET6
        ? -EINVAL
        : change(
            member,
            name == MCAST_JOIN_GROUP,
            value.get(JAVA_INT_UNALIGNED, 0),
            SockaddrIn6.addressHigh(group),
            SockaddrIn6.addressLow(group));
  }

  private static int change(MulticastTarget member, boolean join, int number, long high, long low) {
    if (!isGroup(high, low)) {
      return -EINVAL;
    }
    return join ? join(member, number, high, low, true) : leave(member, number, high, low);
  }

  private static boolean isGroup(long high, long low) {
    return !IpAddresses.isIpv4(high, low) && IpAddresses.isMulticast(high, low);
  }

  /** __ipv6_sock_mc_join: without an interface, whichever the socket is a member on already. */
  private static int join(
      MulticastTarget member, int number, long high, long low, boolean exclude) {
    if (number == 0 && member.member().groups().find(high, low) != null) {
      return -EADDRINUSE;
    }
    int found = find(member, number, high, low);
    return found < 0
        ? -ENODEV
        : MulticastOptions.errno(
            member.groups().join(member.member(), high, low, found, 0, exclude));
  }

  /** ipv6_sock_mc_drop: an interface of 0 is any. */
  private static int leave(MulticastTarget member, int number, long high, long low) {
    int found = number == 0 ? -1 : member.interfaceNumbered(number);
    return number != 0 && found < 0
        ? -EADDRNOTAVAIL
        : MulticastOptions.errno(member.groups().leave(member.member(), high, low, found, 0));
  }

  private static int find(MulticastTarget member, int number, long high, long low) {
    return number != 0 ? member.interfaceNumbered(number) : member.interfaceTo(high, low);
  }

  /** do_ipv6_mcast_group_source. */
  private static int source(MulticastTarget member, int name, MemorySegment value, int length) {
    if (member == null) {
      return -EPROTO;
    }
    if (length < SOURCE_REQUEST_BYTES) {
      return -EINVAL;
    }
    MemorySegment group = value.asSlice(GROUP_OFFSET, SockaddrIn6.SIZE);
    MemorySegment source = value.asSlice(SOURCE_OFFSET, SockaddrIn6.SIZE);
    if (SockaddrIn.family(group) != AF_INET6 || SockaddrIn.family(source) != AF_INET6) {
      return -EADDRNOTAVAIL;
    }
    long high = SockaddrIn6.addressHigh(group);
    long low = SockaddrIn6.addressLow(group);
    if (!isGroup(high, low)) {
      return -EINVAL;
    }
    int number = value.get(JAVA_INT_UNALIGNED, 0);
    if (name == MCAST_JOIN_SOURCE_GROUP) {
      int joined = join(member, number, high, low, false);
      if (joined != 0 && joined != -EADDRINUSE) {
        return joined;
      }
    }
    int found = find(member, number, high, low);
    return found < 0
        ? -ENODEV
        : MulticastOptions.errno(
            member
                .groups()
                .changeSource(
                    member.member(),
                    high,
                    low,
                    found,
                    SockaddrIn6.addressHigh(source),
                    SockaddrIn6.addressLow(source),
                    name == MCAST_BLOCK_SOURCE || name == MCAST_UNBLOCK_SOURCE,
                    name == MCAST_JOIN_SOURCE_GROUP || name == MCAST_BLOCK_SOURCE));
  }
}
