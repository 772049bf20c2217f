package io.ringroad.fastpath.lane;

import io.ringroad.pmd.ring.FrameRing;

/**
 * The rings by which a lane gives another the packets of its flows that this host sent to itself:
 * one for each ordered pair of lanes.
 */
final class LoopbackRings {
  private final FrameRing[][] rings;

  LoopbackRings(int laneCount, int ringFrames) {
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
}
