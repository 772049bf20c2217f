package io.ringroad.fastpath.lane;

import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.ring.FrameRing;

/**
 * The rings by which lanes give each other packets, beginning at the IP header: one for each
 * ordered pair of lanes. An engine has one such set for what it sends to itself, and one for
 * packets that sockets of several lanes receive.
 */
final class LaneRings {
  private final FrameRing[][] rings;

  LaneRings(int laneCount, int ringFrames) {
    rings = new FrameRing[laneCount][laneCount];
    for (int from = 0; from < laneCount; from++) {
      for (int to = 0; to < laneCount; to++) {
        if (to != from) {
          rings[from][to] = new FrameRing(ringFrames);
        }
      }
    }
  }

  int laneCount() {
    return rings.length;
  }

  /** Null if the lanes are the same. */
  FrameRing ring(int from, int to) {
    return rings[from][to];
  }

  /** Frees what a lane has been given. The others have stopped. */
  void free(int to, FrameCache frames) {
    for (int from = 0; from < rings.length; from++) {
      FrameRing ring = rings[from][to];
      if (ring != null) {
        for (long next = ring.poll(); next != 0; next = ring.poll()) {
          frames.free(next);
        }
      }
    }
  }
}
