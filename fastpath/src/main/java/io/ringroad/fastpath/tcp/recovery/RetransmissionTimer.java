package io.ringroad.fastpath.tcp.recovery;

import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.Deadlines;
import io.ringroad.fastpath.tcp.connection.Deadlines.Purpose;
import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpTimers;

/**
 * The one timer that runs while something is unacknowledged, and what it is for: the retransmission
 * timeout (RFC 6298 5), the tail loss probe (RFC 8985 7.2) or the wait for what may be reordered
 * (RFC 8985 6.3). RFC 8985 8 lets them share it. Owned by the lane.
 */
public final class RetransmissionTimer {

  /** Linux's TCP_TIMEOUT_MIN: a wait shorter than this says more of the timer than of the path. */
  private static final long MIN_WAIT_NS = 2_000_000;

  private static final long MIN_RENEGING_WAIT_NS = 10_000_000;

  private final TcpTimers timers;
  private final TcpConfig config;

  public RetransmissionTimer(TcpTimers timers, TcpConfig config) {
    this.timers = timers;
    this.config = config;
  }

  /** RFC 6298 5.2: all is acknowledged. */
  public void stop(TcpConnection c) {
    c.deadlines.retransmitNs = Deadlines.NEVER;
  }

  /** The retransmission timeout begins now. */
  public void startTimeout(TcpConnection c, long nowNs) {
    long deadlineNs = nowNs + c.rtt.rtoNs();
    boolean repeated = c.recovery.timeouts > 0;
    set(
        c,
        Purpose.TIMEOUT,
        repeated ? GivingUp.clamp(c, deadlineNs, c.recovery.firstSentNs) : deadlineNs);
  }

  /** The retransmission timeout comes then. */
  public void timeoutAt(TcpConnection c, long deadlineNs) {
    set(c, Purpose.TIMEOUT, deadlineNs);
  }

  /** The retransmission timeout counts from when the oldest segment was sent last. */
  public void resumeTimeout(TcpConnection c, long nowNs) {
    set(c, Purpose.TIMEOUT, Math.max(timeoutNs(c), nowNs + 1));
  }

  private static long timeoutNs(TcpConnection c) {
    return c.sendQueue.sentNs(0) + c.rtt.rtoNs();
  }

  /**
   * The oldest segment was reported to have no way to the peer: the silence is not congestion's.
   * RFC 6069 4.3.
   */
  public void onUnreachable(TcpConnection c, long nowNs) {
    if (c.recovery.timeouts > 0
        && c.sendQueue != null
        && c.sendQueue.sentCount() > 0
        && c.deadlines.retransmitNs != Deadlines.NEVER
        && c.rtt.revertBackOff()) {
      resumeTimeout(c, nowNs);
    }
  }

  /** RFC 6298 5.3: something new was acknowledged. */
  public void onProgress(TcpConnection c, long nowNs) {
    if (c.snd.una == c.snd.nxt) {
      stop(c);
    } else if (!startProbe(c, nowNs + c.rtt.rtoNs(), nowNs)) {
      startTimeout(c, nowNs);
    }
  }

  /** New data was sent. RFC 6298 5.1, RFC 8985 7.2. */
  public void onSent(TcpConnection c, long nowNs) {
    boolean off = c.deadlines.retransmitNs == Deadlines.NEVER;
    if (!startProbe(c, Math.max(timeoutNs(c), nowNs + 1), nowNs) && off) {
      startTimeout(c, nowNs);
    }
  }

  /** An entry was sent again: the timeout of the oldest begins anew. */
  public void onResent(TcpConnection c, int index, long nowNs) {
    boolean oldest = index == 0 && c.deadlines.retransmitFor != Purpose.REORDERING;
    if (oldest || c.deadlines.retransmitNs == Deadlines.NEVER) {
      startTimeout(c, nowNs);
    }
  }

  /** Sets the probe timeout, if a probe may be needed. RFC 8985 7.2: TLP_calc_PTO(). */
  private boolean startProbe(TcpConnection c, long limitNs, long nowNs) {
    RecoveryState r = c.recovery;
    boolean wanted =
        config.recovery().lossProbes()
            && c.sack
            && !r.probeOut
            && (r.phase == Phase.OPEN || r.phase == Phase.CWR)
            && c.state.isSynchronized();
    if (!wanted) {
      return false;
    }
    set(c, Purpose.LOSS_PROBE, Math.min(limitNs, nowNs + probeTimeoutNs(c)));
    return true;
  }

  private long probeTimeoutNs(TcpConnection c) {
    if (!c.rtt.hasSample()) {
      return config.initialRtoNs();
    }
    // The peer may delay the acknowledgment of a single segment, by Linux's floor of the timeout.
    boolean single = c.sendQueue.sentCount() == 1;
    return 2 * c.rtt.smoothedNs() + (single ? config.minRtoNs() : MIN_WAIT_NS);
  }

  /** RFC 8985 6.3: looks again for losses when the reordering window has passed. */
  void waitForReordering(TcpConnection c, long waitNs, long nowNs) {
    long limitNs = nowNs + c.rtt.rtoNs();
    set(c, Purpose.REORDERING, Math.min(limitNs, nowNs + waitNs + MIN_WAIT_NS));
  }

  /** The peer seems to have dropped what it reported: not long, and all is sent again. */
  void waitForReneging(TcpConnection c, long nowNs) {
    long waitNs = Math.max(c.rtt.smoothedNs() / 2, MIN_RENEGING_WAIT_NS);
    set(c, Purpose.TIMEOUT, nowNs + waitNs);
  }

  private void set(TcpConnection c, Purpose purpose, long deadlineNs) {
    c.deadlines.retransmitFor = purpose;
    timers.retransmitAt(c, deadlineNs);
  }
}
