package io.ringroad.fastpath.tcp.lifetime;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.inWindow;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.pmd.FrameCache;

/** A segment arrives in TIME-WAIT. RFC 9293 3.10.7.4 and 3.6.1, RFC 6191. Owned by the lane. */
public final class TimeWaitArrival {

  private static final long ANSWER_INTERVAL_NS = 500_000_000L;

  private final Lifecycle lifecycle;
  private final TimeWaitOutput output;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  public TimeWaitArrival(
      Lifecycle lifecycle,
      FrameCache cache,
      IpOutput ip,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.lifecycle = lifecycle;
    this.output = new TimeWaitOutput(cache, ip, counters);
    this.config = config;
    this.counters = counters;
  }

  /**
   * Whether a SYN may open a new connection in place of this one: its numbers or its timestamp are
   * beyond all of the old one. RFC 6191 2, RFC 9293 3.6.1.
   */
  public boolean admits(TimeWait tw, Segment seg) {
    if (!seg.has(TcpHeader.SYN) || seg.has(TcpHeader.RST) || seg.has(TcpHeader.ACK)) {
      return false;
    }
    if (tw.timestamps && seg.options.hasTimestamps()) {
      int ahead = seg.options.timestampValue() - tw.tsRecent;
      if (ahead != 0) {
        return ahead > 0;
      }
    }
    return gt(seg.seq, tw.rcvNxt);
  }

  public void onSegment(TimeWait tw, Segment seg, long nowNs) {
    if (!isAcceptable(tw, seg)) { // first
      if (!seg.has(TcpHeader.RST)) {
        acknowledge(tw, seg, nowNs);
        restartOnRepeatedFin(tw, seg, nowNs);
      }
      return;
    }
    if (seg.has(TcpHeader.RST)) { // second
      if (seg.seq == tw.rcvNxt && !config.lifetime().ignoreResetsInTimeWait()) {
        // RFC 1337 calls this TIME-WAIT assassination; RFC 9293 and Linux's default allow it.
        counters.increment(TcpCounter.RESETS_RECEIVED);
        lifecycle.endTimeWait(tw);
      }
      return;
    }
    if (seg.has(TcpHeader.SYN)) { // fourth: RFC 5961 4.2
      acknowledge(tw, seg, nowNs);
      return;
    }
    if (!seg.has(TcpHeader.ACK)) { // fifth
      return;
    }
    if (seg.has(TcpHeader.FIN)) {
      acknowledge(tw, seg, nowNs);
      lifecycle.restart(tw, nowNs);
    } else if (seg.textLength() > 0) {
      acknowledge(tw, seg, nowNs);
    }
  }

  /** A FIN that comes once more is before RCV.NXT: its acknowledgment was lost. */
  private void restartOnRepeatedFin(TimeWait tw, Segment seg, long nowNs) {
    if (seg.has(TcpHeader.FIN) && seg.end() == tw.rcvNxt) {
      lifecycle.restart(tw, nowNs);
    }
  }

  private static boolean isAcceptable(TimeWait tw, Segment seg) {
    if (tw.timestamps
        && seg.options.hasTimestamps()
        && !seg.has(TcpHeader.RST)
        && lt(seg.options.timestampValue(), tw.tsRecent)) {
      return false; // RFC 7323 5.3 R1
    }
    return inWindow(seg.seq, tw.rcvNxt, tw.windowBytes + 1);
  }

  private void acknowledge(TimeWait tw, Segment seg, long nowNs) {
    if (seg.length() == 0 || seg.has(TcpHeader.SYN)) {
      // RFC 5961 7: nothing that could answer this answer is answered often.
      if (nowNs - tw.lastAnswerNs < ANSWER_INTERVAL_NS) {
        counters.increment(TcpCounter.CHALLENGE_ACKS_LIMITED);
        return;
      }
      tw.lastAnswerNs = nowNs;
    }
    output.sendAck(tw, nowNs);
  }
}
