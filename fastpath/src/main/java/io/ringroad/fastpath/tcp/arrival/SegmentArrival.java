package io.ringroad.fastpath.tcp.arrival;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.handshake.SynReceivedArrival;
import io.ringroad.fastpath.tcp.lifetime.FinProcessing;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.receive.Receiver;
import io.ringroad.fastpath.tcp.receive.UrgentArrival;
import io.ringroad.fastpath.tcp.segment.ChallengeAcks;
import io.ringroad.fastpath.tcp.segment.Ecn;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * A segment arrives in any state but CLOSED, LISTEN, SYN-SENT and TIME-WAIT: RFC 9293 3.10.7.4, the
 * eight checks in the RFC's own order. Owned by the lane.
 */
public final class SegmentArrival {

  private final Acceptability acceptability;
  private final SynReceivedArrival synReceived;
  private final AckProcessing acks;
  private final Ecn ecn;
  private final Receiver receiver;
  private final FinProcessing fin;
  private final Lifecycle lifecycle;
  private final ResetReply resets;
  private final ChallengeAcks challenges;
  private final CounterSet<TcpCounter> counters;

  public SegmentArrival(
      Acceptability acceptability,
      SynReceivedArrival synReceived,
      AckProcessing acks,
      Ecn ecn,
      Receiver receiver,
      FinProcessing fin,
      Lifecycle lifecycle,
      ResetReply resets,
      ChallengeAcks challenges,
      CounterSet<TcpCounter> counters) {
    this.acceptability = acceptability;
    this.synReceived = synReceived;
    this.acks = acks;
    this.ecn = ecn;
    this.receiver = receiver;
    this.fin = fin;
    this.lifecycle = lifecycle;
    this.resets = resets;
    this.challenges = challenges;
    this.counters = counters;
  }

  public void onSegment(TcpConnection c, Segment seg, long nowNs) {
    c.statistics.onSegmentIn(seg.textLength(), nowNs);
    if (c.state == TcpState.SYN_RECEIVED && seg.has(TcpHeader.SYN) && seg.seq == c.rcv.irs) {
      if (!synReceived.onRepeatedSyn(c, seg, nowNs)) {
        return;
      }
    }
    boolean exactReset = seg.has(TcpHeader.RST) && resetsExactly(c, seg);
    if (!exactReset && !acceptability.check(c, seg, nowNs)) { // first
      return;
    }
    if (seg.has(TcpHeader.RST)) { // second
      onReset(c, seg, nowNs);
      return;
    }
    // Third: security and compartment (RFC 9293 A.1) are not used.
    if (seg.has(TcpHeader.SYN)) { // fourth
      challenges.send(c, nowNs); // RFC 5961 4.2
      return;
    }
    if (!checkAck(c, seg, nowNs)) { // fifth
      return;
    }
    if (!c.state.receivesText()) { // sixth, seventh and eighth
      return; // the peer's FIN came before: URG, text and FIN are ignored
    }
    UrgentArrival.onSegment(c, seg); // sixth
    if (isForNobody(c, seg)) {
      onTextAfterClose(c, seg, nowNs);
      return;
    }
    ecn.onText(c, seg, nowNs);
    receiver.onText(c, seg, nowNs);
    fin.takeIfNext(c, nowNs);
  }

  /** Second check: the RST bit. */
  private void onReset(TcpConnection c, Segment seg, long nowNs) {
    if (!resetsExactly(c, seg)) {
      // RFC 5961 3.2: in the window, but not exact.
      challenges.send(c, nowNs);
      return;
    }
    counters.increment(TcpCounter.RESETS_RECEIVED);
    switch (c.state) {
      case SYN_RECEIVED ->
          lifecycle.fail(
              c, c.early == null ? NetError.CONNECTION_REFUSED : NetError.CONNECTION_RESET);
      case CLOSE_WAIT -> lifecycle.fail(c, NetError.BROKEN_PIPE); // as Linux tells it
      default -> lifecycle.fail(c, NetError.CONNECTION_RESET); // as Linux, also in LAST-ACK
    }
  }

  /**
   * RFC 5961 3.2: the reset has RCV.NXT. As on Linux, also the number of the peer's FIN: some peers
   * reset with it until they hear that the FIN has come.
   */
  private static boolean resetsExactly(TcpConnection c, Segment seg) {
    return seg.seq == c.rcv.nxt || c.rcv.finTaken() && seg.seq == c.rcv.finSequence;
  }

  /** Fifth check: the ACK field. Returns false if the segment is done with. */
  private boolean checkAck(TcpConnection c, Segment seg, long nowNs) {
    if (!seg.has(TcpHeader.ACK)) {
      return false;
    }
    if (c.state == TcpState.SYN_RECEIVED && !synReceived.onAck(c, seg, nowNs)) {
      return false;
    }
    if (!acks.onAck(c, seg, nowNs)) {
      return false;
    }
    return !c.finAcknowledged() || fin.onOwnFinAcknowledged(c, nowNs);
  }

  /** Text for an application that has said it will not read. */
  private static boolean isForNobody(TcpConnection c, Segment seg) {
    return c.receiveShutdown
        && c.state != TcpState.ESTABLISHED
        && gt(seg.seq + seg.textLength(), c.rcv.nxt);
  }

  /** RFC 9293 3.6.1: a reset tells the peer that its data was lost. */
  private void onTextAfterClose(TcpConnection c, Segment seg, long nowNs) {
    counters.increment(TcpCounter.TEXT_AFTER_CLOSE);
    resets.send(seg, nowNs);
    lifecycle.fail(c, NetError.CONNECTION_RESET);
  }
}
