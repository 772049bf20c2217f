package io.ringroad.fastpath.tcp.endpoint;

/**
 * Finds the endpoint of a four-tuple. Open addressing with linear probing under a seeded hash, so
 * that a stranger can't aim at one slot; a removal moves later entries back instead of leaving
 * tombstones. The table grows a few slots at a time: while it does, entries are looked for in both
 * halves, and no operation waits for all of them to move. Lookups allocate nothing. Owned by the
 * lane.
 */
public final class ConnectionTable {

  private static final int MIGRATION_STEP = 16;
  private static final long MULTIPLIER_1 = 0x9E3779B97F4A7C15L;
  private static final long MULTIPLIER_2 = 0xD6E8FEB86659FD93L;

  private final long seed0;
  private final long seed1;
  private Endpoint[] slots;
  private Endpoint[] old;
  private int migrated;
  private int size;

  /**
   * @param initialCapacity slots to begin with, a power of two
   * @param seed0 secret that scatters the entries
   * @param seed1 as well
   */
  public ConnectionTable(int initialCapacity, long seed0, long seed1) {
    if (Integer.bitCount(initialCapacity) != 1) {
      throw new IllegalArgumentException("table capacity must be a power of two");
    }
    this.slots = new Endpoint[initialCapacity];
    this.seed0 = seed0;
    this.seed1 = seed1;
  }

  public int size() {
    return size;
  }

  /** The endpoint of this four-tuple, null if there is none. */
  public Endpoint find(long localHigh, long localLow, long remoteHigh, long remoteLow, int ports) {
    int hash = hash(localHigh, localLow, remoteHigh, remoteLow, ports);
    Endpoint found = find(slots, hash, localHigh, localLow, remoteHigh, remoteLow, ports);
    if (found == null && old != null) {
      found = find(old, hash, localHigh, localLow, remoteHigh, remoteLow, ports);
    }
    return found;
  }

  private static Endpoint find(
      Endpoint[] in,
      int hash,
      long localHigh,
      long localLow,
      long remoteHigh,
      long remoteLow,
      int ports) {
    int mask = in.length - 1;
    for (int slot = hash & mask; ; slot = slot + 1 & mask) {
      Endpoint entry = in[slot];
      if (entry == null) {
        return null;
      }
      if (entry.hash == hash
          && entry.ports == ports
          && entry.remoteLow == remoteLow
          && entry.localLow == localLow
          && entry.remoteHigh == remoteHigh
          && entry.localHigh == localHigh) {
        return entry;
      }
    }
  }

  /** Adds an endpoint whose four-tuple is not in the table. */
  public void add(Endpoint endpoint) {
    endpoint.hash =
        hash(
            endpoint.localHigh,
            endpoint.localLow,
            endpoint.remoteHigh,
            endpoint.remoteLow,
            endpoint.ports);
    migrate();
    if (old == null && size >= slots.length / 2) {
      old = slots;
      slots = new Endpoint[2 * old.length];
      migrated = 0;
    }
    put(slots, endpoint);
    size++;
  }

  /** Removes an endpoint; does nothing if it is not there. */
  public void remove(Endpoint endpoint) {
    migrate();
    if (removeFrom(slots, endpoint) || old != null && removeFrom(old, endpoint)) {
      size--;
    }
  }

  /** Puts {@code replacement}, which has the same four-tuple, where {@code endpoint} is. */
  public void replace(Endpoint endpoint, Endpoint replacement) {
    replacement.hash = endpoint.hash;
    if (!replaceIn(slots, endpoint, replacement)) {
      replaceIn(old, endpoint, replacement);
    }
  }

  private static boolean replaceIn(Endpoint[] in, Endpoint endpoint, Endpoint replacement) {
    int mask = in.length - 1;
    for (int slot = endpoint.hash & mask; in[slot] != null; slot = slot + 1 & mask) {
      if (in[slot] == endpoint) {
        in[slot] = replacement;
        return true;
      }
    }
    return false;
  }

  /** Copies all endpoints into {@code target}, for rare walks during which the table may change. */
  public Endpoint[] toArray() {
    Endpoint[] all = new Endpoint[size];
    int count = copy(slots, all, 0);
    if (old != null) {
      copy(old, all, count);
    }
    return all;
  }

  private static int copy(Endpoint[] from, Endpoint[] to, int start) {
    int count = start;
    for (Endpoint endpoint : from) {
      if (endpoint != null) {
        to[count++] = endpoint;
      }
    }
    return count;
  }

  private static void put(Endpoint[] in, Endpoint endpoint) {
    int mask = in.length - 1;
    int slot = endpoint.hash & mask;
    while (in[slot] != null) {
      slot = slot + 1 & mask;
    }
    in[slot] = endpoint;
  }

  private static boolean removeFrom(Endpoint[] in, Endpoint endpoint) {
    int mask = in.length - 1;
    for (int slot = endpoint.hash & mask; in[slot] != null; slot = slot + 1 & mask) {
      if (in[slot] == endpoint) {
        close(in, slot);
        return true;
      }
    }
    return false;
  }

  /** Empties a slot and moves back every later entry of the run that may stand there. */
  private static void close(Endpoint[] in, int emptied) {
    int mask = in.length - 1;
    int hole = emptied;
    for (int slot = hole + 1 & mask; in[slot] != null; slot = slot + 1 & mask) {
      int home = in[slot].hash & mask;
      if ((slot - home & mask) >= (slot - hole & mask)) {
        in[hole] = in[slot];
        hole = slot;
      }
    }
    in[hole] = null;
  }

  /** Moves some entries out of the old half. An emptied slot may be refilled from its run. */
  private void migrate() {
    if (old == null) {
      return;
    }
    for (int steps = 0; steps < MIGRATION_STEP; steps++) {
      if (migrated == old.length) {
        old = null;
        return;
      }
      Endpoint endpoint = old[migrated];
      if (endpoint == null) {
        migrated++;
      } else {
        close(old, migrated);
        put(slots, endpoint);
      }
    }
  }

  private int hash(long localHigh, long localLow, long remoteHigh, long remoteLow, int ports) {
    long h = fold(remoteLow ^ seed0, ports ^ seed1);
    h = fold(h ^ localLow, remoteHigh ^ MULTIPLIER_1);
    h = fold(h ^ localHigh, MULTIPLIER_2 ^ seed0);
    return (int) (h ^ h >>> 32);
  }

  /** Both halves of the 128-bit product, mixed. */
  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }
}
