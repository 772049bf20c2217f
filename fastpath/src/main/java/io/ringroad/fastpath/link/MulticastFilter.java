package io.ringroad.fastpath.link;

import java.util.Arrays;

/** The multicast Ethernet addresses that a link accepts: a few, looked through one by one. */
final class MulticastFilter {
  private long[] groups = new long[4];
  private int[] members = new int[4];
  private int size;

  boolean accepts(long mac) {
    for (int i = 0; i < size; i++) {
      if (groups[i] == mac) {
        return true;
      }
    }
    return false;
  }

  /** Each join needs a leave of its own: several IP groups share an Ethernet address. */
  void join(long mac) {
    for (int i = 0; i < size; i++) {
      if (groups[i] == mac) {
        members[i]++;
        return;
      }
    }
    if (size == groups.length) {
      groups = Arrays.copyOf(groups, size * 2);
      members = Arrays.copyOf(members, size * 2);
    }
    groups[size] = mac;
    members[size++] = 1;
  }

  void leave(long mac) {
    for (int i = 0; i < size; i++) {
      if (groups[i] == mac) {
        if (--members[i] == 0) {
          size--;
          groups[i] = groups[size];
          members[i] = members[size];
        }
        return;
      }
    }
  }
}
