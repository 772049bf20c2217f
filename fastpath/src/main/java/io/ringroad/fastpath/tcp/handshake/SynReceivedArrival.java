package io.ringroad.fastpath.tcp.handshake;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.tcp.calls.UserCalls;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * What is particular about SYN-RECEIVED in the checks of RFC 9293 3.10.7.4, for a connection that
 * this side opened too (a simultaneous open) or that Fast Open made of a SYN: repeated SYNs, and
 * the acknowledgment that ends the handshake. Owned by the lane.
 */
public final class SynReceivedArrival {

  private static final long REPEAT_INTERVAL_NS = 500_000_000L;

  private final Handshake handshake;
  private final Lifecycle lifecycle;
  private final ResetReply resets;
  private final UserCalls calls;

  public SynReceivedArrival(
      Handshake handshake, Lifecycle lifecycle, ResetReply resets, UserCalls calls) {
    this.lifecycle = lifecycle;
    this.handshake = handshake;
    this.resets = resets;
    this.calls = calls;
  }

  /**
   * Takes the peer's SYN when it comes once more.
   *
   * @return true if the segment goes on as the plain acknowledgment that it also is
   */
  public boolean onRepeatedSyn(TcpConnection c, Segment seg, long nowNs) {
    if (seg.has(TcpHeader.ACK) && acknowledgesSyn(c, seg)) {
      // RFC 9293 3.5, figure 8: in a simultaneous open each side's SYN-ACK repeats its SYN.
      seg.flags &= ~TcpHeader.SYN;
      seg.seq++;
      c.ack.demand(); // as Linux: the peer may have missed that its SYN was taken
      return true;
    }
    if (nowNs - c.lastChallengeNs >= REPEAT_INTERVAL_NS) {
      // The SYN-ACK was lost.
      c.lastChallengeNs = nowNs;
      handshake.repeat(c, nowNs);
    }
    return false;
  }

  private static boolean acknowledgesSyn(TcpConnection c, Segment seg) {
    return gt(seg.ack, c.snd.iss) && leq(seg.ack, c.snd.nxt);
  }

  /** Fifth check. Returns false if the segment is to be dropped. */
  public boolean onAck(TcpConnection c, Segment seg, long nowNs) {
    if (!acknowledgesSyn(c, seg)) {
      resets.send(seg, nowNs);
      return false;
    }
    boolean early = c.early != null;
    handshake.establish(c, seg, nowNs);
    if (!early) {
      c.statistics.onSynAcknowledged();
    }
    if (early) {
      lifecycle.leaveEarlyOpens(c);
      calls.closeIfPending(c);
    } else {
      // tcp_rcv_state_process: what was shut before a simultaneous open ends with it.
      c.closePending |= c.socket != null && c.socket.events().has(Readiness.SEND_SHUTDOWN);
      calls.onConnected(c, nowNs);
    }
    return true;
  }
}
