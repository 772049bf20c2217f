package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.inWindow;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.TcpHeader;

/** A segment arrives in TIME-WAIT. RFC 9293 3.10.7.4 and 3.6.1, RFC 6191. Owned by the lane. */
final class TimeWaitArrival {

  private final Lifecycle lifecycle;
  private final SegmentOutput output;
  private final CounterSet<TcpCounter> counters;
  private final IpDestination destination = new IpDestination(ResetReply.PROTOCOL);

  TimeWaitArrival(Lifecycle lifecycle, SegmentOutput output, CounterSet<TcpCounter> counters) {
    this.lifecycle = lifecycle;
    this.output = output;
    this.counters = counters;
  }

  /**
   * Whether a SYN may open a new connection in place of this one: its numbers or its timestamp are
   * beyond all of the old one. RFC 6191 2, RFC 9293 3.6.1.
   */
  boolean admits(TimeWait tw, Segment seg) {
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

  void onSegment(TimeWait tw, Segment seg, long nowNs) {
    if (!isAcceptable(tw, seg)) { // first
      if (!seg.has(TcpHeader.RST)) {
        acknowledge(tw, nowNs);
        restartOnRepeatedFin(tw, seg, nowNs);
      }
      return;
    }
    if (seg.has(TcpHeader.RST)) { // second
      if (seg.seq == tw.rcvNxt) {
        counters.increment(TcpCounter.RESETS_RECEIVED);
        lifecycle.endTimeWait(tw);
      }
      return;
    }
    if (seg.has(TcpHeader.SYN)) { // fourth: RFC 5961 4.2
      acknowledge(tw, nowNs);
      return;
    }
    if (!seg.has(TcpHeader.ACK)) { // fifth
      return;
    }
    if (seg.has(TcpHeader.FIN)) {
      acknowledge(tw, nowNs);
      lifecycle.restart(tw, nowNs);
    } else if (seg.textLength() > 0) {
      acknowledge(tw, nowNs);
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

  private void acknowledge(TimeWait tw, long nowNs) {
    destination.local(tw.localHigh, tw.localLow).remote(tw.remoteHigh, tw.remoteLow);
    output.sendTimeWaitAck(tw, destination, nowNs);
  }
}
