package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.ip.Loopback;
import io.ringroad.fastpath.ip.LoopbackSteering;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.ring.FrameRing;

/** One lane's ends of the {@link LaneRings}. Used by the lane's thread alone. */
final class LoopbackHandOver implements LoopbackSteering {
  private final int lane;
  private final LaneRings rings;
  private final FlowSteering steering;
  private final FrameCache frames;
  private final CounterSet<LaneCounter> counters;

  LoopbackHandOver(
      int lane,
      LaneRings rings,
      FlowSteering steering,
      FrameCache frames,
      CounterSet<LaneCounter> counters) {
    this.lane = lane;
    this.rings = rings;
    this.steering = steering;
    this.frames = frames;
    this.counters = counters;
  }

  @Override
  public boolean handOver(Frame frame) {
    int owner = steering.laneOfPacket(frame, lane);
    if (owner < 0 || owner == lane) {
      return false;
    }
    if (!rings.ring(lane, owner).offer(frame.address())) {
      counters.increment(LaneCounter.HAND_OVER_FULL);
      frames.free(frame.address());
    }
    return true;
  }

  /** Takes what other lanes have given; returns how many packets. */
  int receive(Loopback loopback) {
    int count = 0;
    for (int from = 0; from < rings.laneCount(); from++) {
      FrameRing ring = rings.ring(from, lane);
      if (ring != null) {
        for (long next = ring.poll(); next != 0; next = ring.poll()) {
          loopback.offer(next);
          count++;
        }
      }
    }
    return count;
  }

  /** Frees what other lanes have given. They have stopped. */
  void close() {
    rings.free(lane, frames);
  }
}
