package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * MCAST_MSFILTER of level IPPROTO_IP (RFC 3678 5.2): all sources of a group on a numbered interface
 * at once, with the checks of Linux's {@code ip_set_mcast_msfilter} and {@code ip_mc_gsfget}. The
 * structure, each address a {@code sockaddr_in} in a {@code sockaddr_storage} of 128 bytes:
 *
 * <pre>
 *   group_filter       0 interface's number   8 group   136 mode   140 count   144 sources ...
 * </pre>
 */
final class GroupFilter {
  private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int GROUP_OFFSET = 8;
  private static final int MODE_OFFSET = 136;
  private static final int COUNT_OFFSET = 140;
  private static final int HEADER_BYTES = 144;
  private static final int STORAGE_BYTES = 128;
  private static final int MAX_BYTES = 128 << 10; // optmem_max
  private static final int MCAST_EXCLUDE = 0;
  private static final int MCAST_INCLUDE = 1;

  private GroupFilter() {}

  static int set(MulticastTarget member, MemorySegment value, int length) {
    if (length < HEADER_BYTES) {
      return -EINVAL;
    }
    MemorySegment address = value.asSlice(GROUP_OFFSET, SockaddrIn.SIZE);
    int group = SockaddrIn.address(address);
    long low = IpAddresses.mapIpv4(group);
    int count = value.get(NUMBER, COUNT_OFFSET);
    int most = member.groups().maxSources(IpAddresses.IPV4_HIGH, low);
    if (length > MAX_BYTES || Integer.toUnsignedLong(count) > most) {
      return -ENOBUFS;
    }
    if (sourceOffset(count) > length) {
      return -EINVAL;
    }
    int[] sources = new int[count];
    boolean known = SockaddrIn.family(address) == AF_INET;
    for (int i = 0; i < count; i++) {
      MemorySegment source = value.asSlice(sourceOffset(i), SockaddrIn.SIZE);
      known &= SockaddrIn.family(source) == AF_INET;
      sources[i] = SockaddrIn.address(source);
    }
    if (!known) {
      return -EADDRNOTAVAIL;
    }
    int mode = value.get(NUMBER, MODE_OFFSET);
    if (!IpAddresses.isIpv4Multicast(group) || mode != MCAST_INCLUDE && mode != MCAST_EXCLUDE) {
      return -EINVAL;
    }
    int found = MulticastOptions.find(member, value.get(NUMBER, 0), 0, group);
    return found < 0
        ? -ENODEV
        : MulticastOptions.errno(
            member
                .groups()
                .setFilter(
                    member.member(),
                    IpAddresses.IPV4_HIGH,
                    low,
                    found,
                    mode == MCAST_EXCLUDE,
                    SourceList.ofIpv4(sources)));
  }

  /**
   * Reads a filter: {@code value} names interface and group and how many sources there is room for,
   * and is told how many there are.
   *
   * @param member null for a socket that can join nothing
   */
  static int get(MulticastTarget member, MemorySegment value, MemorySegment length) {
    int room = length.get(NUMBER, 0);
    if (room < HEADER_BYTES) {
      return -EINVAL;
    }
    MemorySegment address = value.asSlice(GROUP_OFFSET, SockaddrIn.SIZE);
    int group = SockaddrIn.address(address);
    if (SockaddrIn.family(address) != AF_INET || !IpAddresses.isIpv4Multicast(group)) {
      return -EINVAL;
    }
    GroupMembership membership = member == null ? null : membership(member, value, group);
    if (membership == null) {
      return -EADDRNOTAVAIL;
    }
    SourceList sources = membership.named();
    long asked = Integer.toUnsignedLong(value.get(NUMBER, COUNT_OFFSET));
    int fitting = (room - HEADER_BYTES) / STORAGE_BYTES;
    int count = (int) Math.min(Math.min(asked, fitting), sources.size());
    value.set(NUMBER, MODE_OFFSET, membership.exclude() ? MCAST_EXCLUDE : MCAST_INCLUDE);
    value.set(NUMBER, COUNT_OFFSET, sources.size());
    for (int i = 0; i < count; i++) {
      MemorySegment source = value.asSlice(sourceOffset(i), STORAGE_BYTES).fill((byte) 0);
      SockaddrIn.set(source.asSlice(0, SockaddrIn.SIZE), IpAddresses.toIpv4(sources.low(i)), 0);
    }
    length.set(NUMBER, 0, (int) sourceOffset(count));
    return 0;
  }

  /** ip_mc_gsfget looks for the number as it is: 0 finds nothing. */
  private static GroupMembership membership(
      MulticastTarget member, MemorySegment value, int group) {
    int number = value.get(NUMBER, 0);
    int found = number == 0 ? -1 : member.interfaceNumbered(number);
    return member.member().groups().find(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(group), found);
  }

  private static long sourceOffset(int index) {
    return HEADER_BYTES + (long) STORAGE_BYTES * index;
  }
}
