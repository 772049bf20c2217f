package io.ringroad.pmd;

/** Says whose a received frame is, where one source feeds several lanes or queues. */
@FunctionalInterface
public interface FrameSteering {
  /** An answer of {@link #laneOf}: each lane is to have a copy. */
  int EVERY_LANE = -1;

  /**
   * The lane that the frame belongs to. Called for each frame: must not allocate, nor change or
   * keep the frame.
   *
   * @return 0 to the number of lanes - 1, or {@link #EVERY_LANE}; anything else drops the frame
   */
  int laneOf(Frame frame);
}
