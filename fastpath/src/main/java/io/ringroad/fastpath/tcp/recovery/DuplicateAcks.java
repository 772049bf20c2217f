package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.queue.SendQueue;

/**
 * Loss detection where the peer has no SACK: each duplicate acknowledgment stands for a segment
 * that has left the network, three of them for a loss (RFC 5681 3.2), and in recovery a partial
 * acknowledgment for one more (RFC 6582 3.2). Owned by the lane.
 */
final class DuplicateAcks {

  /** Counts, and estimates how much was delivered: DeliveredData of RFC 6937 3. */
  void count(TcpConnection c, Delivery d) {
    RecoveryState r = c.recovery;
    int mss = c.snd.segmentBytes;
    if (d.advanced()) {
      // What duplicate acknowledgments stood for was counted when they came.
      int left = d.deliveredBytes - r.duplicateAcks * mss;
      d.deliveredBytes = Math.max(left, Math.min(d.deliveredBytes, mss));
      boolean recovers = r.phase == Phase.RECOVERY;
      r.duplicateAcks = recovers ? Math.max(0, r.duplicateAcks - (d.ackedSegments - 1)) : 0;
    } else if (d.duplicate && r.duplicateAcks < c.sendQueue.sentCount() - 1) {
      r.duplicateAcks++;
      d.deliveredBytes = mss;
    }
  }

  /** Marks the oldest segment if it is lost. */
  void detect(TcpConnection c, Delivery d) {
    RecoveryState r = c.recovery;
    boolean lost =
        switch (r.phase) {
          case RECOVERY -> d.advanced(); // RFC 6582 3.2 step 3: a partial acknowledgment
          case LOSS -> false;
          // RFC 6582 3.2 step 2: not for what was sent before the last loss was noticed.
          default -> r.duplicateAcks >= r.reordering && gt(c.snd.una, r.recover);
        };
    if (lost && !c.sendQueue.is(0, SendQueue.LOST)) {
      d.lostBytes += c.sendQueue.sequenceLength(0);
      c.sendQueue.scoreboard().markLost(0);
    }
  }
}
