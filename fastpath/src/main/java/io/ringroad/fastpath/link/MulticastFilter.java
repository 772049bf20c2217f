package io.ringroad.fastpath.link;

import io.ringroad.pmd.Nic;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.LongHashSet;

/**
 * The multicast Ethernet addresses that a link accepts, found by hash however many they are. Lanes
 * that share a device share one of these: changed under a lock, read without.
 */
public final class MulticastFilter {
  private final Map<Long, Integer> members = new HashMap<>();
  private volatile LongHashSet groups = new LongHashSet(); // not changed any more once it is here

  private Nic device;

  /** Creates a filter that accepts nothing. */
  public MulticastFilter() {}

  /** Names the device that is to receive no more than this accepts, as far as it can. */
  public synchronized void attach(Nic filtering) {
    device = filtering;
    publish();
  }

  boolean accepts(long mac) {
    return groups.contains(mac);
  }

  /** Each join needs a leave of its own: several IP groups share an Ethernet address. */
  public synchronized void join(long mac) {
    if (members.merge(mac, 1, Integer::sum) == 1) {
      publish();
    }
  }

  /** Takes back one join; does nothing without one. */
  public synchronized void leave(long mac) {
    boolean had = members.containsKey(mac);
    if (had
        && members.computeIfPresent(mac, (key, count) -> count == 1 ? null : count - 1) == null) {
      publish();
    }
  }

  private void publish() {
    LongHashSet after = new LongHashSet(Math.max(8, 2 * members.size()));
    members.keySet().forEach(after::add);
    groups = after;
    if (device != null) {
      device.multicastAddresses(members.keySet().stream().mapToLong(Long::longValue).toArray());
    }
  }
}
