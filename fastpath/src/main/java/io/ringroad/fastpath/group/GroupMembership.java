package io.ringroad.fastpath.group;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * One socket's membership in a group on an interface, or what an interface receives for all of
 * them. Immutable.
 *
 * @param groupHigh the group's address, as {@link IpAddresses} describes
 * @param groupLow its other half
 * @param interfaceIndex as lanes count: 0 is the loopback
 * @param address the interface's IPv4 address by which it was joined, 0 if it was not by address
 * @param exclude RFC 3376's filter mode: whether the sources are those not wanted
 * @param sources null if no source was ever named
 */
public record GroupMembership(
    long groupHigh,
    long groupLow,
    int interfaceIndex,
    int address,
    boolean exclude,
    SourceList sources) {
  /** A membership that takes every source. */
  public static GroupMembership ofAnySource(long groupHigh, long groupLow, int interfaceIndex) {
    return new GroupMembership(groupHigh, groupLow, interfaceIndex, 0, true, null);
  }

  /** A membership in an IPv4 group that takes every source. */
  public static GroupMembership ofAnySource(int group, int interfaceIndex) {
    return ofAnySource(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(group), interfaceIndex);
  }

  /** Whether it is in this group. */
  public boolean isOf(long high, long low) {
    return groupLow == low && groupHigh == high;
  }

  /** Whether what a source sends is wanted. */
  public boolean allows(long high, long low) {
    return exclude != names(high, low);
  }

  /** Whether a source is in the list. */
  public boolean names(long high, long low) {
    return sources != null && sources.contains(high, low);
  }

  /** The sources that are named, none if none ever was. */
  public SourceList named() {
    return sources == null ? SourceList.EMPTY : sources;
  }

  /** The same with another filter. */
  public GroupMembership filtered(boolean newExclude, SourceList newSources) {
    return new GroupMembership(
        groupHigh, groupLow, interfaceIndex, address, newExclude, newSources);
  }
}
