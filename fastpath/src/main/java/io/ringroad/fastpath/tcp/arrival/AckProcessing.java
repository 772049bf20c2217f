package io.ringroad.fastpath.tcp.arrival;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.congestion.AckSample;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.recovery.Delivery;
import io.ringroad.fastpath.tcp.recovery.DeliveryTracker;
import io.ringroad.fastpath.tcp.recovery.LossRecovery;
import io.ringroad.fastpath.tcp.recovery.ProportionalRateReduction;
import io.ringroad.fastpath.tcp.recovery.RetransmissionTimer;
import io.ringroad.fastpath.tcp.recovery.SackArrival;
import io.ringroad.fastpath.tcp.recovery.TailLossProbe;
import io.ringroad.fastpath.tcp.segment.ChallengeAcks;
import io.ringroad.fastpath.tcp.segment.Ecn;
import io.ringroad.fastpath.tcp.segment.PathSegments;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.tcp.send.SendTuning;
import io.ringroad.fastpath.tcp.send.Sender;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * What an acknowledgment does in the synchronized states: the fifth check of RFC 9293 3.10.7.4 as
 * far as all of them share it. Owned by the lane.
 */
public final class AckProcessing {

  private static final long MILLISECOND_NS = 1_000_000;

  private final LossRecovery recovery;
  private final DeliveryTracker tracker;
  private final SackArrival sacks;
  private final TailLossProbe lossProbe;
  private final RetransmissionTimer retransmission;
  private final RecoveryConfig config;
  private final Sender sender;
  private final SendTuning sendTuning;
  private final ChallengeAcks challenges;
  private final FlushList flushList;
  private final IpOutput ip;
  private final AckSample sample = new AckSample();
  private final Delivery delivery = new Delivery();

  public AckProcessing(
      LossRecovery recovery,
      DeliveryTracker tracker,
      TailLossProbe lossProbe,
      RetransmissionTimer retransmission,
      RecoveryConfig config,
      Sender sender,
      SendTuning sendTuning,
      ChallengeAcks challenges,
      FlushList flushList,
      IpOutput ip,
      CounterSet<TcpCounter> counters) {
    this.recovery = recovery;
    this.tracker = tracker;
    this.sacks = new SackArrival(tracker, counters);
    this.lossProbe = lossProbe;
    this.retransmission = retransmission;
    this.config = config;
    this.sender = sender;
    this.sendTuning = sendTuning;
    this.challenges = challenges;
    this.flushList = flushList;
    this.ip = ip;
  }

  /** Returns false if the segment is to be dropped. */
  boolean onAck(TcpConnection c, Segment seg, long nowNs) {
    // RFC 5961 5.2: (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT.
    if (lt(seg.ack, c.snd.una - c.snd.maxWnd) || gt(seg.ack, c.snd.nxt)) {
      challenges.send(c, nowNs);
      return false;
    }
    c.lastHeardNs = nowNs;
    c.recovery.keepAliveProbes = 0;
    if (c.socket != null && geq(seg.ack, c.snd.una)) {
      c.socket.forgetSoftError();
    }
    sample.nowNs = nowNs;
    sample.echo = c.snd.una != c.snd.nxt && Ecn.isEcho(c, seg);
    delivery.begin(c, seg);
    if (c.sack && seg.options.sackBlocks() > 0) {
      sacks.onBlocks(c, seg, delivery, nowNs);
    }
    if (gt(seg.ack, c.snd.una)) {
      acknowledge(c, seg, nowNs);
    } else {
      delivery.duplicate = !c.sack && isDuplicate(c, seg);
    }
    judge(c, seg, nowNs);
    if (geq(seg.ack, c.snd.una)) {
      int before = c.snd.maxWnd;
      updateWindow(c, seg);
      if (c.snd.boundToWindow && c.snd.maxWnd != before) {
        PathSegments.apply(c, ip);
      }
    }
    if (c.sendQueue != null) {
      if (c.deadlines.persistNs != Deadlines.NEVER) {
        // The peer answers window probes: it is there, however long it takes. RFC 9293 3.8.6.1.
        c.recovery.timeouts = 0;
      }
      flushList.add(c);
    } else if (c.socket != null && c.socket.limitsUnsent()) {
      flushList.add(c); // what the window lets go is told
    }
    return true;
  }

  private void acknowledge(TcpConnection c, Segment seg, long nowNs) {
    delivery.ackedBytes = seg.ack - c.snd.una;
    int bytes = tracker.acknowledge(c, seg.ack, delivery, nowNs);
    c.snd.una = seg.ack;
    c.snd.urgent &= lt(c.snd.una, c.snd.urgentEnd);
    if (c.sendQueue.isEmpty()) {
      sender.release(c);
      c.statistics.afterQueue(nowNs);
    }
    if (c.socket != null && bytes > 0) {
      sendTuning.onAcknowledged(c);
      c.socket.acknowledged(bytes);
    }
    ip.confirmReachable(c.destination, nowNs);
  }

  /** What was delivered, or may be lost, changes round-trip time, recovery, window and timer. */
  private void judge(TcpConnection c, Segment seg, long nowNs) {
    Delivery d = delivery;
    measure(c, nowNs);
    lossProbe.onAck(c, seg, d, nowNs);
    boolean reduced = c.recovery.phase.reducesWindow();
    boolean timerSet = recovery.onAck(c, d, nowNs);
    c.rate.onAck(c, d.deliveredBytes > 0, nowNs);
    if (sample.echo) {
      c.statistics.deliveredMarked += d.deliveredSegments;
    }
    recovery.onEcnEcho(c, sample);
    if (c.recovery.phase.reducesWindow()) {
      boolean progress = d.advanced() && d.lostBytes == 0;
      ProportionalRateReduction.onAck(c, d.deliveredBytes, progress);
    } else if (!reduced && (d.advanced() || toleratesReordering(c))) {
      sample.deliveredBytes = d.deliveredBytes;
      c.congestion().grow(sample);
    }
    if (c.snd.una == c.snd.nxt) {
      retransmission.stop(c);
    } else if (!timerSet && (d.advanced() || answersAfterOldest(c, d))) {
      retransmission.onProgress(c, nowNs);
    }
  }

  /** As on Linux, a path that reorders lets the window grow by what is reported, too. */
  private boolean toleratesReordering(TcpConnection c) {
    return c.recovery.reordering > config.reordering();
  }

  /**
   * A selective acknowledgment proves as much as one of SND.UNA if what it answers was sent before
   * the oldest segment went out last; else the timeout could be put off for ever.
   */
  private static boolean answersAfterOldest(TcpConnection c, Delivery d) {
    return d.firstSackedSentNs != Delivery.NONE && d.firstSackedSentNs < c.sendQueue.sentNs(0);
  }

  private void measure(TcpConnection c, long nowNs) {
    Delivery d = delivery;
    if (!d.advanced() && !d.sacked) {
      return;
    }
    long rttNs = roundTripNs(c, d, nowNs);
    if (rttNs != AckSample.NO_RTT) {
      c.rtt.onSample(rttNs, nowNs);
    }
    sample.rttNs = d.lastSentNs == Delivery.NONE ? rttNs : nowNs - d.lastSentNs;
    sample.ackedBytes = d.ackedBytes;
    sample.deliveredBytes = d.deliveredBytes;
    sample.smoothedRttNs = c.rtt.smoothedNs();
    sample.unacknowledged = c.snd.una;
    sample.next = c.snd.nxt;
    c.congestion().measure(sample);
  }

  /** Returns the sample for RFC 6298, {@link AckSample#NO_RTT} if there is none. */
  private static long roundTripNs(TcpConnection c, Delivery d, long nowNs) {
    if (!d.retransmissionAcked && d.firstAckedSentNs != Delivery.NONE) {
      return nowNs - d.firstAckedSentNs;
    }
    if (d.firstSackedSentNs != Delivery.NONE) {
      return nowNs - d.firstSackedSentNs;
    }
    if (d.advanced() && d.hasEcho) {
      // RFC 7323 4.1: the echo tells which transmission it answers.
      int elapsed = SegmentOutput.timestamp(c, nowNs) - d.echo;
      return elapsed < 0 ? AckSample.NO_RTT : Math.max(1, elapsed) * MILLISECOND_NS;
    }
    return AckSample.NO_RTT;
  }

  /** RFC 5681 2, DUPLICATE ACKNOWLEDGMENT: (a) to (e). */
  private static boolean isDuplicate(TcpConnection c, Segment seg) {
    return c.snd.nxt != c.snd.una
        && seg.length() == 0
        && seg.ack == c.snd.una
        && windowOf(c, seg) == c.snd.wnd
        && c.sendQueue != null
        && !seg.has(TcpHeader.SYN);
  }

  /** RFC 9293 3.10.7.4, fifth, ESTABLISHED: an old segment must not change the window. */
  private static void updateWindow(TcpConnection c, Segment seg) {
    if (lt(c.snd.wl1, seg.seq) || c.snd.wl1 == seg.seq && leq(c.snd.wl2, seg.ack)) {
      c.snd.takeWindow(windowOf(c, seg), seg.seq, seg.ack);
    }
  }

  private static int windowOf(TcpConnection c, Segment seg) {
    return seg.wnd << c.snd.windowShift; // RFC 7323 2.3
  }
}
