package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EADDRNOTAVAIL;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;

import io.ringroad.fastpath.group.GroupMembership;
import io.ringroad.fastpath.group.SourceList;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * MCAST_MSFILTER of either level (RFC 3678 5.2): all sources of a group on a numbered interface at
 * once, with the checks of Linux's {@code ip_set_mcast_msfilter}, {@code ip6_mc_msfilter} and their
 * readers. The structure, each address a {@code sockaddr_in} or {@code sockaddr_in6} in a {@code
 * sockaddr_storage} of 128 bytes:
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

  /** The level's: AF_INET or AF_INET6. */
  private final int family;

  private final MulticastTarget member;
  private final MemorySegment value;
  private final long high;
  private final long low;

  private GroupFilter(int family, MulticastTarget member, MemorySegment value) {
    this.family = family;
    this.member = member;
    this.value = value;
    this.high = high(GROUP_OFFSET);
    this.low = low(GROUP_OFFSET);
  }

  /**
   * Replaces the filter of a membership.
   *
   * @param family of the level that the option was set at
   */
  static int set(int family, MulticastTarget member, MemorySegment value, int length) {
    return length < HEADER_BYTES ? -EINVAL : new GroupFilter(family, member, value).set(length);
  }

  /**
   * Reads a filter: {@code value} names interface and group and how many sources there is room for,
   * and is told how many there are.
   *
   * @param member null for a socket that can join nothing
   */
  static int get(int family, MulticastTarget member, MemorySegment value, MemorySegment length) {
    int room = length.get(NUMBER, 0);
    return room < HEADER_BYTES ? -EINVAL : new GroupFilter(family, member, value).get(length, room);
  }

  private int set(int length) {
    int count = value.get(NUMBER, COUNT_OFFSET);
    int most = member.groups().maxSources(high, low);
    if (length > MAX_BYTES || Integer.toUnsignedLong(count) > most) {
      return -ENOBUFS;
    }
    if (sourceOffset(count) > length) {
      return -EINVAL;
    }
    boolean known = family == AF_INET6 || isOfFamily(GROUP_OFFSET); // where Linux looks at it
    long[] sources = new long[2 * count];
    for (int i = 0; i < count; i++) {
      known &= family == AF_INET6 || isOfFamily(sourceOffset(i));
      sources[2 * i] = high(sourceOffset(i));
      sources[2 * i + 1] = low(sourceOffset(i));
    }
    if (!known) {
      return -EADDRNOTAVAIL;
    }
    int mode = value.get(NUMBER, MODE_OFFSET);
    if (!isGroup() || mode != MCAST_INCLUDE && mode != MCAST_EXCLUDE) {
      return -EINVAL;
    }
    return replace(mode == MCAST_EXCLUDE, SourceList.of(sources));
  }

  private int replace(boolean exclude, SourceList sources) {
    int number = value.get(NUMBER, 0);
    int found = find(number);
    if (found < 0) {
      return -ENODEV;
    }
    boolean anyInterface = number == 0 && family == AF_INET6;
    if (anyInterface && (exclude || !sources.isEmpty())) {
      return -EINVAL; // ip6_mc_msfilter looks for the number as it is
    }
    return MulticastOptions.errno(
        anyInterface
            ? member.groups().leave(member.member(), high, low, -1, 0)
            : member.groups().setFilter(member.member(), high, low, found, exclude, sources));
  }

  private int find(int number) {
    if (family == AF_INET) {
      return MulticastOptions.find(member, number, 0, IpAddresses.toIpv4(low));
    }
    return number != 0 ? member.interfaceNumbered(number) : member.interfaceTo(high, low);
  }

  private int get(MemorySegment length, int room) {
    if (!isOfFamily(GROUP_OFFSET)) {
      return family == AF_INET6 ? -EADDRNOTAVAIL : -EINVAL;
    }
    if (!isGroup()) {
      return -EINVAL;
    }
    GroupMembership membership = member == null ? null : membership();
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
      write(value.asSlice(sourceOffset(i), STORAGE_BYTES), sources.high(i), sources.low(i));
    }
    length.set(NUMBER, 0, (int) sourceOffset(count));
    return 0;
  }

  /** The reader looks for the number as it is: 0 finds nothing. */
  private GroupMembership membership() {
    int number = value.get(NUMBER, 0);
    int found = number == 0 ? -1 : member.interfaceNumbered(number);
    return member.member().groups().find(high, low, found);
  }

  private void write(MemorySegment storage, long addressHigh, long addressLow) {
    storage.fill((byte) 0);
    if (family == AF_INET6) {
      SockaddrIn6.set(storage.asSlice(0, SockaddrIn6.SIZE), addressHigh, addressLow, 0, 0);
    } else {
      int address = IpAddresses.toIpv4(addressLow);
      SockaddrIn.set(storage.asSlice(0, SockaddrIn.SIZE), address, 0);
    }
  }

  private boolean isOfFamily(long offset) {
    return SockaddrIn.family(value.asSlice(offset, SockaddrIn.SIZE)) == family;
  }

  private boolean isGroup() {
    boolean ipv4 = IpAddresses.isIpv4(high, low);
    return ipv4 == (family == AF_INET) && IpAddresses.isMulticast(high, low);
  }

  private long high(long offset) {
    return family == AF_INET6
        ? SockaddrIn6.addressHigh(value.asSlice(offset, SockaddrIn6.SIZE))
        : IpAddresses.IPV4_HIGH;
  }

  private long low(long offset) {
    return family == AF_INET6
        ? SockaddrIn6.addressLow(value.asSlice(offset, SockaddrIn6.SIZE))
        : IpAddresses.mapIpv4(SockaddrIn.address(value.asSlice(offset, SockaddrIn.SIZE)));
  }

  private static long sourceOffset(int index) {
    return HEADER_BYTES + (long) STORAGE_BYTES * index;
  }
}
