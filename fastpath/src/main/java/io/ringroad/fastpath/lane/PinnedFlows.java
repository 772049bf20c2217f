package io.ringroad.fastpath.lane;

import java.util.Arrays;

/**
 * The few flows whose lane is not the one that their hash names. Read for each frame without a
 * lock, changed seldom: a change makes new arrays.
 */
final class PinnedFlows {
  private record Pins(long[] hashes, int[] lanes) {}

  private volatile Pins pins = new Pins(new long[0], new int[0]);

  /** The lane that a flow is pinned to, -1 if it is not. */
  int laneOf(long hash) {
    Pins current = pins;
    if (current.hashes.length == 0) {
      return -1;
    }
    int at = Arrays.binarySearch(current.hashes, hash);
    return at < 0 ? -1 : current.lanes[at];
  }

  synchronized void add(long hash, int lane) {
    Pins before = pins;
    int at = Arrays.binarySearch(before.hashes, hash);
    if (at >= 0) {
      int[] lanes = before.lanes.clone();
      lanes[at] = lane;
      pins = new Pins(before.hashes, lanes);
      return;
    }
    int to = -at - 1;
    int length = before.hashes.length;
    long[] hashes = Arrays.copyOf(before.hashes, length + 1);
    int[] lanes = Arrays.copyOf(before.lanes, length + 1);
    System.arraycopy(before.hashes, to, hashes, to + 1, length - to);
    System.arraycopy(before.lanes, to, lanes, to + 1, length - to);
    hashes[to] = hash;
    lanes[to] = lane;
    pins = new Pins(hashes, lanes);
  }

  synchronized void remove(long hash) {
    Pins before = pins;
    int at = Arrays.binarySearch(before.hashes, hash);
    if (at < 0) {
      return;
    }
    int length = before.hashes.length;
    long[] hashes = Arrays.copyOf(before.hashes, length - 1);
    int[] lanes = Arrays.copyOf(before.lanes, length - 1);
    System.arraycopy(before.hashes, at + 1, hashes, at, length - at - 1);
    System.arraycopy(before.lanes, at + 1, lanes, at, length - at - 1);
    pins = new Pins(hashes, lanes);
  }
}
