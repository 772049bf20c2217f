package io.ringroad.fastpath.tcp.congestion;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;

/**
 * Congestion window validation: a window that is not used does not grow, and shrinks towards what
 * is used. RFC 7661's aim by the means of RFC 2861, as Linux has them. Owned by the lane.
 */
final class WindowUse {

  private static final long NEVER = Long.MIN_VALUE;

  private boolean limited;
  private int maxFlightBytes;
  private int windowEnd;
  private int usedBytes;
  private long lastFullNs = NEVER;

  /**
   * Whether the window held the sender back in the round trip that the acknowledgment ends. In slow
   * start half of it in flight is enough, so that it grows to twice what the path has carried.
   */
  boolean isLimited(CongestionWindow window) {
    return limited || window.inSlowStart() && window.bytes() < 2L * maxFlightBytes;
  }

  /** The connection has sent what it could. */
  void onSent(boolean isLimited, int inFlightBytes, int unacknowledged, int next) {
    // The strongest sign of use within a window of data counts for all of it.
    if (isLimited || geq(unacknowledged, windowEnd) || !limited && inFlightBytes > maxFlightBytes) {
      limited = isLimited;
      maxFlightBytes = inFlightBytes;
      windowEnd = next;
    }
  }

  /** Shrinks a window that was not used for a retransmission timeout. */
  void validate(CongestionWindow window, int inFlightBytes, long rtoNs, long nowNs) {
    if (lastFullNs == NEVER || isLimited(window)) {
      usedBytes = 0;
      lastFullNs = nowNs;
      return;
    }
    usedBytes = Math.max(usedBytes, inFlightBytes);
    if (nowNs - lastFullNs >= rtoNs) {
      shrink(window, nowNs);
    }
  }

  /** RFC 2861 3.1: for an RTO less than the window was used: it moves halfway to what was. */
  private void shrink(CongestionWindow window, long nowNs) {
    int used = Math.max(usedBytes, window.initialBytes());
    if (used < window.bytes()) {
      keepThreshold(window);
      window.bytes((int) (((long) window.bytes() + used) / 2));
    }
    usedBytes = 0;
    lastFullNs = nowNs;
  }

  /**
   * RFC 5681 4.1, RFC 2861 3.1: after silence the window is halved for each RTO that passed, down
   * to the restart window.
   */
  void onIdle(CongestionWindow window, long idleNs, long rtoNs, long nowNs) {
    int bytes = window.bytes();
    int restartBytes = Math.min(window.initialBytes(), bytes);
    keepThreshold(window);
    for (long left = idleNs - rtoNs; left > 0 && bytes > restartBytes; left -= rtoNs) {
      bytes /= 2;
    }
    window.bytes(Math.max(bytes, restartBytes));
    usedBytes = 0;
    lastFullNs = nowNs;
  }

  /** RFC 2861 3.1: ssthresh remembers three quarters of the window that was once in use. */
  private static void keepThreshold(CongestionWindow window) {
    int threeQuarters = window.bytes() / 2 + window.bytes() / 4;
    window.slowStartThreshold(Math.max(window.slowStartThreshold(), threeQuarters));
  }
}
