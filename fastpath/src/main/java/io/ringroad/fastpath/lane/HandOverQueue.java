package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.ring.FrameRing;

/**
 * A lane's queue of a device that it shares with other lanes: gives the lane its own flows' frames,
 * whichever lane received them, and hands other lanes theirs. To the lane's stack it looks like any
 * queue. Used by its lane's thread alone.
 */
final class HandOverQueue implements NicQueue {
  private final int lane;
  private final NicQueue device;
  private final HandOver rings;
  private final FlowSteering steering;
  private final FrameCache frames;
  private final CounterSet<LaneCounter> counters;
  private final FrameBurst arrived;
  private final FrameBurst forOthers;
  private final Frame frame = new Frame();
  private final Frame copy = new Frame();

  /**
   * @param device the lane's own queue of the device, null if it has none
   * @param burstFrames most frames taken from the device at a time; less than what the lane takes
   */
  HandOverQueue(
      int lane,
      NicQueue device,
      HandOver rings,
      FlowSteering steering,
      FrameCache frames,
      CounterSet<LaneCounter> counters,
      int burstFrames) {
    this.lane = lane;
    this.device = device;
    this.rings = rings;
    this.steering = steering;
    this.frames = frames;
    this.counters = counters;
    this.arrived = new FrameBurst(burstFrames);
    this.forOthers = new FrameBurst(burstFrames);
  }

  @Override
  public int rxBurst(FrameBurst burst) {
    int before = burst.size();
    if (device != null) {
      sendForOthers();
      receive(burst);
    }
    for (int from = 0; from < rings.laneCount(); from++) {
      FrameRing ring = rings.received(from, lane);
      if (ring != null) {
        ring.poll(burst);
      }
    }
    return burst.size() - before;
  }

  /** Takes from the device no more than the lane has room for, and spreads it. */
  private void receive(FrameBurst burst) {
    if (burst.room() < arrived.capacity()) {
      return;
    }
    device.rxBurst(arrived);
    for (int i = 0; i < arrived.size(); i++) {
      long next = arrived.get(i);
      int owner = steering.laneOf(frame.wrap(next), lane);
      if (owner == lane) {
        burst.add(next);
      } else if (owner == FrameSteering.EVERY_LANE) {
        copyToOthers();
        burst.add(next);
      } else {
        handOver(next, owner);
      }
    }
    arrived.clear();
  }

  private void handOver(long next, int owner) {
    if (rings.received(lane, owner).offer(next)) {
      counters.increment(LaneCounter.HANDED_OVER);
    } else {
      counters.increment(LaneCounter.HAND_OVER_FULL);
      frames.free(next);
    }
  }

  /**
   * The frame goes to this lane; each other lane has a copy, for protocols change what they get.
   */
  private void copyToOthers() {
    for (int other = 0; other < rings.laneCount(); other++) {
      if (other != lane) {
        long next = frames.allocate();
        if (next == 0) {
          counters.increment(LaneCounter.HAND_OVER_NO_FRAME);
          return;
        }
        copy.wrap(next).appendCopyOf(frame);
        handOver(next, other);
      }
    }
  }

  private void sendForOthers() {
    for (int other = 0; other < rings.laneCount(); other++) {
      if (rings.sendsFor(lane, other)) {
        rings.toSend(other).poll(forOthers);
      }
    }
    if (!forOthers.isEmpty()) {
      device.txBurst(forOthers);
    }
  }

  @Override
  public int txBurst(FrameBurst burst) {
    return device == null ? rings.toSend(lane).offer(burst) : device.txBurst(burst);
  }

  /** Gives back what this lane has, or would have, taken from a ring. Other lanes have stopped. */
  @Override
  public void close() {
    frames.free(forOthers);
    for (int from = 0; from < rings.laneCount(); from++) {
      free(rings.received(from, lane));
    }
    if (device == null) {
      free(rings.toSend(lane));
    }
  }

  private void free(FrameRing ring) {
    if (ring != null) {
      for (long next = ring.poll(); next != 0; next = ring.poll()) {
        frames.free(next);
      }
    }
  }
}
