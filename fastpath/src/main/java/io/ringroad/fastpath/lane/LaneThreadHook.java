package io.ringroad.fastpath.lane;

/**
 * What else has to be done on a lane's own thread before it touches a device or pool, such as
 * registering it with DPDK's EAL.
 */
public interface LaneThreadHook {
  /** Nothing else has to be done. */
  LaneThreadHook NONE = new LaneThreadHook() {};

  /** Called on the lane's thread before its first cycle. */
  default void onStart(int lane) {}

  /** Called on the lane's thread after its last cycle. */
  default void onStop(int lane) {}
}
