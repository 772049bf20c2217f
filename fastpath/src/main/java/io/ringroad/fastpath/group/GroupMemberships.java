package io.ringroad.fastpath.group;

import java.util.Arrays;

/** The memberships of one socket. Immutable: a change makes another. */
public final class GroupMemberships {
  /** Those of a new socket. */
  public static final GroupMemberships NONE = new GroupMemberships(new GroupMembership[0]);

  private final GroupMembership[] all;

  private GroupMemberships(GroupMembership[] all) {
    this.all = all;
  }

  public int size() {
    return all.length;
  }

  /** A membership by its place, from 0. */
  public GroupMembership get(int index) {
    return all[index];
  }

  /** The membership in a group on an interface, null if there is none. */
  public GroupMembership find(int group, int interfaceIndex) {
    for (GroupMembership each : all) {
      if (each.group() == group && each.interfaceIndex() == interfaceIndex) {
        return each;
      }
    }
    return null;
  }

  /**
   * Whether the socket is to have what a source sends to a group (Linux's {@code ip_mc_sf_allow}).
   *
   * @param otherwise the answer for a group that it has not joined (IP_MULTICAST_ALL)
   */
  public boolean allows(int group, int source, int interfaceIndex, boolean otherwise) {
    GroupMembership membership = find(group, interfaceIndex);
    return membership == null ? otherwise : membership.allows(source);
  }

  /** These and one more. */
  public GroupMemberships with(GroupMembership added) {
    GroupMembership[] after = Arrays.copyOf(all, all.length + 1);
    after[all.length] = added;
    return new GroupMemberships(after);
  }

  /** These without one. */
  public GroupMemberships without(GroupMembership removed) {
    return new GroupMemberships(
        Arrays.stream(all).filter(each -> each != removed).toArray(GroupMembership[]::new));
  }
}
