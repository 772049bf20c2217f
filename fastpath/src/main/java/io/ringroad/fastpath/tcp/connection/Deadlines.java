package io.ringroad.fastpath.tcp.connection;

/**
 * When the timers of one connection are due, {@link #NEVER} if one is off. They share one node in
 * the timer wheel, which {@link TcpTimers} moves only when the earliest comes earlier: an
 * acknowledgment that pushes the retransmission timer back is an assignment. Owned by the lane.
 */
public final class Deadlines {

  public static final long NEVER = Long.MAX_VALUE;

  /** What the retransmission timer is for. RFC 8985 8 lets three waits share it. */
  public enum Purpose {
    TIMEOUT,
    LOSS_PROBE,
    REORDERING
  }

  /** Retransmission of SYN, data or FIN, and what shares its timer. RFC 6298. */
  public long retransmitNs = NEVER;

  /** What that timer is for. RFC 8985 8. */
  public Purpose retransmitFor = Purpose.TIMEOUT;

  /** The next window probe. RFC 9293 3.8.6.1. */
  public long persistNs = NEVER;

  /** A delayed acknowledgment. RFC 9293 3.8.6.3. */
  public long acknowledgeNs = NEVER;

  /** The next keepalive probe. RFC 9293 3.8.4. */
  public long keepAliveNs = NEVER;

  /** The end of an orphan's FIN-WAIT-2. */
  public long finWait2Ns = NEVER;

  /** Another try to send: after the frame pool was dry, or when a paced segment may go. */
  public long retryNs = NEVER;

  /** The next look whether the connection is idle. */
  long idleNs = NEVER;

  /** The earliest but {@link #idleNs}: whether anything is under way. */
  public long earliestNs() {
    return Math.min(
        Math.min(Math.min(retransmitNs, persistNs), Math.min(acknowledgeNs, keepAliveNs)),
        Math.min(finWait2Ns, retryNs));
  }

  void clear() {
    retransmitNs = NEVER;
    persistNs = NEVER;
    acknowledgeNs = NEVER;
    keepAliveNs = NEVER;
    finWait2Ns = NEVER;
    retryNs = NEVER;
    idleNs = NEVER;
  }
}
