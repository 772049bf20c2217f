package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.queue.RackState;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;

/**
 * Recent acknowledgment: a segment is lost if one that was sent later was delivered, and a round
 * trip and a reordering window have passed since. RFC 8985 6. It looks at the segments in the order
 * in which they were sent, so it finds lost retransmissions too. Owned by the lane.
 */
final class Rack {

  /** RFC 8985 6.2 step 4: recoveries for which a widened reordering window stays. */
  private static final int REORDERING_WINDOW_PERSISTENCE = 16;

  private static final int MAX_REORDERING_STEPS = 255;

  private final RecoveryConfig config;
  private final CounterSet<TcpCounter> counters;

  Rack(RecoveryConfig config, CounterSet<TcpCounter> counters) {
    this.config = config;
    this.counters = counters;
  }

  /** RFC 8985 6.2 steps 1 and 2: entry {@code index}, still in the queue, was delivered. */
  static void onDelivered(TcpConnection c, int index, Delivery d, long nowNs) {
    SendQueue queue = c.sendQueue;
    long sentNs = queue.sentNs(index);
    long rttNs = nowNs - sentNs;
    if (queue.is(index, SendQueue.RETRANSMITTED)
        && (rttNs < c.rtt.minimumNs() || answersOriginal(c, d, sentNs))) {
      return;
    }
    RackState rack = queue.rack();
    int end = queue.sequence(index) + queue.sequenceLength(index);
    rack.rttNs = rttNs;
    rack.advanced = true;
    if (!rack.started || isSentAfter(sentNs, end, rack.sentNs, rack.endSequence)) {
      rack.started = true;
      rack.sentNs = sentNs;
      rack.endSequence = end;
    }
  }

  /**
   * The echo is older than the retransmission. Only where SND.UNA moves: a selective acknowledgment
   * echoes what came in order before. RFC 7323 4.3.
   */
  private static boolean answersOriginal(TcpConnection c, Delivery d, long sentNs) {
    return d.advanced() && d.hasEcho && lt(d.echo, SegmentOutput.timestamp(c, sentNs));
  }

  /** RACK_sent_after of RFC 8985 6.2. */
  private static boolean isSentAfter(long sentNs, int end, long otherSentNs, int otherEnd) {
    return sentNs - otherSentNs > 0 || sentNs == otherSentNs && gt(end, otherEnd);
  }

  /** RFC 8985 6.2 steps 3 and 4: what the acknowledgment tells of reordering. */
  void observe(TcpConnection c, Delivery d) {
    RecoveryState r = c.recovery;
    if (d.reorderingBytes > 0) {
      noteReordering(c, d.reorderingBytes);
    }
    if (r.duplicateRoundOpen && geq(c.snd.una, r.duplicateRound)) {
      r.duplicateRoundOpen = false;
    }
    if (d.duplicateSack && !r.duplicateRoundOpen) {
      // Something was sent again too early: the window widens, once in a round trip.
      r.duplicateRoundOpen = true;
      r.duplicateRound = c.snd.nxt;
      r.reorderingSteps = (short) Math.min(MAX_REORDERING_STEPS, r.reorderingSteps + 1);
      r.reorderingPersistence = REORDERING_WINDOW_PERSISTENCE;
    }
  }

  /** Something was delivered {@code bytes} behind what was sent after it. */
  void noteReordering(TcpConnection c, int bytes) {
    RecoveryState r = c.recovery;
    counters.increment(TcpCounter.REORDERINGS);
    r.reorderingsSeen++;
    int segments = (bytes + c.snd.segmentBytes - 1) / c.snd.segmentBytes;
    r.reordering = (short) Math.clamp(segments, r.reordering, config.maxReordering());
  }

  /** RFC 8985 6.2 step 4: a recovery ended without another sign of reordering. */
  static void onRecovered(RecoveryState r) {
    if (r.reorderingPersistence > 0 && --r.reorderingPersistence == 0) {
      r.reorderingSteps = 1;
    }
  }

  /**
   * RFC 8985 6.2 step 5: marks what is lost.
   *
   * @return how long to wait until more of it may be lost; 0 if there is nothing to wait for
   */
  long detect(TcpConnection c, Delivery d, long nowNs) {
    SendQueue queue = c.sendQueue;
    RackState rack = queue.rack();
    rack.advanced = false;
    long windowNs = reorderingWindowNs(c);
    long waitNs = 0;
    int index = rack.started ? queue.firstInOrder() : -1;
    while (index >= 0 && wasSentBefore(queue, index, rack)) {
      int next = queue.nextInOrder(index);
      long leftNs = queue.sentNs(index) + rack.rttNs + windowNs - nowNs;
      if (leftNs <= 0) {
        markLost(c, index, d);
      } else {
        waitNs = Math.max(waitNs, leftNs);
      }
      index = next;
    }
    return waitNs;
  }

  private static boolean wasSentBefore(SendQueue queue, int index, RackState rack) {
    int end = queue.sequence(index) + queue.sequenceLength(index);
    return isSentAfter(rack.sentNs, rack.endSequence, queue.sentNs(index), end);
  }

  private void markLost(TcpConnection c, int index, Delivery d) {
    d.lostBytes += c.sendQueue.sequenceLength(index);
    if (c.sendQueue.scoreboard().markLost(index)) {
      d.retransmissionLost = true;
      counters.increment(TcpCounter.RETRANSMISSIONS_LOST);
    }
  }

  /** RACK_update_reo_wnd of RFC 8985 6.2 step 4, in nanoseconds. */
  long reorderingWindowNs(TcpConnection c) {
    RecoveryState r = c.recovery;
    if (r.reorderingsSeen == 0) {
      // Nothing was ever reordered: no tolerance once a loss is likely.
      boolean recovers = r.phase == Phase.RECOVERY || r.phase == Phase.LOSS;
      if (recovers || c.sendQueue.scoreboard().sackedCount() >= config.reordering()) {
        return 0;
      }
    }
    if (!c.rtt.hasSample()) {
      return 0;
    }
    return Math.min(c.rtt.minimumNs() / 4 * r.reorderingSteps, c.rtt.smoothedNs());
  }

  /** What was sent so lately that a timeout of the oldest says nothing of it. */
  static boolean isRecent(TcpConnection c, int index, long nowNs) {
    RackState rack = c.sendQueue.rack();
    return rack.started && c.sendQueue.sentNs(index) + rack.rttNs - nowNs > 0;
  }
}
