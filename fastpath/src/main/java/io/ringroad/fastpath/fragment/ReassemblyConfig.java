package io.ringroad.fastpath.fragment;

/**
 * What reassembly may use.
 *
 * @param maxFrames frames that all incomplete packets of a lane may hold, 1 or more
 * @param maxFramesOfOne frames that one packet may hold, 1 or more
 * @param timeoutNs how long the rest of a packet is waited for, counted from what came first
 */
public record ReassemblyConfig(int maxFrames, int maxFramesOfOne, long timeoutNs) {
  /** Linux's {@code ipfrag_time}: 30 s. */
  public static final long IPV4_TIMEOUT_NS = 30_000_000_000L;

  /** RFC 8200 4.5: 60 s. */
  public static final long IPV6_TIMEOUT_NS = 60_000_000_000L;

  /** Linux's {@code ipfrag_high_thresh}, 4 MB, in frames of 2 KB. */
  private static final int MOST_FRAMES = 2_048;

  /** What a packet of 65535 bytes takes on links of 576 bytes. */
  private static final int LEAST_FRAMES = 119;

  /** No more than this part of the pool waits for what may never come. */
  private static final int PART_OF_POOL = 8;

  /** Checks the ranges. */
  public ReassemblyConfig {
    if (maxFrames < 1 || maxFramesOfOne < 1 || timeoutNs < 1) {
      throw new IllegalArgumentException("limits of reassembly must be 1 or more");
    }
  }

  /**
   * What Linux allows, as far as the pool does: an eighth of it, divided by the lanes, but enough
   * for one packet of any size; one packet may take all of that.
   */
  public static ReassemblyConfig of(int poolFrames, int lanes, long timeoutNs) {
    int share = Math.clamp(poolFrames / (PART_OF_POOL * lanes), LEAST_FRAMES, MOST_FRAMES);
    return new ReassemblyConfig(share, share, timeoutNs);
  }
}
