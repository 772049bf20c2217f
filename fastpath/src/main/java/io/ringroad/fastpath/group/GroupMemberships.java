package io.ringroad.fastpath.group;

import io.ringroad.fastpath.wire.AddressIndex;
import java.util.Arrays;

/**
 * The memberships of one socket, or the groups of one interface. Immutable: a change makes another.
 */
public final class GroupMemberships {
  /** Those of a new socket. */
  public static final GroupMemberships NONE = new GroupMemberships(new GroupMembership[0]);

  private final GroupMembership[] all;
  private final AddressIndex index;

  private GroupMemberships(GroupMembership[] all) {
    this.all = all;
    long[] words = new long[2 * all.length];
    for (int i = 0; i < all.length; i++) {
      words[2 * i] = all[i].groupHigh();
      words[2 * i + 1] = all[i].groupLow();
    }
    this.index = new AddressIndex(words);
  }

  public int size() {
    return all.length;
  }

  /** A membership by its place, from 0. */
  public GroupMembership get(int place) {
    return all[place];
  }

  /** The first membership in a group, on whatever interface; null if there is none. */
  public GroupMembership find(long groupHigh, long groupLow) {
    int place = index.find(groupHigh, groupLow);
    return place < 0 ? null : all[place];
  }

  /** The membership in a group on an interface, null if there is none. */
  public GroupMembership find(long groupHigh, long groupLow, int interfaceIndex) {
    int place = index.find(groupHigh, groupLow);
    while (place >= 0 && all[place].interfaceIndex() != interfaceIndex) {
      place = index.findNext(place);
    }
    return place < 0 ? null : all[place];
  }

  /**
   * Whether the socket is to have what a source sends to a group (Linux's {@code ip_mc_sf_allow}
   * and {@code inet6_mc_check}).
   *
   * @param otherwise the answer for a group that it has not joined (IP_MULTICAST_ALL)
   */
  public boolean allows(
      long groupHigh,
      long groupLow,
      long sourceHigh,
      long sourceLow,
      int interfaceIndex,
      boolean otherwise) {
    GroupMembership membership = find(groupHigh, groupLow, interfaceIndex);
    return membership == null ? otherwise : membership.allows(sourceHigh, sourceLow);
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

  /** These with another in the place of one. */
  public GroupMemberships replace(GroupMembership before, GroupMembership after) {
    GroupMembership[] changed = all.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] = changed[i] == before ? after : changed[i];
    }
    return new GroupMemberships(changed);
  }
}
