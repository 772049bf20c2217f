package io.ringroad.fastpath.link;

import java.util.Arrays;

/**
 * The multicast Ethernet addresses that a link accepts: a few, looked through one by one. Lanes
 * that share a device share one of these: changed under a lock, read without.
 */
public final class MulticastFilter {
  private volatile long[] groups = {};
  private int[] members = {};

  /** Creates a filter that accepts nothing. */
  public MulticastFilter() {}

  boolean accepts(long mac) {
    for (long each : groups) {
      if (each == mac) {
        return true;
      }
    }
    return false;
  }

  /** Each join needs a leave of its own: several IP groups share an Ethernet address. */
  public synchronized void join(long mac) {
    int at = indexOf(mac);
    if (at >= 0) {
      members[at]++;
      return;
    }
    int size = groups.length;
    long[] after = Arrays.copyOf(groups, size + 1);
    after[size] = mac;
    members = Arrays.copyOf(members, size + 1);
    members[size] = 1;
    groups = after;
  }

  /** Takes back one join. */
  public synchronized void leave(long mac) {
    int at = indexOf(mac);
    if (at < 0 || --members[at] > 0) {
      return;
    }
    int last = groups.length - 1;
    long[] after = Arrays.copyOf(groups, last);
    if (at < last) {
      after[at] = groups[last];
      members[at] = members[last];
    }
    members = Arrays.copyOf(members, last);
    groups = after;
  }

  private int indexOf(long mac) {
    long[] current = groups;
    for (int i = 0; i < current.length; i++) {
      if (current[i] == mac) {
        return i;
      }
    }
    return -1;
  }
}
