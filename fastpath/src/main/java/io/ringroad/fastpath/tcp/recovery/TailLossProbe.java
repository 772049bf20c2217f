package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.segment.Segment;

/**
 * Probes for a loss at the end of a flight, where no later segment brings the acknowledgments that
 * would show it: RFC 8985 7. Owned by the lane.
 */
public final class TailLossProbe {

  private final CounterSet<TcpCounter> counters;

  public TailLossProbe(CounterSet<TcpCounter> counters) {
    this.counters = counters;
  }

  /** The probe went out. RFC 8985 7.3: TLP.end_seq and TLP.is_retrans. */
  public void onSent(TcpConnection c, boolean again) {
    counters.increment(TcpCounter.LOSS_PROBES);
    RecoveryState r = c.recovery;
    r.probeOut = true;
    r.probeWasAgain = again;
    r.probeEnd = c.snd.nxt;
  }

  /** RFC 8985 7.4.2: was it a loss that the probe repaired? SND.UNA is up to date. */
  public void onAck(TcpConnection c, Segment seg, Delivery d, long nowNs) {
    RecoveryState r = c.recovery;
    if (!r.probeOut || lt(seg.ack, r.probeEnd)) {
      return;
    }
    if (!r.probeWasAgain || d.probeWasDuplicate) {
      r.probeOut = false; // new data, or both copies arrived
    } else if (gt(seg.ack, r.probeEnd)) {
      r.probeOut = false;
      onRepairedLoss(c, nowNs);
    } else if (!d.advanced() && !d.sacked && seg.length() == 0) {
      r.probeOut = false; // a duplicate acknowledgment: both copies arrived
    }
  }

  /** RFC 8985 7.4.2: the congestion control answers as to any loss. */
  private void onRepairedLoss(TcpConnection c, long nowNs) {
    counters.increment(TcpCounter.LOSS_PROBE_RECOVERIES);
    if (c.recovery.phase == Phase.OPEN || c.recovery.phase == Phase.DISORDER) {
      c.congestion().onLoss(WindowReduction.flightBytes(c), nowNs);
      c.congestion().forbidUndo();
      c.congestion().onRecovered();
    }
  }
}
