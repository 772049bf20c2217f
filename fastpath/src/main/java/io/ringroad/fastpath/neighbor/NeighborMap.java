package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.wire.IpAddresses;

/**
 * Neighbours by their addresses: a table with open addressing, at most half full, so that a look
 * finds what it wants in the first or second place. The hash has a secret: nobody outside can
 * choose addresses that collide.
 */
final class NeighborMap {
  private final Neighbor[] slots;
  private final int mask;
  private final long secret;
  private int size;

  NeighborMap(int maxNeighbors, long secret) {
    this.slots = new Neighbor[Integer.highestOneBit(maxNeighbors * 2 - 1) << 1];
    this.mask = slots.length - 1;
    this.secret = secret;
  }

  int size() {
    return size;
  }

  int hash(long high, long low) {
    return IpAddresses.hash(high, low, secret);
  }

  Neighbor get(long high, long low) {
    int at = hash(high, low) & mask;
    Neighbor neighbor;
    while ((neighbor = slots[at]) != null && !neighbor.matches(high, low)) {
      at = at + 1 & mask;
    }
    return neighbor;
  }

  /** Adds one whose address is not here yet. */
  void add(Neighbor neighbor) {
    int at = neighbor.hash & mask;
    while (slots[at] != null) {
      at = at + 1 & mask;
    }
    slots[at] = neighbor;
    size++;
  }

  /** Removes one that is here, and closes the gap in its run. */
  void remove(Neighbor neighbor) {
    int gap = neighbor.hash & mask;
    while (slots[gap] != neighbor) {
      gap = gap + 1 & mask;
    }
    int next = gap;
    Neighbor moved;
    while ((moved = slots[next = next + 1 & mask]) != null) {
      int home = moved.hash & mask;
      if ((next - home & mask) >= (next - gap & mask)) {
        slots[gap] = moved;
        gap = next;
      }
    }
    slots[gap] = null;
    size--;
  }

  /** All that are here, in no order. */
  Neighbor[] toArray() {
    Neighbor[] all = new Neighbor[size];
    int count = 0;
    for (Neighbor each : slots) {
      if (each != null) {
        all[count++] = each;
      }
    }
    return all;
  }
}
