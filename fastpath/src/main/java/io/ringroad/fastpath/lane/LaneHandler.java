package io.ringroad.fastpath.lane;

/**
 * Application code that a lane runs in each of its cycles, on the lane's own thread: its socket
 * calls are direct calls, and what it sends leaves in the same cycle. Must neither block nor stay
 * long: nothing else happens on the lane meanwhile. One that throws is not run again, except for
 * {@link #onClose}.
 */
@FunctionalInterface
public interface LaneHandler {
  /** Called once, on the lane's thread, before the first {@link #onWork}. */
  default void onStart() {}

  /**
   * Called in every cycle, after received frames were processed and before anything is sent.
   *
   * @param nowNs the lane's time
   * @return how much was done, 0 if nothing: the lane may then idle
   */
  int onWork(long nowNs);

  /** Called once, on the lane's thread, when the lane closes, while its sockets still work. */
  default void onClose() {}
}
