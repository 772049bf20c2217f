package io.ringroad.shim.fd;

import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.socket.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** The doors into the engine's lanes. Any thread. */
public final class LaneDoors {
  private final LaneProxy[] lanes;
  private final AtomicInteger next = new AtomicInteger();

  /** Doors in the order of the lanes' numbers. */
  public LaneDoors(LaneProxy... lanes) {
    this.lanes = lanes.clone();
  }

  /** Where to open a socket: the calling thread's own lane, or each in turn. */
  public LaneProxy forNewSocket() {
    for (LaneProxy lane : lanes) {
      if (lane.onLane()) {
        return lane;
      }
    }
    return lanes[Math.floorMod(next.getAndIncrement(), lanes.length)];
  }

  /** Whether the calling thread is one of the lanes' own. */
  public boolean onAnyLane() {
    for (LaneProxy lane : lanes) {
      if (lane.onLane()) {
        return true;
      }
    }
    return false;
  }

  /** The lane that a socket belongs to. */
  public LaneProxy of(Socket socket) {
    return lanes[socket.context().laneIndex()];
  }
}
