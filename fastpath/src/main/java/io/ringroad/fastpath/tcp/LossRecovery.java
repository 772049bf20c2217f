package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.congestion.AckSample;

/**
 * Decides what is lost, and in which phase a connection is while that is repaired: fast retransmit
 * and fast recovery of RFC 5681 3.2 with RFC 6582's partial acknowledgments, and the retransmission
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

  /** A segment was sent, new or once more. */
  void onSent(TcpConnection c, int bytes) {
    if (c.recovery.phase.reducesWindow()) {
      ProportionalRateReduction.onSent(c, bytes);
    }
  }

  /** A duplicate acknowledgment (RFC 5681 2) arrived. */
  void onDuplicateAck(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    r.duplicateAcks++;
    if (r.phase == Phase.OPEN) {
      r.phase = Phase.DISORDER;
    }
    if (r.phase != Phase.RECOVERY
        && r.phase != Phase.LOSS
        && r.duplicateAcks >= DUPLICATE_ACK_THRESHOLD
        // RFC 6582 3.2 step 2: not for what was sent before the last loss was noticed.
        && gt(c.snd.una, r.recover)) {
      c.sendQueue.markLost(0);
      enterRecovery(c, nowNs);
    }
    if (r.phase.reducesWindow()) {
      ProportionalRateReduction.onAck(c, c.snd.segmentBytes, false);
    }
  }

  private void enterRecovery(TcpConnection c, long nowNs) {
    counters.increment(TcpCounter.FAST_RETRANSMITS);
    beginReduction(c, false, nowNs);
    c.recovery.phase = Phase.RECOVERY;
  }

  /**
   * If the peer told of congestion (ECE), the window shrinks as after a loss, once in a window of
   * data. RFC 3168 6.1.2. Does nothing while a reduction is under way.
   */
  void onEcnEcho(TcpConnection c, AckSample sample) {
    Phase phase = c.recovery.phase;
    if (sample.echo && (phase == Phase.OPEN || phase == Phase.DISORDER)) {
      counters.increment(TcpCounter.ECHOES_OBEYED);
      beginReduction(c, true, sample.nowNs);
      c.recovery.phase = Phase.CWR;
    }
  }

  private static void beginReduction(TcpConnection c, boolean byEcn, long nowNs) {
    if (!c.recovery.phase.reducesWindow()) {
      if (byEcn) {
        c.congestion().onEcnEcho(c.snd.flightBytes(), nowNs);
      } else {
        c.congestion().onLoss(c.snd.flightBytes(), nowNs);
      }
      ProportionalRateReduction.begin(c);
    }
    c.recovery.recover = c.snd.nxt;
  }

  private static void endReduction(TcpConnection c) {
    c.congestion().onRecovered();
    c.recovery.phase = Phase.OPEN;
  }

  /**
   * New data was acknowledged; SND.UNA and the send queue are up to date.
   *
   * @param ackedBytes sequence numbers newly acknowledged
   * @param sample what the congestion control is to know
   */
  void onNewAck(TcpConnection c, int ackedBytes, AckSample sample) {
    RecoveryState r = c.recovery;
    int delivered = delivered(c, ackedBytes);
    r.timeouts = 0;
    r.duplicateAcks = duplicatesLeft(c, ackedBytes);
    switch (r.phase) {
      case RECOVERY -> {
        if (geq(c.snd.una, r.recover)) {
          endReduction(c);
          return;
        }
        // RFC 6582 3.2 step 3: a partial acknowledgment, the next segment is lost too.
        if (c.sendQueue != null && c.sendQueue.sentCount() > 0) {
          c.sendQueue.markLost(0);
        }
      }
      case CWR -> {
        // Beyond it, so that the peer has seen the CWR bit.
        if (gt(c.snd.una, r.recover)) {
          endReduction(c);
        }
      }
      case DISORDER -> r.phase = Phase.OPEN;
      case LOSS -> {
        if (geq(c.snd.una, r.recover)) {
          r.phase = Phase.OPEN;
        }
      }
      default -> {
        // OPEN stays so
      }
    }
    onEcnEcho(c, sample);
    if (r.phase.reducesWindow()) {
      ProportionalRateReduction.onAck(c, delivered, true);
    } else {
      sample.deliveredBytes = delivered;
      c.congestion().grow(sample);
    }
  }

  /** RFC 6937 3: what duplicate acknowledgments stood for was counted when they came. */
  private static int delivered(TcpConnection c, int ackedBytes) {
    int counted = c.recovery.duplicateAcks * c.snd.segmentBytes;
    return Math.max(ackedBytes - counted, Math.min(ackedBytes, c.snd.segmentBytes));
  }

  /** In recovery a partial acknowledgment covers the hole and segments that were counted before. */
  private static int duplicatesLeft(TcpConnection c, int ackedBytes) {
    RecoveryState r = c.recovery;
    if (r.phase != Phase.RECOVERY || geq(c.snd.una, r.recover)) {
      return 0;
    }
    return Math.max(0, r.duplicateAcks - Math.max(0, ackedBytes / c.snd.segmentBytes - 1));
  }

  /** The retransmission timer expired: everything sent counts as lost. RFC 6298 5.4 to 5.6. */
  void onTimeout(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    counters.increment(TcpCounter.TIMEOUTS);
    if (r.timeouts == 0) {
      r.firstSentNs = c.sendQueue.sentNs(0);
      c.congestion().onTimeout(c.snd.flightBytes(), nowNs);
    } else {
      // RFC 5681 3.1: ssthresh is held constant when the same segment times out again.
      c.window.bytes(c.snd.segmentBytes);
    }
    r.timeouts++;
    r.duplicateAcks = 0;
    r.phase = Phase.LOSS;
    // RFC 6582 3.2 step 4.
    r.recover = c.snd.nxt;
    c.sendQueue.markSentLost();
    c.rtt.backOff();
  }
}
