package io.ringroad.shim;

import io.ringroad.fastpath.lane.LaneHandler;

/** Application code on the lanes that also sends and receives without a copy. */
@FunctionalInterface
public interface ZeroCopyApplication extends LaneApplication {
  /**
   * As {@link LaneApplication#onLane(SocketCalls, int)}.
   *
   * @param zeroCopy the calls without a copy, on the same descriptors
   */
  @Override
  LaneHandler onLane(SocketCalls sockets, ZeroCopyCalls zeroCopy, int lane);

  @Override
  default LaneHandler onLane(SocketCalls sockets, int lane) {
    throw new UnsupportedOperationException("it is given the calls without a copy too");
  }
}
