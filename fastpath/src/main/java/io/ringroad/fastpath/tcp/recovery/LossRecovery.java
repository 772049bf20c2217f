package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.congestion.AckSample;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.queue.Scoreboard;
import io.ringroad.fastpath.tcp.queue.SendQueue;

/**
 * In which phase a connection is between a loss and its repair, and what each acknowledgment and
 * each timer changes there. What is lost is said by {@link Rack} (RFC 8985) where the peer permits
 * SACK, and by {@link DuplicateAcks} (RFC 6582) where it does not, and when nothing comes back by
 * {@link LossPhase}; the {@code Sender} sends it.
 *
 * <pre>
 *            something missing          lost                 all that was sent then is acknowledged
 *   OPEN ----------------------> DISORDER ------> RECOVERY -------------------------------> OPEN
 *     |  ECE                        |                |  timeout
 *     +------> CWR -----> OPEN      +----------------+----> LOSS -------------------------> OPEN
 *                                                           |  F-RTO, Eifel: spurious ----> OPEN
 * </pre>
 *
 * <p>Owned by the lane.
 */
public final class LossRecovery {

  private final RecoveryConfig config;
  private final RetransmissionTimer timer;
  private final Rack rack;
  private final DuplicateAcks duplicates;
  private final SpuriousRecovery spurious;
  private final ForwardRto forwardRto;
  private final CounterSet<TcpCounter> counters;
  private final Delivery noDelivery = new Delivery();

  public LossRecovery(
      RecoveryConfig config,
      RetransmissionTimer timer,
      ForwardRto forwardRto,
      CounterSet<TcpCounter> counters) {
    this.config = config;
    this.timer = timer;
    this.counters = counters;
    rack = new Rack(config, counters);
    duplicates = new DuplicateAcks();
    spurious = new SpuriousRecovery(counters);
    this.forwardRto = forwardRto;
  }

  /** A connection is established: nothing is lost yet. RFC 6582 3.2 step 1: recover = ISS. */
  public void start(TcpConnection c) {
    RecoveryState r = c.recovery;
    r.phase = Phase.OPEN;
    r.recover = c.snd.iss;
    r.duplicateAcks = 0;
    r.timeouts = 0;
    r.reordering = (short) config.reordering();
  }

  /**
   * An acknowledgment was taken; SND.UNA, the send queue and its scoreboard are up to date.
   *
   * @return true if the retransmission timer was set and is to be left so
   */
  public boolean onAck(TcpConnection c, Delivery d, long nowNs) {
    RecoveryState r = c.recovery;
    if (d.advanced() && r.timeouts > 0) {
      r.timeouts = 0;
      c.statistics.onAnswered(nowNs);
    }
    r.deliveredSegments += d.deliveredSegments;
    rack.observe(c, d);
    if (isReneging(c, d)) {
      timer.waitForReneging(c, nowNs);
      return true;
    }
    if (!c.sack) {
      duplicates.count(c, d);
    }
    endPhase(c, d);
    return switch (r.phase) {
      case RECOVERY -> onAckInRecovery(c, d, nowNs);
      case LOSS -> onAckInLoss(c, d, nowNs);
      default -> onAckElsewhere(c, d, nowNs);
    };
  }

  /** RFC 2018 8: what is reported lies at SND.UNA, so it would be acknowledged if it were held. */
  private static boolean isReneging(TcpConnection c, Delivery d) {
    return d.advanced() && c.sendQueue != null && c.sendQueue.is(0, SendQueue.SACKED);
  }

  /** A phase ends when what it is about is acknowledged. */
  private void endPhase(TcpConnection c, Delivery d) {
    RecoveryState r = c.recovery;
    if (r.phase == Phase.CWR && gt(c.snd.una, r.recover)) {
      WindowReduction.end(c); // beyond it, so that the peer has seen the CWR bit
    } else if (r.phase == Phase.RECOVERY && geq(c.snd.una, r.recover)) {
      undoIfSpurious(c, d);
      WindowReduction.end(c);
    } else if (r.phase == Phase.OPEN && gt(c.snd.una, r.recover)) {
      r.recover = c.snd.una - 1; // does not grow too old to compare with
    }
  }

  private void undoIfSpurious(TcpConnection c, Delivery d) {
    if (SpuriousRecovery.isSpurious(c, d)) {
      spurious.undo(c);
    } else {
      Rack.onRecovered(c.recovery);
    }
  }

  private boolean onAckInRecovery(TcpConnection c, Delivery d, long nowNs) {
    if (d.advanced() && SpuriousRecovery.isOriginal(c, d)) {
      // A hole was filled by what came late. With retransmissions under way the rest has to wait.
      int priorUna = c.snd.una - d.ackedBytes;
      rack.noteReordering(c, Math.max(d.priorHighest - priorUna, d.ackedBytes));
      if (c.sendQueue != null && c.sendQueue.scoreboard().resentCount() > 0) {
        return false;
      }
      unmarkAndUndo(c);
      settle(c);
    }
    if (SpuriousRecovery.isDuplicated(c)) {
      spurious.undo(c);
      settle(c);
    }
    boolean timerSet = detect(c, d, nowNs);
    if (c.recovery.phase != Phase.RECOVERY && c.hasLost()) {
      enterRecovery(c, nowNs);
    }
    return timerSet;
  }

  private boolean onAckInLoss(TcpConnection c, Delivery d, long nowNs) {
    RecoveryState r = c.recovery;
    if (d.advanced() && SpuriousRecovery.isSpurious(c, d)) {
      counters.increment(TcpCounter.SPURIOUS_TIMEOUTS);
      unmarkAndUndo(c);
      leaveLoss(c);
    } else if (forwardRto.isSpurious(c, d)) {
      unmarkAndUndo(c);
      leaveLoss(c);
    } else if (geq(c.snd.una, r.recover)) {
      undoIfSpurious(c, d);
      leaveLoss(c);
    }
    boolean timerSet = detect(c, d, nowNs);
    if (c.hasLost() && (r.phase != Phase.LOSS || d.retransmissionLost)) {
      enterRecovery(c, nowNs);
    }
    return timerSet;
  }

  private void unmarkAndUndo(TcpConnection c) {
    if (c.sendQueue != null) {
      c.sendQueue.unmarkLost();
    }
    spurious.undo(c);
  }

  private static void leaveLoss(TcpConnection c) {
    c.recovery.forwardRto = false;
    c.recovery.newDataFirst = false;
    c.recovery.timeouts = 0;
    c.recovery.phase = Phase.OPEN;
    settle(c);
  }

  private boolean onAckElsewhere(TcpConnection c, Delivery d, long nowNs) {
    if (d.duplicateSack && SpuriousRecovery.isDuplicated(c)) {
      spurious.undo(c);
    }
    boolean timerSet = detect(c, d, nowNs);
    if (c.hasLost()) {
      enterRecovery(c, nowNs);
    } else {
      settle(c);
    }
    return timerSet;
  }

  /** Marks what is lost by now. Returns true if the timer waits for more of it. */
  private boolean detect(TcpConnection c, Delivery d, long nowNs) {
    if (c.sendQueue == null || c.sendQueue.sentCount() == 0) {
      return false;
    }
    if (!c.sack) {
      duplicates.detect(c, d);
      return false;
    }
    if (!c.sendQueue.rack().advanced) {
      return false;
    }
    long waitNs = rack.detect(c, d, nowNs);
    if (waitNs > 0) {
      timer.waitForReordering(c, waitNs, nowNs);
    }
    return waitNs > 0;
  }

  /** Outside of a recovery the phase says whether anything is missing. */
  private static void settle(TcpConnection c) {
    RecoveryState r = c.recovery;
    if (r.phase != Phase.CWR) {
      r.phase = isWhole(c) ? Phase.OPEN : Phase.DISORDER;
    }
  }

  private static boolean isWhole(TcpConnection c) {
    if (c.sendQueue == null) {
      return true;
    }
    Scoreboard board = c.sendQueue.scoreboard();
    return board.sackedCount() + board.lostCount() + board.resentCount() == 0
        && c.recovery.duplicateAcks == 0;
  }

  /** RFC 6675 5 (4), RFC 6937 3. */
  private void enterRecovery(TcpConnection c, long nowNs) {
    counters.increment(TcpCounter.FAST_RETRANSMITS);
    SpuriousRecovery.begin(c);
    WindowReduction.begin(c, false, nowNs);
    c.recovery.phase = Phase.RECOVERY;
  }

  /**
   * If the peer told of congestion (ECE), the window shrinks as after a loss, once in a window of
   * data. RFC 3168 6.1.2. Does nothing while a reduction is under way.
   */
  public void onEcnEcho(TcpConnection c, AckSample sample) {
    Phase phase = c.recovery.phase;
    if (sample.echo && (phase == Phase.OPEN || phase == Phase.DISORDER)) {
      counters.increment(TcpCounter.ECHOES_OBEYED);
      c.recovery.undoArmed = false;
      WindowReduction.begin(c, true, sample.nowNs);
      c.recovery.phase = Phase.CWR;
    }
  }

  /** A segment was sent: for the first time, or because it was lost or for a probe. */
  public void onSent(TcpConnection c, int bytes, boolean wasLost, long nowNs) {
    if (c.recovery.phase.reducesWindow()) {
      ProportionalRateReduction.onSent(c, bytes);
    }
    if (wasLost) {
      SpuriousRecovery.onResent(c, nowNs);
    }
  }

  /** The reordering window has passed: what was waited for is lost. RFC 8985 6.3. */
  public void onReorderingTimer(TcpConnection c, long nowNs) {
    noDelivery.lostBytes = 0;
    long waitNs = rack.detect(c, noDelivery, nowNs);
    if (noDelivery.lostBytes > 0 && c.recovery.phase != Phase.RECOVERY) {
      enterRecovery(c, nowNs);
      ProportionalRateReduction.onAck(c, 1, false);
    }
    if (waitNs > 0) {
      timer.waitForReordering(c, waitNs, nowNs);
    } else {
      timer.resumeTimeout(c, nowNs);
    }
  }
}
