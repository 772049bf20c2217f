package io.ringroad.fastpath.tcp.segment;

import static io.ringroad.fastpath.wire.TcpHeader.CWR;
import static io.ringroad.fastpath.wire.TcpHeader.ECE;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.EcnState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.wire.EcnCodepoint;

/**
 * Explicit congestion notification of a connection that has agreed on it, RFC 3168: what its
 * packets carry, and how marks on the peer's data are echoed, for all and in DCTCP's exact way (RFC
 * 8257 3.2). What an echo does to this side's window is up to loss recovery. Owned by the lane.
 */
public final class Ecn {

  private final SegmentOutput output;
  private final CounterSet<TcpCounter> counters;

  public Ecn(SegmentOutput output, CounterSet<TcpCounter> counters) {
    this.output = output;
    this.counters = counters;
  }

  /** The codepoint of a packet without new data. RFC 3168 6.1.4, 6.1.5, 6.1.6; RFC 8257 3.5. */
  public static int controlCodepoint(TcpConnection c) {
    return c.ecn.exact ? EcnCodepoint.ECT_0 : EcnCodepoint.NOT_ECT;
  }

  /** The codepoint of a packet with new data. RFC 3168 6.1.2. */
  static int dataCodepoint(TcpConnection c) {
    return c.ecn.negotiated ? EcnCodepoint.ECT_0 : EcnCodepoint.NOT_ECT;
  }

  /** The control bit that every acknowledgment adds. RFC 3168 6.1.3. */
  static int echoBit(TcpConnection c) {
    return c.ecn.echo ? ECE : 0;
  }

  /** The control bit that the first new data after a reduction adds. RFC 3168 6.1.2. */
  static int reducedBit(TcpConnection c) {
    return c.ecn.negotiated && c.congestion().takeReductionToTell() ? CWR : 0;
  }

  /** Whether an acknowledgment asks this side to slow down. RFC 3168 6.1.2. */
  public static boolean isEcho(TcpConnection c, Segment seg) {
    return c.ecn.negotiated && seg.has(ECE);
  }

  /** Acceptable text arrives; RCV.NXT is as it was before. */
  public void onText(TcpConnection c, Segment seg, long nowNs) {
    EcnState ecn = c.ecn;
    if (!ecn.negotiated || seg.textLength() == 0) {
      return;
    }
    boolean marked = seg.ecn == EcnCodepoint.CE;
    ecn.seen |= seg.ecn != EcnCodepoint.NOT_ECT;
    if (marked) {
      counters.increment(TcpCounter.MARKS_RECEIVED);
    }
    if (ecn.exact) {
      echoExactly(c, seg, marked, nowNs);
      return;
    }
    if (seg.has(CWR)) {
      // RFC 3168 6.1.3: the peer knows. Its window may be small, so it is answered at once.
      ecn.echo = false;
      c.ack.demand();
    }
    if (marked && !ecn.echo) {
      ecn.echo = true;
      c.ack.demand();
    }
  }

  /** RFC 8257 3.2: an acknowledgment covers either marked or unmarked data. */
  private void echoExactly(TcpConnection c, Segment seg, boolean marked, long nowNs) {
    if (seg.ecn == EcnCodepoint.NOT_ECT || marked == c.ecn.echo) {
      return;
    }
    if (c.rcv.nxt != c.rcv.lastAckSent) {
      output.sendAck(c, nowNs); // of what came before, with DCTCP.CE as it was
    }
    c.ecn.echo = marked;
    c.ack.demand();
  }
}
