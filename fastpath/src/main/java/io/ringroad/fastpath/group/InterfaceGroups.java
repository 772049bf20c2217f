package io.ringroad.fastpath.group;

import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an interface receives of multicast, IPv4 and IPv6: for each group the filter mode and the
 * sources that satisfy all its members (RFC 3376 3.2, RFC 3810 4.2). Changed under a lock, read by
 * lanes without one.
 */
public final class InterfaceGroups {
  private final MulticastFilter filter;
  private final Map<IpAddress, List<GroupMembership>> members = new HashMap<>();
  private volatile GroupMemberships wanted = GroupMemberships.NONE;

  /**
   * @param filter of the Ethernet addresses that the link accepts
   */
  public InterfaceGroups(MulticastFilter filter) {
    this.filter = filter;
  }

  /** The Ethernet addresses of the groups. */
  public MulticastFilter filter() {
    return filter;
  }

  /** Whether a packet of a source to a group is for a member here. Any thread. */
  public boolean accepts(long groupHigh, long groupLow, long sourceHigh, long sourceLow) {
    GroupMembership state = wanted.find(groupHigh, groupLow);
    return state != null && state.allows(sourceHigh, sourceLow);
  }

  /** {@link #accepts(long, long, long, long)} for IPv4 addresses. */
  public boolean accepts(int group, int source) {
    return accepts(
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(group),
        IpAddresses.IPV4_HIGH,
        IpAddresses.mapIpv4(source));
  }

  /** Whether a group has members here. Any thread. */
  public boolean isMember(long groupHigh, long groupLow) {
    return wanted.find(groupHigh, groupLow) != null;
  }

  /** Adds a member. */
  public synchronized void add(GroupMembership membership) {
    membersOf(membership).add(membership);
    publish(membership);
  }

  /** Takes a member away; does nothing if it is none. */
  public synchronized void remove(GroupMembership membership) {
    List<GroupMembership> of = members.get(keyOf(membership));
    if (of != null && of.remove(membership)) {
      publish(membership);
    }
  }

  /** Changes a member's filter: between before and after there is nothing. */
  public synchronized void replace(GroupMembership before, GroupMembership after) {
    membersOf(before).remove(before);
    membersOf(after).add(after);
    publish(after);
  }

  private List<GroupMembership> membersOf(GroupMembership membership) {
    return members.computeIfAbsent(keyOf(membership), unused -> new ArrayList<>());
  }

  private static IpAddress keyOf(GroupMembership membership) {
    return new IpAddress(membership.groupHigh(), membership.groupLow());
  }

  private void publish(GroupMembership changed) {
    long high = changed.groupHigh();
    long low = changed.groupLow();
    GroupMembership before = wanted.find(high, low);
    List<GroupMembership> of = membersOf(changed);
    if (!of.isEmpty()) {
      GroupMembership after = merged(of);
      wanted = before == null ? wanted.with(after) : wanted.replace(before, after);
      if (before == null) {
        filter.join(MacAddresses.ofMulticast(high, low));
      }
      return;
    }
    members.remove(keyOf(changed));
    if (before != null) {
      wanted = wanted.without(before);
      filter.leave(MacAddresses.ofMulticast(high, low));
    }
  }

  /**
   * RFC 3376 3.2: with a member that excludes, what all such exclude and nobody includes; else what
   * anybody includes.
   */
  private static GroupMembership merged(List<GroupMembership> of) {
    SourceList included = SourceList.EMPTY;
    SourceList excluded = null;
    for (GroupMembership each : of) {
      if (!each.exclude()) {
        included = included.or(each.named());
      } else {
        excluded = excluded == null ? each.named() : excluded.and(each.named());
      }
    }
    SourceList sources = excluded == null ? included : excluded.minus(included);
    return of.getFirst().filtered(excluded != null, sources);
  }
}
