package io.ringroad.pmd.sim;

import io.ringroad.pmd.Frame;

/** Decides frame by frame what a link lets pass, for tests that lose a particular one. */
@FunctionalInterface
public interface LinkFilter {
  /**
   * Called for each frame that is sent, before chance is asked. Must not change or keep the frame.
   *
   * @param ordinal 0 for the first frame of this direction, then 1 and on
   * @return false to drop it
   */
  boolean passes(Frame frame, long ordinal, long nowNs);
}
