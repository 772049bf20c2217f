package io.ringroad.shim;

import io.ringroad.fastpath.lane.LaneHandler;

/** Application code that runs on the lanes themselves. */
@FunctionalInterface
public interface LaneApplication {
  /**
   * Makes the part of the application that a lane runs. Called while the engine starts, before the
   * lane's first cycle, once for each lane.
   *
   * @param sockets the socket calls, which never wait on the lane's thread: they return {@code
   *     -EAGAIN} where another thread would block
   * @param lane the lane's number, from 0
   */
  LaneHandler onLane(SocketCalls sockets, int lane);

  /** What the engine calls; a {@link ZeroCopyApplication} has a use for all that it is given. */
  default LaneHandler onLane(SocketCalls sockets, ZeroCopyCalls zeroCopy, int lane) {
    return onLane(sockets, lane);
  }
}
