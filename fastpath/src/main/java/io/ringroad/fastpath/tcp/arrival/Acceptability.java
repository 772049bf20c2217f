package io.ringroad.fastpath.tcp.arrival;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.inWindow;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.segment.ChallengeAcks;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.wire.SequenceNumbers;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * The first check of RFC 9293 3.10.7.4: the sequence number, and before it PAWS (RFC 7323 5). Owned
 * by the lane.
 */
public final class Acceptability {

  /** RFC 7323 5.5: a TS.Recent older than 24 days proves nothing. */
  private static final long TS_RECENT_LIFE_NS = 24L * 24 * 3600 * 1_000_000_000L;

  private final TcpConfig config;
  private final SegmentOutput output;
  private final ChallengeAcks challenges;
  private final CounterSet<TcpCounter> counters;

  public Acceptability(
      TcpConfig config,
      SegmentOutput output,
      ChallengeAcks challenges,
      CounterSet<TcpCounter> counters) {
    this.config = config;
    this.output = output;
    this.challenges = challenges;
    this.counters = counters;
  }

  /** Returns false if the segment is not acceptable; what it deserves was sent then. */
  boolean check(TcpConnection c, Segment seg, long nowNs) {
    if (isOld(c, seg, nowNs)) {
      counters.increment(TcpCounter.PAWS);
      refuse(c, seg, nowNs);
      return false;
    }
    if (!isInWindow(c, seg)) {
      counters.increment(TcpCounter.UNACCEPTABLE);
      refuse(c, seg, nowNs);
      return false;
    }
    noteTimestamp(c, seg, nowNs);
    return true;
  }

  /** RFC 7323 5.3 R1: the timestamp is before the last one, and it is not a reset. */
  private static boolean isOld(TcpConnection c, Segment seg, long nowNs) {
    // A segment that lacks the option is taken, as on Linux (RFC 7323 3.2 would drop it).
    return c.timestamps
        && seg.options.hasTimestamps()
        && !seg.has(TcpHeader.RST)
        && lt(seg.options.timestampValue(), c.rcv.tsRecent)
        && nowNs - c.rcv.tsRecentNs < TS_RECENT_LIFE_NS;
  }

  /** The four cases of the table in RFC 9293 3.4. */
  static boolean isInWindow(TcpConnection c, Segment seg) {
    int nxt = c.rcv.nxt;
    int wnd = c.rcv.wnd();
    int length = seg.length();
    if (wnd == 0) {
      // "Special allowance to accept valid ACKs, URGs, and RSTs": the text is trimmed later.
      return seg.seq == nxt;
    }
    if (length == 0) {
      // The right edge itself too, as on Linux: there stands the acknowledgment of a peer that has
      // filled the window while some of it was lost.
      return inWindow(seg.seq, nxt, wnd + 1);
    }
    return inWindow(seg.seq, nxt, wnd) || inWindow(seg.end() - 1, nxt, wnd);
  }

  /** RFC 9293 3.10.7.4: an unacceptable segment is answered by an acknowledgment, if no reset. */
  private void refuse(TcpConnection c, Segment seg, long nowNs) {
    if (seg.has(TcpHeader.RST)) {
      return;
    }
    if (seg.length() > 0 && !seg.has(TcpHeader.SYN)) {
      // Data or FIN was sent again because an acknowledgment was lost; this can't become a loop.
      counters.increment(TcpCounter.DUPLICATES);
      reportDuplicate(c, seg);
      output.sendAckOfDuplicate(c, nowNs);
    } else {
      challenges.send(c, nowNs);
    }
  }

  /** RFC 2883 4: what came once more below RCV.NXT. */
  private void reportDuplicate(TcpConnection c, Segment seg) {
    if (c.sack && config.recovery().duplicateSacks() && lt(seg.seq, c.rcv.nxt)) {
      c.rcv.noteDuplicate(seg.seq, SequenceNumbers.min(seg.end(), c.rcv.nxt));
      counters.increment(TcpCounter.DUPLICATE_SACKS_SENT);
    }
  }

  /** RFC 7323 4.3 (2): the timestamp to echo, of a segment that spans Last.ACK.sent. */
  private static void noteTimestamp(TcpConnection c, Segment seg, long nowNs) {
    if (c.timestamps
        && seg.options.hasTimestamps()
        && geq(seg.options.timestampValue(), c.rcv.tsRecent)
        && leq(seg.seq, c.rcv.lastAckSent)) {
      c.rcv.tsRecent = seg.options.timestampValue();
      c.rcv.tsRecentNs = nowNs;
    }
  }
}
