package io.ringroad.fastpath.group;

import io.ringroad.fastpath.link.MulticastFilter;
import io.ringroad.fastpath.wire.MacAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * What an interface receives of multicast: for each group the filter mode and the sources that
 * satisfy all its members (RFC 3376 3.2). Changed under a lock, read by lanes without one.
 */
public final class InterfaceGroups {
  private final MulticastFilter filter;
  private final Map<Integer, List<GroupMembership>> members = new HashMap<>();
  private volatile Int2ObjectHashMap<GroupMembership> wanted = new Int2ObjectHashMap<>();

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
  public boolean accepts(int group, int source) {
    GroupMembership state = wanted.get(group);
    return state != null && state.allows(source);
  }

  /** Whether a group has members here. Any thread. */
  public boolean isMember(int group) {
    return wanted.containsKey(group);
  }

  /** Adds a member. */
  public synchronized void add(GroupMembership membership) {
    int group = membership.group();
    members.computeIfAbsent(group, unused -> new ArrayList<>()).add(membership);
    if (members.get(group).size() == 1) {
      filter.join(MacAddresses.ofIpv4Multicast(group));
    }
    publish(group);
  }

  /** Takes a member away; does nothing if it is none. */
  public synchronized void remove(GroupMembership membership) {
    int group = membership.group();
    List<GroupMembership> of = members.get(group);
    if (of == null || !of.remove(membership)) {
      return;
    }
    if (of.isEmpty()) {
      members.remove(group);
      filter.leave(MacAddresses.ofIpv4Multicast(group));
    }
    publish(group);
  }

  private void publish(int group) {
    Int2ObjectHashMap<GroupMembership> after = new Int2ObjectHashMap<>(wanted);
    List<GroupMembership> of = members.get(group);
    if (of == null) {
      after.remove(group);
    } else {
      after.put(group, merged(group, of));
    }
    wanted = after;
  }

  /**
   * RFC 3376 3.2: with a member that excludes, what all such exclude and nobody includes; else what
   * anybody includes.
   */
  private static GroupMembership merged(int group, List<GroupMembership> of) {
    TreeSet<Integer> included = new TreeSet<>();
    TreeSet<Integer> excluded = null;
    for (GroupMembership each : of) {
      TreeSet<Integer> sources = new TreeSet<>();
      for (int source : each.sources() == null ? new int[0] : each.sources()) {
        sources.add(source);
      }
      if (!each.exclude()) {
        included.addAll(sources);
      } else if (excluded == null) {
        excluded = sources;
      } else {
        excluded.retainAll(sources);
      }
    }
    if (excluded != null) {
      excluded.removeAll(included);
    }
    TreeSet<Integer> sources = excluded == null ? included : excluded;
    int[] list = sources.stream().mapToInt(Integer::intValue).toArray();
    return new GroupMembership(group, of.get(0).interfaceIndex(), 0, excluded != null, list);
  }
}
