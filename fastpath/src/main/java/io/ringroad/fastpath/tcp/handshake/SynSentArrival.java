package io.ringroad.fastpath.tcp.handshake;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.tcp.calls.UserCalls;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpHeader;

/** A segment arrives in SYN-SENT. RFC 9293 3.10.7.3. Owned by the lane. */
public final class SynSentArrival {

  private final Handshake handshake;
  private final FastOpenClient fastOpen;
  private final Lifecycle lifecycle;
  private final ResetReply resets;
  private final UserCalls calls;
  private final PeerSyn syn = new PeerSyn();

  public SynSentArrival(
      Handshake handshake,
      FastOpenClient fastOpen,
      Lifecycle lifecycle,
      ResetReply resets,
      UserCalls calls) {
    this.handshake = handshake;
    this.fastOpen = fastOpen;
    this.lifecycle = lifecycle;
    this.resets = resets;
    this.calls = calls;
  }

  public void onSegment(TcpConnection c, Segment seg, long nowNs) {
    boolean acknowledges = seg.has(TcpHeader.ACK);
    int early = c.fastOpen == null ? 0 : c.fastOpen.dataBytes;
    // First: SEG.ACK =< ISS or SEG.ACK > SND.NXT is answered by a reset.
    if (acknowledges && (leq(seg.ack, c.snd.iss) || gt(seg.ack, c.snd.nxt + early))) {
      resets.send(seg, nowNs);
      handshake.repeatSoon(c, nowNs);
      return;
    }
    // Second: a reset that acknowledges the SYN is the peer's refusal.
    if (seg.has(TcpHeader.RST)) {
      if (acknowledges) {
        lifecycle.fail(c, NetError.CONNECTION_REFUSED);
      }
      return;
    }
    // Third, security and compartment, is obsolete in practice. Fifth: neither SYN nor RST.
    if (!seg.has(TcpHeader.SYN)) {
      return;
    }
    handshake.takeSyn(c, syn.of(seg), nowNs); // fourth
    if (acknowledges) {
      handshake.establish(c, seg, nowNs);
      c.statistics.onSynAcknowledged();
      if (c.fastOpen != null) {
        fastOpen.onEstablished(c, seg);
      }
      c.ack.demand();
      calls.onConnected(c, nowNs);
    } else {
      // RFC 9293 3.5, figure 8: simultaneous open.
      c.state = TcpState.SYN_RECEIVED;
      c.fastOpen = null;
      handshake.begin(c, nowNs);
    }
  }
}
