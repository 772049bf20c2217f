package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpSocketOption.IP_ADD_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.IP_DROP_SOURCE_MEMBERSHIP;
import static io.ringroad.shim.abi.IpSocketOption.IP_UNBLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_BLOCK_SOURCE;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_JOIN_SOURCE_GROUP;
import static io.ringroad.shim.abi.IpSocketOption.MCAST_LEAVE_SOURCE_GROUP;

import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The MCAST_ options (RFC 3678 5.1) of level IPPROTO_IP, with the checks of Linux's {@code
 * mcast_join_leave} and {@code do_mcast_group_source}. The structures, each address a {@code
 * sockaddr_in} in a {@code sockaddr_storage} of 128 bytes:
 *
 * <pre>
 *   group_req          0 interface's number   8 group                    (136 bytes)
 *   group_source_req   0 interface's number   8 group   136 source       (264 bytes)
 * </pre>
 */
final class GroupRequest {
  private static final int GROUP_OFFSET = 8;
  private static final int SOURCE_OFFSET = 136;
  private static final int REQUEST_BYTES = 136;
  private static final int SOURCE_REQUEST_BYTES = 264;

  private GroupRequest() {}

  static int membership(MulticastTarget member, int name, MemorySegment value, int length) {
    if (length < REQUEST_BYTES) {
      return -EINVAL;
    }
    MemorySegment address = value.asSlice(GROUP_OFFSET, SockaddrIn.SIZE);
    if (SockaddrIn.family(address) != AF_INET) {
      return -EINVAL;
    }
    int number = value.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    int group = SockaddrIn.address(address);
    if (name == MCAST_JOIN_GROUP) {
      int found = MulticastOptions.find(member, number, 0, group);
      return MulticastOptions.join(member, group, found, 0, true);
    }
    return MulticastOptions.leave(member, group, number, 0);
  }

  static int source(MulticastTarget member, int name, MemorySegment value, int length) {
    if (length != SOURCE_REQUEST_BYTES) {
      return -EINVAL;
    }
    MemorySegment address = value.asSlice(GROUP_OFFSET, SockaddrIn.SIZE);
    MemorySegment source = value.asSlice(SOURCE_OFFSET, SockaddrIn.SIZE);
    if (SockaddrIn.family(address) != AF_INET || SockaddrIn.family(source) != AF_INET) {
      return -EADDRNOTAVAIL;
    }
    int group = SockaddrIn.address(address);
    int number = value.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    int found = MulticastOptions.find(member, number, 0, group);
    return MulticastOptions.changeSource(
        member, change(name), group, found, 0, SockaddrIn.address(source));
  }

  private static int change(int name) {
    return switch (name) {
      case MCAST_JOIN_SOURCE_GROUP -> IP_ADD_SOURCE_MEMBERSHIP;
      case MCAST_LEAVE_SOURCE_GROUP -> IP_DROP_SOURCE_MEMBERSHIP;
      case MCAST_BLOCK_SOURCE -> IP_BLOCK_SOURCE;
      default -> IP_UNBLOCK_SOURCE;
    };
  }
}
