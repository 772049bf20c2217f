package io.ringroad.fastpath.tcp.connection;

/**
 * Round-trip time estimate and retransmission timeout of one connection. RFC 6298, with Linux's
 * constants: 200 ms instead of 1 s as the floor, put under the variance term, and at most 120 s.
 * Owned by the lane.
 */
public final class RttEstimator {

  private static final int ALPHA_SHIFT = 3; // RFC 6298 2.3: alpha = 1/8
  private static final int BETA_SHIFT = 2; // RFC 6298 2.3: beta = 1/4
  private static final int K = 4; // RFC 6298 2

  /** Linux's tcp_min_rtt_wlen: a path may change; a minimum of 5 minutes ago says nothing. */
  private static final long MINIMUM_LIFE_NS = 300L * 1_000_000_000L;

  private final long minRtoNs;
  private final long maxRtoNs;
  private long smoothedNs;
  private long varianceNs;
  private long latestNs;
  private long minimumNs = Long.MAX_VALUE;
  private long minimumAtNs;
  private long baseRtoNs;
  private int backoff;

  /** Before the first sample the timeout is {@code initialRtoNs}. RFC 6298 2.1. */
  public RttEstimator(long initialRtoNs, long minRtoNs, long maxRtoNs) {
    this.baseRtoNs = initialRtoNs;
    this.minRtoNs = minRtoNs;
    this.maxRtoNs = maxRtoNs;
  }

  /** Takes the measured round-trip time of a segment that was sent once only (Karn). */
  public void onSample(long rttNs, long nowNs) {
    long sampleNs = Math.max(1, rttNs);
    latestNs = sampleNs;
    if (sampleNs <= minimumNs || nowNs - minimumAtNs > MINIMUM_LIFE_NS) {
      minimumNs = sampleNs;
      minimumAtNs = nowNs;
    }
    if (smoothedNs == 0) {
      // RFC 6298 2.2: the first measurement.
      smoothedNs = sampleNs;
      varianceNs = sampleNs >> 1;
    } else {
      // RFC 6298 2.3: RTTVAR first, with the old SRTT.
      long errorNs = Math.abs(smoothedNs - sampleNs);
      varianceNs += (errorNs >> BETA_SHIFT) - (varianceNs >> BETA_SHIFT);
      smoothedNs += (sampleNs >> ALPHA_SHIFT) - (smoothedNs >> ALPHA_SHIFT);
    }
    // RFC 6298 2.3: RTO = SRTT + max(G, K * RTTVAR). The floor stands where G does, as on Linux, so
    // that a peer's delayed acknowledgment never looks like a loss.
    baseRtoNs = Math.min(maxRtoNs, smoothedNs + Math.max(minRtoNs, K * varianceNs));
    // RFC 6298 5.7: a new measurement collapses the backed-off timeout.
    backoff = 0;
  }

  /** Doubles the timeout. RFC 6298 5.5. */
  public void backOff() {
    if (rtoNs() < maxRtoNs) {
      backoff++;
    }
  }

  /** Takes a doubling back. RFC 6069 4.3. Returns false if there is none. */
  public boolean revertBackOff() {
    if (backoff == 0) {
      return false;
    }
    backoff--;
    return true;
  }

  /** How often the timeout is doubled now. */
  public int backoff() {
    return backoff;
  }

  /**
   * RFC 6298 5.7: a SYN that had to be repeated makes the timeout for data start at {@code rtoNs}.
   */
  public void fallBack(long rtoNs) {
    if (!hasSample()) {
      baseRtoNs = rtoNs;
      backoff = 0;
    }
  }

  /** The current retransmission timeout in nanoseconds, backing off included. */
  public long rtoNs() {
    return Math.min(maxRtoNs, baseRtoNs << backoff);
  }

  public boolean hasSample() {
    return smoothedNs != 0;
  }

  /** SRTT in nanoseconds; 0 before the first sample. */
  public long smoothedNs() {
    return smoothedNs;
  }

  /** RTTVAR in nanoseconds; 0 before the first sample. */
  public long varianceNs() {
    return varianceNs;
  }

  /** The last sample in nanoseconds; 0 before the first. */
  public long latestNs() {
    return latestNs;
  }

  /**
   * The smallest sample of the last minutes in nanoseconds; {@link Long#MAX_VALUE} before the
   * first.
   */
  public long minimumNs() {
    return minimumNs;
  }
}
