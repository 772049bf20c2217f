package io.ringroad.fastpath.group;

import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.MacAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What an interface receives of multicast, IPv4 and IPv6: for each group the filter mode and the
 * sources that satisfy all its members (RFC 3376 3.2, RFC 3810 4.2). Changed under a lock, read by
 * lanes without one.
 */
public final class InterfaceGroups {
  private final MulticastFilter filter;
  private final Map<IpAddress, List<GroupMembership>> members = new HashMap<>();
  private volatile GroupMemberships wanted = GroupMemberships.NONE;
  private final ReentrantLock lock = new ReentrantLock();
  private Set<IpAddress> changes = new LinkedHashSet<>();
  private volatile boolean changed;
  private Runnable watcher;

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

  /** What is received of a group for all its members, null if it has none. Any thread. */
  public GroupMembership find(long groupHigh, long groupLow) {
    return wanted.find(groupHigh, groupLow);
  }

  /** Adds a member. */
  public void add(GroupMembership membership) {
    lock.lock();
    try {
      membersOf(membership).add(membership);
      publish(membership);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a member away; does nothing if it is none. */
  public void remove(GroupMembership membership) {
    lock.lock();
    try {
      List<GroupMembership> of = members.get(keyOf(membership));
      if (of != null && of.remove(membership)) {
        publish(membership);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Changes a member's filter: between before and after there is nothing. */
  public void replace(GroupMembership before, GroupMembership after) {
    lock.lock();
    try {
      membersOf(before).remove(before);
      membersOf(after).add(after);
      publish(after);
    } finally {
      lock.unlock();
    }
  }

  // ---- who reports them ----

  /**
   * Keeps what changes from now on for {@link #takeChanges}, beginning with all that there is.
   *
   * @param wakeUp run after each change by the thread that made it
   */
  public void watch(Runnable wakeUp) {
    lock.lock();
    try {
      watcher = wakeUp;
      members.keySet().forEach(this::note);
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #takeChanges} has something to give. Any thread. */
  public boolean hasChanges() {
    return changed;
  }

  /**
   * The groups that have changed since the last call, none while somebody is changing them: a lane
   * does not wait for an application's thread.
   */
  public Set<IpAddress> takeChanges() {
    if (!lock.tryLock()) {
      return Set.of();
    }
    try {
      Set<IpAddress> taken = changes;
      changes = new LinkedHashSet<>();
      changed = false;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void note(IpAddress group) {
    if (watcher != null) {
      changes.add(group);
      changed = true;
      watcher.run();
    }
  }

  private List<GroupMembership> membersOf(GroupMembership membership) {
    return members.computeIfAbsent(keyOf(membership), unused -> new ArrayList<>());
  }

  private static IpAddress keyOf(GroupMembership membership) {
    return new IpAddress(membership.groupHigh(), membership.groupLow());
  }

  private void publish(GroupMembership membership) {
    publish(membership.groupHigh(), membership.groupLow());
    note(keyOf(membership));
  }

  private void publish(long high, long low) {
    GroupMembership before = wanted.find(high, low);
    IpAddress key = new IpAddress(high, low);
    List<GroupMembership> of = members.get(key);
    if (!of.isEmpty()) {
      GroupMembership after = merged(of);
      wanted = before == null ? wanted.with(after) : wanted.replace(before, after);
      if (before == null) {
        filter.join(MacAddresses.ofMulticast(high, low));
      }
      return;
    }
    members.remove(key);
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
