package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.leq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.queue.RackState;
import io.ringroad.fastpath.tcp.queue.SendQueue;
import io.ringroad.pmd.FrameCache;

/**
 * Notes which segments an acknowledgment delivers, one by one: cumulatively here, selectively by
 * {@link SackArrival}. Owned by the lane.
 */
public final class DeliveryTracker {

  private final FrameCache cache;

  public DeliveryTracker(FrameCache cache) {
    this.cache = cache;
  }

  /**
   * Lets go of everything before {@code ack}. An entry that is covered in part keeps its rest.
   *
   * @return payload bytes let go
   */
  public int acknowledge(TcpConnection c, int ack, Delivery d, long nowNs) {
    SendQueue queue = c.sendQueue;
    int bytes = 0;
    while (queue.sentCount() > 0) {
      int covered = ack - queue.sequence(0);
      if (covered <= 0) {
        break;
      }
      noteSample(queue, d);
      if (covered < queue.sequenceLength(0)) {
        return bytes + acknowledgePart(queue, Math.min(covered, queue.length(0)), d);
      }
      if (!queue.is(0, SendQueue.SACKED)) {
        deliver(c, 0, d, nowNs);
      }
      d.ackedSegments++;
      bytes += queue.length(0);
      queue.removeFirst(cache);
    }
    return bytes;
  }

  private static int acknowledgePart(SendQueue queue, int bytes, Delivery d) {
    d.deliveredBytes += queue.is(0, SendQueue.SACKED) ? 0 : bytes;
    queue.trimFirst(bytes);
    return bytes;
  }

  private static void noteSample(SendQueue queue, Delivery d) {
    if (queue.is(0, SendQueue.RETRANSMITTED)) {
      d.retransmissionAcked = true; // RFC 6298 3: Karn's algorithm
    } else if (d.firstAckedSentNs == Delivery.NONE && !queue.is(0, SendQueue.SACKED)) {
      d.firstAckedSentNs = queue.sentNs(0);
    }
  }

  /** Entry {@code index}, not reported before, is with the peer. */
  void deliver(TcpConnection c, int index, Delivery d, long nowNs) {
    SendQueue queue = c.sendQueue;
    int begin = queue.sequence(index);
    int end = begin + queue.sequenceLength(index);
    long sentNs = queue.sentNs(index);
    boolean again = queue.is(index, SendQueue.RETRANSMITTED);
    d.deliveredBytes += end - begin;
    d.deliveredSegments++;
    c.rate.onDelivered(c, index);
    if (!again) {
      d.originalDelivered |= leq(end, c.recovery.recover);
      if (d.lastSentNs == Delivery.NONE || sentNs - d.lastSentNs > 0) {
        d.lastSentNs = sentNs;
      }
      if (lt(end, d.priorHighest)) {
        // RFC 8985 6.2 step 3: what was sent once came after what was sent later.
        d.reorderingBytes = Math.max(d.reorderingBytes, d.priorHighest - begin);
      }
    }
    Rack.onDelivered(c, index, d, nowNs);
    RackState rack = queue.rack();
    if (gt(end, rack.highestDelivered)) {
      rack.highestDelivered = end;
    }
  }
}
