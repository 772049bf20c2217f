package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.tcp.congestion.AckSample;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.pmd.FrameCache;

/**
 * What an acknowledgment does in the synchronized states: the fifth check of RFC 9293 3.10.7.4 as
 * far as all of them share it. Owned by the lane.
 */
final class AckProcessing {

  private static final long MILLISECOND_NS = 1_000_000;

  private final LossRecovery recovery;
  private final Sender sender;
  private final SendTuning sendTuning;
  private final TcpTimers timers;
  private final ChallengeAcks challenges;
  private final FlushList flushList;
  private final FrameCache cache;
  private final IpOutput ip;
  private final AckSample sample = new AckSample();

  AckProcessing(
      LossRecovery recovery,
      Sender sender,
      SendTuning sendTuning,
      TcpTimers timers,
      ChallengeAcks challenges,
      FlushList flushList,
      FrameCache cache,
      IpOutput ip) {
    this.recovery = recovery;
    this.sender = sender;
    this.sendTuning = sendTuning;
    this.timers = timers;
    this.challenges = challenges;
    this.flushList = flushList;
    this.cache = cache;
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
    sample.nowNs = nowNs;
    sample.echo = c.snd.una != c.snd.nxt && Ecn.isEcho(c, seg);
    if (gt(seg.ack, c.snd.una)) {
      onNewAck(c, seg, nowNs);
    } else if (isDuplicate(c, seg)) {
      recovery.onDuplicateAck(c, nowNs);
      recovery.onEcnEcho(c, sample);
    }
    if (geq(seg.ack, c.snd.una)) {
      updateWindow(c, seg);
    }
    if (c.sendQueue != null) {
      if (c.deadlines.persistNs != Deadlines.NEVER) {
        // The peer answers window probes: it is there, however long it takes. RFC 9293 3.8.6.1.
        c.recovery.timeouts = 0;
      }
      flushList.add(c);
    }
    return true;
  }

  private void onNewAck(TcpConnection c, Segment seg, long nowNs) {
    int acked = seg.ack - c.snd.una;
    SendQueue queue = c.sendQueue;
    int bytes = queue.acknowledge(seg.ack, cache);
    c.snd.una = seg.ack;
    c.snd.urgent &= lt(c.snd.una, c.snd.urgentEnd);
    long rttNs = sampleRtt(c, seg, queue.sampleSentNs(), nowNs);
    if (queue.isEmpty()) {
      sender.release(c);
    }
    sample.ackedBytes = acked;
    sample.rttNs = rttNs;
    sample.smoothedRttNs = c.rtt.smoothedNs();
    sample.unacknowledged = c.snd.una;
    sample.next = c.snd.nxt;
    c.congestion().measure(sample);
    recovery.onNewAck(c, acked, sample);
    if (c.snd.una == c.snd.nxt) {
      // RFC 6298 5.2: all is acknowledged, the timer goes off.
      c.deadlines.retransmitNs = Deadlines.NEVER;
    } else {
      // RFC 6298 5.3: something new is acknowledged, the timer starts anew.
      timers.retransmitAt(c, nowNs + c.rtt.rtoNs());
    }
    if (c.socket != null && bytes > 0) {
      sendTuning.onAcknowledged(c);
      c.socket.acknowledged(bytes);
    }
    ip.confirmReachable(c.destination, nowNs);
  }

  /** Returns the sample, {@link AckSample#NO_RTT} if there is none. */
  private static long sampleRtt(TcpConnection c, Segment seg, long sentNs, long nowNs) {
    long rttNs = AckSample.NO_RTT;
    if (sentNs != SendQueue.AMBIGUOUS) {
      rttNs = nowNs - sentNs;
    } else if (c.timestamps && seg.options.hasTimestamps() && seg.options.timestampEcho() != 0) {
      // RFC 7323 4.1: the echo tells which transmission it answers.
      int elapsed = SegmentOutput.timestamp(c, nowNs) - seg.options.timestampEcho();
      if (elapsed >= 0) {
        rttNs = Math.max(1, elapsed) * MILLISECOND_NS;
      }
    }
    if (rttNs != AckSample.NO_RTT) {
      c.rtt.onSample(rttNs);
    }
    return rttNs;
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
      setWindow(c, seg, windowOf(c, seg));
    }
  }

  /** Takes the window of a segment: {@code bytes}, already scaled. */
  static void setWindow(TcpConnection c, Segment seg, int bytes) {
    c.snd.wnd = bytes;
    c.snd.maxWnd = Math.max(c.snd.maxWnd, bytes);
    c.snd.wl1 = seg.seq;
    c.snd.wl2 = seg.ack;
  }

  private static int windowOf(TcpConnection c, Segment seg) {
    return seg.wnd << c.snd.windowShift; // RFC 7323 2.3
  }
}
