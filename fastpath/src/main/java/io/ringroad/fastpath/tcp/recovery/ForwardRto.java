package io.ringroad.fastpath.tcp.recovery;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;

/**
 * Forward RTO-recovery: after a timeout and the first new acknowledgment, new data goes before what
 * is marked lost; if then data is acknowledged that was never sent again, the timeout was spurious.
 * RFC 5682, with the SACK-enhanced steps of its section 3. Owned by the lane.
 */
public final class ForwardRto {

  private final RecoveryConfig config;
  private final CounterSet<TcpCounter> counters;

  public ForwardRto(RecoveryConfig config, CounterSet<TcpCounter> counters) {
    this.config = config;
    this.counters = counters;
  }

  /** RFC 5682 3.1 step 1, and 3.2 for timeouts in a row. */
  void onTimeout(TcpConnection c, boolean first) {
    c.recovery.forwardRto = config.forwardRto() && (first || c.recovery.timeouts > 0);
    c.recovery.newDataFirst = false;
  }

  /** An acknowledgment came in the Loss phase. Returns true if the timeout was spurious. */
  boolean isSpurious(TcpConnection c, Delivery d) {
    RecoveryState r = c.recovery;
    if (!r.forwardRto) {
      return false;
    }
    if (d.originalDelivered && (c.sack || !d.retransmissionAcked)) {
      // Step 3 (b): something was delivered that was not sent again. Without SACK it may have been
      // there before, when what was sent again is acknowledged with it.
      counters.increment(TcpCounter.SPURIOUS_TIMEOUTS);
      return true;
    }
    if (gt(c.snd.nxt, r.recover)) {
      if (d.sacked || d.duplicate) {
        // Step 3 (a): the new data arrived and what was lost is still missing.
        r.forwardRto = false;
        r.newDataFirst = false;
      }
    } else if (d.advanced() && !geq(c.snd.una, r.recover)) {
      // Step 2 (b): new data if there is some and the peer takes it, else the usual recovery.
      r.newDataFirst = c.sendQueue.hasUnsent() && gt(c.snd.windowEnd(), c.snd.nxt);
      r.forwardRto = r.newDataFirst;
    }
    return false;
  }

  /** Whether new data goes first now; asked when the connection is about to send. */
  public static boolean wantsNewData(TcpConnection c) {
    return c.recovery.newDataFirst;
  }

  /**
   * New data was to go first.
   *
   * @return true if some went, and what is lost waits for its acknowledgment
   */
  public static boolean hasSentNewData(TcpConnection c) {
    c.recovery.newDataFirst = false;
    boolean sent = gt(c.snd.nxt, c.recovery.recover);
    c.recovery.forwardRto &= sent;
    return sent;
  }
}
