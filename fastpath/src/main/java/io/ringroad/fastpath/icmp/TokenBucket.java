package io.ringroad.fastpath.icmp;

/**
 * Limits how often something happens (RFC 1812 4.3.2.8 names this mechanism): a bucket fills at a
 * constant rate up to a limit, and each event takes one token out. It starts full.
 */
final class TokenBucket {
  private static final long SECOND_NS = 1_000_000_000L;

  private final long intervalNs;
  private final long fullNs;

  /** The content, as the time that it took to fill. */
  private long contentNs;

  private long updatedNs;
  private boolean started;

  /**
   * Creates a full bucket.
   *
   * @param perSecond tokens added a second, 1 to 10^9
   * @param burst tokens that it holds, 1 or more
   */
  TokenBucket(int perSecond, int burst) {
    this.intervalNs = SECOND_NS / perSecond;
    this.fullNs = intervalNs * burst;
    this.contentNs = fullNs;
  }

  /** Takes a token; false if there is none. */
  boolean tryTake(long nowNs) {
    if (!started) {
      started = true;
      updatedNs = nowNs;
    }
    long passedNs = Math.min(nowNs - updatedNs, fullNs);
    if (passedNs > 0) {
      contentNs = Math.min(fullNs, contentNs + passedNs);
      updatedNs = nowNs;
    }
    if (contentNs < intervalNs) {
      return false;
    }
    contentNs -= intervalNs;
    return true;
  }
}
