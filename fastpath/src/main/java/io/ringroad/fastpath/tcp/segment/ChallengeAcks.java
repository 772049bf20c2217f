package io.ringroad.fastpath.tcp.segment;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.SipHash;

/**
 * Acknowledgments in answer to segments that should not have come. RFC 5961 7 limits them, so that
 * nobody makes this host shout or two hosts answer each other for ever: one each half second on a
 * connection, as on Linux, and a number in a second on the lane. That number is drawn anew each
 * second because a known one lets a stranger count (CVE-2016-5696). Owned by the lane.
 */
public final class ChallengeAcks {

  private static final long CONNECTION_INTERVAL_NS = 500_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  private final SegmentOutput output;
  private final CounterSet<TcpCounter> counters;
  private final SipHash random;
  private final int limit;
  private long second = Long.MIN_VALUE;
  private int left;

  public ChallengeAcks(
      SegmentOutput output, int limit, SipHash random, CounterSet<TcpCounter> counters) {
    this.output = output;
    this.limit = limit;
    this.random = random;
    this.counters = counters;
  }

  /** Answers with an acknowledgment, within the limits. */
  public void send(TcpConnection c, long nowNs) {
    if (nowNs - c.lastChallengeNs < CONNECTION_INTERVAL_NS || !take(nowNs)) {
      counters.increment(TcpCounter.CHALLENGE_ACKS_LIMITED);
      return;
    }
    c.lastChallengeNs = nowNs;
    counters.increment(TcpCounter.CHALLENGE_ACKS);
    output.sendAck(c, nowNs);
  }

  private boolean take(long nowNs) {
    long current = nowNs / SECOND_NS;
    if (current != second) {
      second = current;
      int half = (limit + 1) / 2;
      left = half + (int) Long.remainderUnsigned(random.hash(current), Math.max(1, limit));
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
