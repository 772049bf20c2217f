package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.queue.SendQueue;

/**
 * How a connection comes into the phase LOSS: the retransmission timer expired, or the path lets
 * nothing through that is so large. How it leaves it is up to {@link LossRecovery}. Owned by the
 * lane.
 */
public final class LossPhase {

  private final ForwardRto forwardRto;
  private final CounterSet<TcpCounter> counters;

  public LossPhase(ForwardRto forwardRto, CounterSet<TcpCounter> counters) {
    this.forwardRto = forwardRto;
    this.counters = counters;
  }

  /** The retransmission timer expired: what is in flight counts as lost. RFC 6298 5.4 to 5.6. */
  public void onTimeout(TcpConnection c, long nowNs) {
    RecoveryState r = c.recovery;
    counters.increment(TcpCounter.TIMEOUTS);
    boolean first = isFirstTimeout(c);
    if (r.timeouts == 0) {
      // RFC 9293 3.8.3, R2: as Linux counts it, from the first retransmission on.
      r.firstSentNs = nowNs;
    }
    c.statistics.onTimeout(r.timeouts, nowNs);
    r.duplicateAcks = 0;
    int flight = WindowReduction.flightBytes(c);
    markAfterTimeout(c, nowNs);
    if (first) {
      // RFC 5681 3.1: ssthresh is held constant when the same segment times out again.
      c.congestion().onTimeout(flight, nowNs);
      SpuriousRecovery.begin(c);
    }
    c.window.bytes(c.pipeBytes() + c.snd.segmentBytes);
    forwardRto.onTimeout(c, first);
    r.timeouts++;
    r.phase = Phase.LOSS;
    r.recover = c.snd.nxt; // RFC 6582 3.2 step 4
    r.probeOut = false;
    c.rtt.backOff();
  }

  /** Not during a recovery from loss in the same window of data, whose ssthresh holds. */
  private static boolean isFirstTimeout(TcpConnection c) {
    RecoveryState r = c.recovery;
    return switch (r.phase) {
      case OPEN, DISORDER -> true;
      case LOSS -> r.timeouts == 0 || geq(c.snd.una, r.recover);
      default -> geq(c.snd.una, r.recover);
    };
  }

  private void markAfterTimeout(TcpConnection c, long nowNs) {
    SendQueue queue = c.sendQueue;
    if (queue.is(0, SendQueue.SACKED)) {
      // RFC 2018 8: the peer has dropped what it reported.
      counters.increment(TcpCounter.SACK_RENEGED);
      queue.forgetSacked();
      queue.markSentLost();
      return;
    }
    if (!c.sack) {
      queue.markSentLost();
      return;
    }
    queue.scoreboard().markLost(0);
    for (int i = 1; i < queue.sentCount(); i++) {
      // RFC 8985 6.3: what was sent lately is judged by its own round trip.
      if (!Rack.isRecent(c, i, nowNs)) {
        queue.scoreboard().markLost(i);
      }
    }
  }

  /**
   * The path takes smaller segments only: those that were too big go again, in pieces, and that is
   * no sign of congestion. RFC 1191 6.4.
   */
  public void onSegmentsTooBig(TcpConnection c) {
    SendQueue queue = c.sendQueue;
    for (int i = 0; queue != null && i < queue.sentCount(); i++) {
      if (queue.length(i) > c.snd.segmentBytes) {
        queue.scoreboard().markLost(i);
      }
    }
    RecoveryState r = c.recovery;
    if (c.hasLost() && r.phase != Phase.LOSS) {
      r.phase = Phase.LOSS;
      r.recover = c.snd.nxt;
      r.undoArmed = false;
      r.forwardRto = false;
      r.newDataFirst = false;
    }
  }
}
