package io.ringroad.pmd.dpdk;

/** Where a queue's received frames come from: the driver itself, or a copy of what it received. */
interface FrameSource {
  /**
   * Writes the addresses of up to {@code max} received frames at {@code array}.
   *
   * @return how many
   */
  int receive(long array, int max);

  /** Gives back the frames that it keeps for itself. */
  default void close() {}
}
