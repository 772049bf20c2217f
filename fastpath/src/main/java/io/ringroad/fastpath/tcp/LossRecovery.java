package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.RecoveryState.Phase;

/**
 * Decides what is lost, and steers the congestion window while it is repaired: fast retransmit and
 * fast recovery of RFC 5681 3.2 with RFC 6582's partial acknowledgments, and the retransmission
 * timeout of RFC 6298. It marks entries of the send queue lost; the {@link Sender} sends those
 * first. Owned by the lane.
 */
final class LossRecovery {

  /** RFC 5681 3.2: the duplicate acknowledgments that mean a loss. */
  private static final int DUPLICATE_ACK_THRESHOLD = 3;

  private final CounterSet<TcpCounter> counters;

  LossRecovery(CounterSet<TcpCounter> counters) {
    this.counters = counters;
  }

  /** A connection is established: nothing is lost yet. RFC 6582 3.2 step 1: recover = ISS. */
  void start(TcpConnection c) {
    c.recovery.phase = Phase.OPEN;
    c.recovery.recover = c.snd.iss;
    c.recovery.duplicateAcks = 0;
    c.recovery.timeouts = 0;
  }

  /** Bytes beyond the congestion window that duplicate acknowledgments allow. RFC 3042 2. */
  int limitedTransmitBytes(TcpConnection c) {
    RecoveryState r = c.recovery;
    return r.phase == Phase.OPEN && r.duplicateAcks < DUPLICATE_ACK_THRESHOLD
        ? r.duplicateAcks * c.snd.segmentBytes
        : 0;
  }

  /** A duplicate acknowledgment (RFC 5681 2) arrived. */
  void onDuplicateAck(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    r.duplicateAcks++;
    if (r.phase == Phase.FAST_RECOVERY) {
      // RFC 5681 3.2 step 4: a segment has left the network.
      inflate(c, c.snd.segmentBytes);
    } else if (r.phase == Phase.OPEN
        && r.duplicateAcks == DUPLICATE_ACK_THRESHOLD
        // RFC 6582 3.2 step 2: not for what was sent before the last loss was noticed.
        && gt(c.snd.una, r.recover)) {
      enterFastRecovery(c, nowNs);
    }
  }

  private void enterFastRecovery(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    counters.increment(TcpCounter.FAST_RETRANSMITS);
    c.congestion.onLoss(c.window, c.snd.flightBytes(), nowNs);
    r.phase = Phase.FAST_RECOVERY;
    r.recover = c.snd.nxt;
    r.firstPartialAck = true;
    // RFC 5681 3.2 step 3: ssthresh plus the three segments that have left the network.
    c.window.bytes(c.window.slowStartThreshold() + DUPLICATE_ACK_THRESHOLD * c.snd.segmentBytes);
    c.sendQueue.markLost(0);
  }

  /**
   * New data was acknowledged; SND.UNA and the send queue are up to date.
   *
   * @param ackedBytes sequence numbers newly acknowledged
   * @param priorFlightBytes FlightSize before that
   * @return true if the retransmission timer is to be left as it is
   */
  boolean onNewAck(TcpConnection c, int ackedBytes, int priorFlightBytes, long nowNs) {
    RecoveryState r = c.recovery;
    r.duplicateAcks = 0;
    r.timeouts = 0;
    if (r.phase == Phase.FAST_RECOVERY) {
      if (geq(c.snd.una, r.recover)) {
        r.phase = Phase.OPEN;
        c.congestion.onRecovered(c.window, c.snd.flightBytes(), nowNs);
        return false;
      }
      return onPartialAck(c, ackedBytes);
    }
    if (r.phase == Phase.TIMEOUT && geq(c.snd.una, r.recover)) {
      r.phase = Phase.OPEN;
    }
    if (wasWindowLimited(c, priorFlightBytes)) {
      c.congestion.onAcknowledged(c.window, ackedBytes, c.rtt.smoothedNs(), nowNs);
    }
    return false;
  }

  /** RFC 6582 3.2 step 3: the next segment is lost too. */
  private boolean onPartialAck(TcpConnection c, int ackedBytes) {
    RecoveryState r = c.recovery;
    int mss = c.snd.segmentBytes;
    int deflated = c.window.bytes() - ackedBytes + (ackedBytes >= mss ? mss : 0);
    c.window.bytes(deflated);
    if (c.sendQueue != null && c.sendQueue.sentCount() > 0) {
      c.sendQueue.markLost(0);
    }
    boolean leaveTimer = !r.firstPartialAck;
    r.firstPartialAck = false;
    return leaveTimer;
  }

  /**
   * RFC 2861, RFC 7661: a window that was not used does not grow. In slow start, as on Linux, half
   * of it in flight is enough.
   */
  private static boolean wasWindowLimited(TcpConnection c, int priorFlightBytes) {
    int used = c.window.inSlowStart() ? 2 * priorFlightBytes : priorFlightBytes;
    return used + c.snd.segmentBytes > c.window.bytes();
  }

  private static void inflate(TcpConnection c, int bytes) {
    c.window.bytes(Math.min(c.window.bytes() + bytes, Integer.MAX_VALUE / 2));
  }

  /** The retransmission timer expired: everything sent counts as lost. RFC 6298 5.4 to 5.6. */
  void onTimeout(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    counters.increment(TcpCounter.TIMEOUTS);
    if (r.timeouts == 0) {
      r.firstSentNs = c.sendQueue.sentNs(0);
      c.congestion.onTimeout(c.window, c.snd.flightBytes(), nowNs);
    } else {
      // RFC 5681 3.1: ssthresh is held constant when the same segment times out again.
      c.window.bytes(c.snd.segmentBytes);
    }
    r.timeouts++;
    r.duplicateAcks = 0;
    r.phase = Phase.TIMEOUT;
    // RFC 6582 3.2 step 4.
    r.recover = c.snd.nxt;
    c.sendQueue.markSentLost();
    c.rtt.backOff();
  }
}
