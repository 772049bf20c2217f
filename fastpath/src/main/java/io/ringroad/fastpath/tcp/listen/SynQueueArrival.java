package io.ringroad.fastpath.tcp.listen;

import static io.ringroad.fastpath.wire.SequenceNumbers.inWindow;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.arrival.SegmentArrival;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * A segment arrives for a handshake in the SYN queue: SYN-RECEIVED of RFC 9293 3.10.7.4, in the
 * RFC's order of checks. What Linux does more: the acknowledgment may be put off until there is
 * data (TCP_DEFER_ACCEPT) or room in the accept queue. Owned by the lane.
 */
public final class SynQueueArrival {

  /** No repeated SYN, and no segment outside the window, is answered more often. RFC 5961 7. */
  private static final long ANSWER_INTERVAL_NS = 500_000_000L;

  private final SynQueue queue;
  private final SynAckOutput output;
  private final PassiveOpen passiveOpen;
  private final SegmentArrival segmentArrival;
  private final ResetReply resets;
  private final TcpConfig config;
  private final CounterSet<TcpCounter> counters;

  SynQueueArrival(
      SynQueue queue,
      SynAckOutput output,
      PassiveOpen passiveOpen,
      SegmentArrival segmentArrival,
      ResetReply resets,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    this.queue = queue;
    this.output = output;
    this.passiveOpen = passiveOpen;
    this.segmentArrival = segmentArrival;
    this.resets = resets;
    this.config = config;
    this.counters = counters;
  }

  public void onSegment(SynRequest request, Segment seg, long nowNs) {
    boolean old = isOld(request, seg);
    if (!old && isRepeatedSyn(request, seg)) {
      if (mayAnswer(request, nowNs)) {
        queue.onRepeatedSyn(request, nowNs);
      }
      return;
    }
    if (old || !isAcceptable(request, seg)) { // first
      counters.increment(old ? TcpCounter.PAWS : TcpCounter.UNACCEPTABLE);
      challenge(request, seg, nowNs);
      return;
    }
    if (seg.has(TcpHeader.RST)) { // second
      onReset(request, seg, nowNs);
      return;
    }
    // Third: security and compartment (RFC 9293 A.1) are not used.
    if (seg.has(TcpHeader.SYN) && seg.seq != request.irs) { // fourth
      resets.send(seg, nowNs); // as Linux: the peer has begun anew and will try again
      queue.remove(request); // back to LISTEN
      return;
    }
    if (request.timestamps && seg.options.hasTimestamps() && leq(seg.seq, request.rcvNxt())) {
      request.tsRecent = seg.options.timestampValue(); // RFC 7323 4.3 (2)
    }
    if (seg.has(TcpHeader.ACK)) { // fifth
      onAck(request, seg, nowNs);
    }
  }

  private static boolean isOld(SynRequest request, Segment seg) {
    return request.timestamps
        && seg.options.hasTimestamps()
        && !seg.has(TcpHeader.RST)
        && lt(seg.options.timestampValue(), request.tsRecent); // RFC 7323 5.3 R1
  }

  private static boolean isRepeatedSyn(SynRequest request, Segment seg) {
    int flags = TcpHeader.SYN | TcpHeader.ACK | TcpHeader.RST;
    return seg.seq == request.irs && (seg.flags & flags) == TcpHeader.SYN;
  }

  /** The table in RFC 9293 3.4; the window is never zero here. */
  private static boolean isAcceptable(SynRequest request, Segment seg) {
    int nxt = request.rcvNxt();
    int wnd = request.window;
    int length = seg.length();
    return length == 0
        ? inWindow(seg.seq, nxt, wnd + 1)
        : inWindow(seg.seq, nxt, wnd) || inWindow(seg.end() - 1, nxt, wnd);
  }

  /** RFC 9293 3.10.7.4, first: answered by an acknowledgment, if no reset. */
  private void challenge(SynRequest request, Segment seg, long nowNs) {
    if (!seg.has(TcpHeader.RST) && mayAnswer(request, nowNs)) {
      output.sendAck(request, nowNs);
    }
  }

  private static boolean mayAnswer(SynRequest request, long nowNs) {
    if (nowNs - request.lastAnswerNs < ANSWER_INTERVAL_NS) {
      return false;
    }
    request.lastAnswerNs = nowNs;
    return true;
  }

  private void onReset(SynRequest request, Segment seg, long nowNs) {
    if (seg.seq == request.rcvNxt()) {
      counters.increment(TcpCounter.RESETS_RECEIVED);
      queue.remove(request); // back to LISTEN
    } else if (mayAnswer(request, nowNs)) {
      output.sendAck(request, nowNs); // RFC 5961 3.2
    }
  }

  private void onAck(SynRequest request, Segment seg, long nowNs) {
    if (seg.ack != request.iss + 1) {
      resets.send(seg, nowNs);
      return;
    }
    if (waitsForData(request, seg)) {
      postpone(request);
      counters.increment(TcpCounter.ACCEPTS_DEFERRED);
      return;
    }
    if (request.listener.acceptQueueFull()) {
      onOverflow(request, seg, nowNs);
      return;
    }
    queue.remove(request);
    TcpConnection c = passiveOpen.create(request, nowNs);
    if (c != null && passiveOpen.establish(c, request, seg, nowNs)) {
      segmentArrival.onSegment(c, withoutSyn(seg), nowNs); // sixth and the rest
    }
  }

  /** A SYN-ACK at the place of the SYN is the acknowledgment that it also is. */
  private static Segment withoutSyn(Segment seg) {
    if (seg.has(TcpHeader.SYN)) {
      seg.flags &= ~TcpHeader.SYN;
      seg.seq++;
    }
    return seg;
  }

  private boolean waitsForData(SynRequest request, Segment seg) {
    return seg.end() == request.rcvNxt()
        && request.retransmissions < queue.deferredTimeouts(request.listener);
  }

  /** As Linux: the peer tries again when the SYN-ACK is repeated, or is told at once. */
  private void onOverflow(SynRequest request, Segment seg, long nowNs) {
    counters.increment(TcpCounter.ACCEPT_OVERFLOWS);
    if (config.handshake().abortOnOverflow()) {
      queue.remove(request);
      resets.send(seg, nowNs);
    } else {
      postpone(request);
    }
  }

  /** The peer has answered; how long it then waits for this side tells nothing of the path. */
  private static void postpone(SynRequest request) {
    request.acknowledged = true;
    request.sentNs = Handshake.NOT_MEASURED;
  }
}
