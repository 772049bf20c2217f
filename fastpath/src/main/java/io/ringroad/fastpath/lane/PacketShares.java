package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.raw.Raw;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.udp.Udp;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.ring.FrameRing;

/**
 * One lane's ends of the rings in which packets travel that are for sockets of several lanes. The
 * lane that the packet came to checks it and gives the others a reference each. Used by the lane's
 * thread alone.
 */
final class PacketShares implements PacketSharing {
  private static final int RAW = DatagramMetadata.HAS_IP_HEADER | DatagramMetadata.IS_RAW_IPV6;

  private final int lane;
  private final LaneRings rings;
  private final FlowSteering steering;
  private final FrameCache frames;
  private final CounterSet<LaneCounter> counters;
  private final Frame shared = new Frame();
  private final DatagramMetadata metadata = new DatagramMetadata();

  PacketShares(
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
  public int rawLanes(int protocol) {
    return steering.rawLanes(protocol) & ~(1 << lane);
  }

  @Override
  public int udpLanes(int port) {
    return steering.udpLanes(port) & ~(1 << lane);
  }

  @Override
  public void addRaw(int protocol) {
    steering.addRaw(protocol, lane);
  }

  @Override
  public void removeRaw(int protocol) {
    steering.removeRaw(protocol, lane);
  }

  @Override
  public void share(long frame, int lanes) {
    shared.wrap(frame);
    for (int left = lanes; left != 0; left &= left - 1) {
      shared.retain();
      if (rings.ring(lane, Integer.numberOfTrailingZeros(left)).offer(frame)) {
        counters.increment(LaneCounter.SHARED);
      } else {
        counters.increment(LaneCounter.HAND_OVER_FULL);
        frames.free(frame);
      }
    }
  }

  /** Delivers what other lanes have given; returns how many packets. */
  int receive(Raw raw, Udp udp, long nowNs) {
    int count = 0;
    for (int from = 0; from < rings.laneCount(); from++) {
      FrameRing ring = rings.ring(from, lane);
      if (ring != null) {
        for (long next = ring.poll(); next != 0; next = ring.poll()) {
          dispatch(next, raw, udp, nowNs);
          count++;
        }
      }
    }
    return count;
  }

  private void dispatch(long frame, Raw raw, Udp udp, long nowNs) {
    int flags = metadata.wrap(frame).flags();
    if ((flags & DatagramMetadata.IS_ERROR) != 0) {
      raw.onSharedError(frame, nowNs);
    } else if ((flags & RAW) != 0) {
      raw.onShared(frame);
    } else {
      udp.onShared(frame);
    }
  }

  /** Frees what other lanes have given. They have stopped. */
  void close() {
    rings.free(lane, frames);
  }
}
