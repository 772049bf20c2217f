package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;
import static io.ringroad.fastpath.wire.SequenceNumbers.max;
import static io.ringroad.fastpath.wire.SequenceNumbers.min;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.queue.SackBlocks;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.TcpOptions;

/**
 * Takes the SACK option of an acknowledgment: marks what the peer holds (RFC 2018 5, Update() of
 * RFC 6675 4) and recognizes reports of duplicates (RFC 2883 5). What was reported by the
 * acknowledgment before is not walked over again, so that a long block costs what it grew by. An
 * entry is marked if a block covers all of it. Owned by the lane.
 */
public final class SackArrival {

  private final DeliveryTracker tracker;
  private final CounterSet<TcpCounter> counters;
  private final SackBlocks blocks = new SackBlocks();

  public SackArrival(DeliveryTracker tracker, CounterSet<TcpCounter> counters) {
    this.tracker = tracker;
    this.counters = counters;
  }

  /** Takes the blocks of {@code seg}; SND.UNA is still as before it. */
  public void onBlocks(TcpConnection c, Segment seg, Delivery d, long nowNs) {
    TcpOptions options = seg.options;
    boolean duplicate = isDuplicate(options, seg.ack);
    if (duplicate) {
      onDuplicate(c, options.sackLeft(0), options.sackRight(0), d);
    }
    if (c.sendQueue == null) {
      return;
    }
    blocks.clear();
    for (int i = duplicate ? 1 : 0; i < options.sackBlocks(); i++) {
      addIfCredible(c, options.sackLeft(i), options.sackRight(i));
    }
    for (int i = 0; i < blocks.size(); i++) {
      markNew(c, blocks.left(i), blocks.right(i), d, nowNs);
    }
    c.sendQueue.reported().copyFrom(blocks);
  }

  /** RFC 2883 5: the first block lies below the acknowledgment, or within the second. */
  private static boolean isDuplicate(TcpOptions options, int ack) {
    int left = options.sackLeft(0);
    int right = options.sackRight(0);
    return lt(left, ack)
        || options.sackBlocks() > 1
            && geq(left, options.sackLeft(1))
            && leq(right, options.sackRight(1));
  }

  private void onDuplicate(TcpConnection c, int left, int right, Delivery d) {
    int bytes = right - left;
    if (bytes <= 0 || bytes > c.snd.maxWnd || gt(right, c.snd.nxt)) {
      counters.increment(TcpCounter.SACK_BLOCKS_IGNORED);
      return;
    }
    counters.increment(TcpCounter.DUPLICATE_SACKS_RECEIVED);
    RecoveryState r = c.recovery;
    int segments = (bytes + c.snd.segmentBytes - 1) / c.snd.segmentBytes;
    if (r.duplicateSegments + segments > r.retransmittedSegments) {
      return; // RFC 2883 5: what this side sent once was duplicated by the network
    }
    r.duplicateSegments += segments;
    d.duplicateSack = true;
    d.probeWasDuplicate = r.probeOut && right == r.probeEnd;
    SpuriousRecovery.onDuplicate(c, right, segments);
  }

  /** What lies outside of what was sent and not acknowledged is an error, or old. */
  private void addIfCredible(TcpConnection c, int left, int right) {
    if (lt(left, right) && gt(left, c.snd.una) && leq(right, c.snd.nxt)) {
      blocks.add(left, right);
    } else if (!leq(right, c.snd.una) || !lt(left, right)) {
      counters.increment(TcpCounter.SACK_BLOCKS_IGNORED);
    }
  }

  /** Marks the parts of a block that the last option did not report. */
  private void markNew(TcpConnection c, int left, int right, Delivery d, long nowNs) {
    SackBlocks known = c.sendQueue.reported();
    int from = left;
    for (int i = 0; i < known.size() && lt(from, right); i++) {
      if (gt(known.left(i), from)) {
        mark(c, left, right, from, min(known.left(i), right), d, nowNs);
      }
      from = max(from, known.right(i));
    }
    mark(c, left, right, from, right, d, nowNs);
  }

  /** Marks the entries that touch {@code from} to {@code to} and lie within the block. */
  private void mark(
      TcpConnection c, int left, int right, int from, int to, Delivery d, long nowNs) {
    SendQueue queue = c.sendQueue;
    int index = lt(from, to) ? queue.indexOf(from) : queue.sentCount();
    for (; index < queue.sentCount() && lt(queue.sequence(index), to); index++) {
      int begin = queue.sequence(index);
      boolean within = geq(begin, left) && leq(begin + queue.sequenceLength(index), right);
      if (within && !queue.is(index, SendQueue.SACKED)) {
        deliver(c, index, d, nowNs);
      }
    }
  }

  private void deliver(TcpConnection c, int index, Delivery d, long nowNs) {
    SendQueue queue = c.sendQueue;
    tracker.deliver(c, index, d, nowNs);
    d.sacked = true;
    if (!queue.is(index, SendQueue.RETRANSMITTED)) {
      long sentNs = queue.sentNs(index);
      if (d.firstSackedSentNs == Delivery.NONE || sentNs - d.firstSackedSentNs < 0) {
        d.firstSackedSentNs = sentNs;
      }
    }
    queue.scoreboard().markSacked(index);
  }
}
