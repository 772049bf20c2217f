package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * IP_MSFILTER (RFC 3678 4.2): all sources of a group at once, as Linux's {@code igmp.c} checks
 * them. The structure, addresses in network order:
 *
 * <pre>
 *   ip_msfilter        0 group     4 interface's address   8 mode   12 count   16 sources ...
 * </pre>
 */
final class SourceFilter {
  private static final ValueLayout.OfInt ADDRESS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int INTERFACE_OFFSET = 4;
  private static final int MODE_OFFSET = 8;
  private static final int COUNT_OFFSET = 12;
  private static final int HEADER_BYTES = 16;
  private static final int ADDRESS_BYTES = 4;
  private static final int MCAST_EXCLUDE = 0;
  private static final int MCAST_INCLUDE = 1;

  private SourceFilter() {}

  static int set(MulticastTarget member, MemorySegment value, int length) {
    if (length < HEADER_BYTES) {
      return -EINVAL;
    }
    int group = value.get(ADDRESS, 0);
    int mode = value.get(NUMBER, MODE_OFFSET);
    int count = value.get(NUMBER, COUNT_OFFSET);
    int most = member.groups().maxSources(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(group));
    if (Integer.toUnsignedLong(count) > most) {
      return -ENOBUFS;
    }
    if (HEADER_BYTES + ADDRESS_BYTES * count > length
        || !IpAddresses.isIpv4Multicast(group)
        || mode != MCAST_INCLUDE && mode != MCAST_EXCLUDE) {
      return -EINVAL;
    }
    int found = MulticastOptions.find(member, 0, value.get(ADDRESS, INTERFACE_OFFSET), group);
    if (found < 0) {
      return -ENODEV;
    }
    int[] sources = new int[count];
    for (int i = 0; i < count; i++) {
      sources[i] = value.get(ADDRESS, sourceOffset(i));
    }
    boolean exclude = mode == MCAST_EXCLUDE;
    return MulticastOptions.errno(
        member
            .groups()
            .setFilter(
                member.member(),
                IpAddresses.IPV4_HIGH,
                IpAddresses.mapIpv4(group),
                found,
                exclude,
                SourceList.ofIpv4(sources)));
  }

  /**
   * Reads a filter: {@code value} names the group and how many sources there is room for, and is
   * told how many there are.
   *
   * @param member null for a socket that can join nothing
   */
  static int get(MulticastTarget member, MemorySegment value, MemorySegment length) {
    int room = length.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    if (room < HEADER_BYTES) {
      return -EINVAL;
    }
    int group = value.get(ADDRESS, 0);
    if (!IpAddresses.isIpv4Multicast(group)) {
      return -EINVAL;
    }
    if (member == null) {
      return -EADDRNOTAVAIL;
    }
    int found = MulticastOptions.find(member, 0, value.get(ADDRESS, INTERFACE_OFFSET), group);
    if (found < 0) {
      return -ENODEV;
    }
    GroupMembership membership =
        member.member().groups().find(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(group), found);
    if (membership == null) {
      return -EADDRNOTAVAIL;
    }
    SourceList sources = membership.named();
    long asked = Integer.toUnsignedLong(value.get(NUMBER, COUNT_OFFSET));
    int fitting = (room - HEADER_BYTES) / ADDRESS_BYTES;
    int count = (int) Math.min(Math.min(asked, fitting), sources.size());
    value.set(NUMBER, MODE_OFFSET, membership.exclude() ? MCAST_EXCLUDE : MCAST_INCLUDE);
    value.set(NUMBER, COUNT_OFFSET, sources.size());
    for (int i = 0; i < count; i++) {
      value.set(ADDRESS, sourceOffset(i), IpAddresses.toIpv4(sources.low(i)));
    }
    length.set(ValueLayout.JAVA_INT_UNALIGNED, 0, sourceOffset(count));
    return 0;
  }

  private static int sourceOffset(int index) {
    return HEADER_BYTES + ADDRESS_BYTES * index;
  }
}
