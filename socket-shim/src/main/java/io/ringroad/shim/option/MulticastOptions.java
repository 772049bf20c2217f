package io.ringroad.shim.option;

import static io.ringroad.fastpath.wire.IpAddresses.mapIpv4;
import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EPROTO;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_MSFILTER;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_ALL;
import static io.ringroad.shim.abi.IpSocketOption.IP_MULTICAST_IF;
import static io.ringroad.shim.abi.IpSocketOption.IP_UNBLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_MSFILTER;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_UNBLOCK_SOURCE;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Multicast options of level IPPROTO_IP (ip(7)), with the checks of Linux's {@code
 * do_ip_setsockopt} and {@code igmp.c}. The structures, addresses in network order:
 *
 * <pre>
 *   ip_mreqn           0 group     4 interface's address   8 interface's number   (ip_mreq: 8 bytes)
 *   ip_mreq_source     0 group     4 interface's address   8 source
 * </pre>
 */
final class MulticastOptions {
  private static final ValueLayout.OfInt ADDRESS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long HIGH = IpAddresses.IPV4_HIGH;
  private static final int MREQ_BYTES = 8;
  private static final int MREQN_BYTES = 12;
  private static final int ADDRESS_BYTES = 4;

  private MulticastOptions() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    MulticastTarget member = target.multicast();
    return switch (name) {
      case IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP ->
          member == null ? -EPROTO : membership(member, name, value, length);
      case IP_ADD_SOURCE_MEMBERSHIP,
          IP_DROP_SOURCE_MEMBERSHIP,
          IP_BLOCK_SOURCE,
          IP_UNBLOCK_SOURCE ->
          member == null ? -EPROTO : source(member, name, value, length);
      case IP_MSFILTER -> member == null ? -EPROTO : SourceFilter.set(member, value, length);
      case MCAST_MSFILTER ->
          member == null ? -EPROTO : GroupFilter.set(AF_INET, member, value, length);
      case MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP ->
          member == null ? -EPROTO : GroupRequest.membership(member, name, value, length);
      case MCAST_JOIN_SOURCE_GROUP,
          MCAST_LEAVE_SOURCE_GROUP,
          MCAST_BLOCK_SOURCE,
          MCAST_UNBLOCK_SOURCE ->
          member == null ? -EPROTO : GroupRequest.source(member, name, value, length);
      case IP_MULTICAST_IF -> member == null ? -EINVAL : sendBy(target, member, value, length);
      case IP_MULTICAST_ALL -> receiveAll(target, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  /** IP_MULTICAST_IF: as on Linux, the address by which it was chosen. */
  static int getInterface(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    int address = target.options().getInt(SocketOption.MULTICAST_ADDRESS);
    byte[] bytes = {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
    return OptionValue.putBytes(value, length, MemorySegment.ofArray(bytes));
  }

  private static int membership(MulticastTarget member, int name, MemorySegment value, int length) {
    if (length < MREQ_BYTES) {
      return -EINVAL;
    }
    int group = value.get(ADDRESS, 0);
    int address = value.get(ADDRESS, ADDRESS_BYTES);
    int number = length >= MREQN_BYTES ? value.get(NUMBER, MREQ_BYTES) : 0;
    return name == IP_ADD_MEMBERSHIP
        ? join(member, group, find(member, number, address, group), address, true)
        : leave(member, group, number, address);
  }

  /** ip_mc_leave_group: the interface by number, else by address, else by route. */
  static int leave(MulticastTarget member, int group, int number, int address) {
    int found = find(member, number, address, group);
    if (found < 0 && number == 0 && address == 0) {
      return -ENODEV;
    }
    // A number that is no interface's is of no membership either.
    return found < 0 && number != 0
        ? -EADDRNOTAVAIL
        : errno(member.groups().leave(member.member(), HIGH, mapIpv4(group), found, address));
  }

  /** ip_mc_join_group on an interface that was looked for, for every source or for none yet. */
  static int join(MulticastTarget member, int group, int found, int address, boolean exclude) {
    if (!IpAddresses.isIpv4Multicast(group)) {
      return -EINVAL;
    }
    return found < 0
        ? -ENODEV
        : errno(
            member.groups().join(member.member(), HIGH, mapIpv4(group), found, address, exclude));
  }

  /** ip_mc_find_dev: by number, else by address, else by route. */
  static int find(MulticastTarget member, int number, int address, int group) {
    if (number != 0) {
      return member.interfaceNumbered(number);
    }
    return address != 0 ? member.interfaceWith(address) : member.interfaceTo(group);
  }

  private static int source(MulticastTarget member, int name, MemorySegment value, int length) {
    if (length != MREQN_BYTES) {
      return -EINVAL;
    }
    int group = value.get(ADDRESS, 0);
    int address = value.get(ADDRESS, ADDRESS_BYTES);
    int source = value.get(ADDRESS, MREQ_BYTES);
    return changeSource(member, name, group, find(member, 0, address, group), address, source);
  }

  /**
   * ip_mc_source on an interface that was looked for.
   *
   * @param name which of the four changes, by its option of level IPPROTO_IP
   */
  static int changeSource(
      MulticastTarget member, int name, int group, int found, int address, int source) {
    boolean exclude = name == IP_BLOCK_SOURCE || name == IP_UNBLOCK_SOURCE;
    boolean add = name == IP_ADD_SOURCE_MEMBERSHIP || name == IP_BLOCK_SOURCE;
    if (name == IP_ADD_SOURCE_MEMBERSHIP) {
      int joined = join(member, group, found, address, false);
      if (joined != 0 && joined != -EADDRINUSE) {
        return joined;
      }
    }
    if (!IpAddresses.isIpv4Multicast(group)) {
      return -EINVAL;
    }
    return found < 0
        ? -ENODEV
        : errno(
            member
                .groups()
                .changeSource(
                    member.member(),
                    HIGH,
                    mapIpv4(group),
                    found,
                    HIGH,
                    mapIpv4(source),
                    exclude,
                    add));
  }

  private static int sendBy(
      InetOptionTarget target, MulticastTarget member, MemorySegment value, int length) {
    if (length < ADDRESS_BYTES) {
      return -EINVAL;
    }
    int address = value.get(ADDRESS, length >= MREQ_BYTES ? ADDRESS_BYTES : 0);
    int number = length >= MREQN_BYTES ? value.get(NUMBER, MREQ_BYTES) : 0;
    boolean named = number != 0 || address != 0;
    int found = named ? find(member, number, address, 0) : 0;
    if (found < 0) {
      return -EADDRNOTAVAIL;
    }
    // The loopback is reached by its address alone.
    int from = found == 0 && named ? IpAddresses.IPV4_LOOPBACK : address;
    target.setOption(SocketOption.MULTICAST_INTERFACE, named ? found + 1 : 0);
    return target.setOption(SocketOption.MULTICAST_ADDRESS, from);
  }

  private static int receiveAll(InetOptionTarget target, MemorySegment value, int length) {
    int number = OptionValue.getIntOrByte(value, length);
    return length < 1 || number != 0 && number != 1
        ? -EINVAL
        : target.setOption(SocketOption.MULTICAST_ALL, number);
  }

  static int errno(NetError error) {
    return switch (error) {
      case NONE -> 0;
      case ADDRESS_IN_USE -> -EADDRINUSE;
      case ADDRESS_NOT_AVAILABLE -> -EADDRNOTAVAIL;
      case NO_BUFFERS -> -ENOBUFS;
      default -> -EINVAL;
    };
  }
}
