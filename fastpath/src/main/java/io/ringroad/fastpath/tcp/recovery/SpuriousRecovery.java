package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;

/**
 * Finds out that a recovery repaired nothing, and takes back its reduction of the window: by the
 * timestamp of an acknowledgment that answers an original (Eifel, RFC 3522 and RFC 4015), or
 * because each retransmission was reported as a duplicate (RFC 3708). Owned by the lane.
 */
final class SpuriousRecovery {

  /** {@link RecoveryState#undoRetransmissions} while nothing was sent again. */
  private static final int NOTHING_SENT_AGAIN = -1;

  private final CounterSet<TcpCounter> counters;

  SpuriousRecovery(CounterSet<TcpCounter> counters) {
    this.counters = counters;
  }

  /** A recovery begins; the congestion control remembers what it reduces. */
  static void begin(TcpConnection c) {
    RecoveryState r = c.recovery;
    r.undoArmed = true;
    r.undoMarker = c.snd.una;
    int out = c.sendQueue.scoreboard().resentCount() + (r.probeOut && r.probeWasAgain ? 1 : 0);
    r.undoRetransmissions = out > 0 ? out : NOTHING_SENT_AGAIN;
    r.firstResendStamped &= out > 0;
  }

  /** Something that was lost goes out again. RFC 3522 3.2 step 2. */
  static void onResent(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    if (!r.firstResendStamped) {
      r.firstResendStamped = true;
      r.firstResendStamp = SegmentOutput.timestamp(c, nowNs);
    }
    r.undoRetransmissions = Math.max(0, r.undoRetransmissions) + 1;
  }

  /** So many segments that end at {@code right} were reported as duplicates. */
  static void onDuplicate(TcpConnection c, int right, int segments) {
    RecoveryState r = c.recovery;
    if (r.undoArmed && r.undoRetransmissions > 0 && gt(right, r.undoMarker)) {
      r.undoRetransmissions = Math.max(0, r.undoRetransmissions - segments);
    }
  }

  /** RFC 3522 3.2 step 4: the echo is older than the first retransmission, or there was none. */
  static boolean isOriginal(TcpConnection c, Delivery d) {
    RecoveryState r = c.recovery;
    return r.undoArmed && (!r.firstResendStamped || d.hasEcho && lt(d.echo, r.firstResendStamp));
  }

  /** Whether the whole recovery was for nothing, by what is known now. */
  static boolean isSpurious(TcpConnection c, Delivery d) {
    return isDuplicated(c) || isOriginal(c, d);
  }

  /** Each retransmission was reported as a duplicate. */
  static boolean isDuplicated(TcpConnection c) {
    return c.recovery.undoArmed && c.recovery.undoRetransmissions == 0;
  }

  /** Takes the reduction back. RFC 4015 3. */
  void undo(TcpConnection c) {
    counters.increment(TcpCounter.RECOVERIES_UNDONE);
    c.congestion().undo();
    c.recovery.undoArmed = false;
    if (c.sendQueue != null) {
      c.sendQueue.rack().advanced = true; // what is lost is to be judged anew
    }
  }
}
