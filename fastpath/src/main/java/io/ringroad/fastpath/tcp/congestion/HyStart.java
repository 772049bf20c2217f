package io.ringroad.fastpath.tcp.congestion;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;

/**
 * HyStart++, RFC 9406: leaves the first slow start when round trips grow longer, before the queue
 * overflows; first into conservative slow start (CSS), which finds out whether that was right.
 * Constants are those of section 4.3. Owned by the lane.
 */
final class HyStart {

  /** L: segments counted of one acknowledgment, for a sender that does not pace. */
  static final int BYTE_COUNTING_SEGMENTS = 8;

  private static final long MILLISECOND_NS = 1_000_000;
  private static final long MIN_RTT_THRESHOLD_NS = 4 * MILLISECOND_NS;
  private static final long MAX_RTT_THRESHOLD_NS = 16 * MILLISECOND_NS;
  private static final int MIN_RTT_DIVISOR = 8;
  private static final int ROUND_SAMPLES = 8;
  private static final int CSS_GROWTH_DIVISOR = 4;
  private static final int CSS_ROUNDS = 5;
  private static final long NONE = Long.MAX_VALUE;

  private boolean started;
  private boolean conservative;
  private int windowEnd;
  private int samples;
  private int cssRounds;
  private long lastRoundMinNs = NONE;
  private long roundMinNs = NONE;
  private long cssBaselineMinNs = NONE;

  /** Whether this is conservative slow start. */
  boolean isConservative() {
    return conservative;
  }

  /** RFC 9406 4.2: the growth of the window, a quarter of slow start's in CSS. */
  int growth(int ackedBytes, int segmentBytes) {
    int counted = Math.min(ackedBytes, BYTE_COUNTING_SEGMENTS * segmentBytes);
    return conservative ? counted / CSS_GROWTH_DIVISOR : counted;
  }

  /** Takes an acknowledgment in slow start. Returns true if congestion avoidance is to begin. */
  boolean onAck(AckSample ack) {
    if (!started) {
      started = true;
      windowEnd = ack.next;
    } else if (geq(ack.unacknowledged, windowEnd) && endRound(ack.next)) {
      return true;
    }
    if (ack.rttNs != AckSample.NO_RTT) {
      roundMinNs = Math.min(roundMinNs, ack.rttNs);
      samples++;
      judge();
    }
    return false;
  }

  /** RFC 9406 4.2: a round ends when what was outstanding at its begin is acknowledged. */
  private boolean endRound(int next) {
    windowEnd = next;
    lastRoundMinNs = roundMinNs;
    roundMinNs = NONE;
    samples = 0;
    // The round in which CSS began counts, though only a part of it was conservative.
    return conservative && ++cssRounds >= CSS_ROUNDS;
  }

  private void judge() {
    if (samples < ROUND_SAMPLES) {
      return;
    }
    if (conservative) {
      if (roundMinNs < cssBaselineMinNs) {
        // The longer round trips were a chance event: slow start resumes.
        conservative = false;
        cssBaselineMinNs = NONE;
      }
      return;
    }
    if (lastRoundMinNs == NONE) {
      return;
    }
    long thresholdNs =
        Math.clamp(lastRoundMinNs / MIN_RTT_DIVISOR, MIN_RTT_THRESHOLD_NS, MAX_RTT_THRESHOLD_NS);
    if (roundMinNs >= lastRoundMinNs + thresholdNs) {
      conservative = true;
      cssRounds = 0;
      cssBaselineMinNs = roundMinNs;
    }
  }
}
