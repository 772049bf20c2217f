package io.ringroad.fastpath.tcp.connection;

/**
 * When received data is acknowledged. RFC 9293 3.8.6.3 and RFC 5681 4.2 ask for an acknowledgment
 * for at least every second full segment and within 500 ms; like Linux this one answers at once
 * while a transfer starts ("quick"), and waits {@code delayedAckNs} when the application is likely
 * to answer. State of one connection, owned by the lane.
 */
public final class DelayedAck {

  private static final int MIN_QUICK = 2;
  private static final int MAX_QUICK = 16;

  /** An acknowledgment is owed and goes out with the next flush, on data if there is some. */
  private boolean due;

  /** An acknowledgment is owed, and its deadline is set. */
  private boolean delayed;

  private boolean interactive;
  private int quick;
  private long lastReceivedNs = Long.MIN_VALUE / 2;

  /** An acknowledgment is owed at once. */
  public void demand() {
    due = true;
  }

  /** Sets whether acknowledgments wait for the application's answer (TCP_QUICKACK). */
  public void interactive(boolean waits) {
    interactive = waits;
  }

  public boolean isDue() {
    return due;
  }

  public boolean isDelayed() {
    return delayed;
  }

  /**
   * New data arrived in order.
   *
   * @param unacknowledgedBytes received since the last acknowledgment that was sent
   * @param segmentBytes the peer's full segment
   * @param windowBytes the receive window
   * @param idleNs silence after which a transfer counts as starting anew
   * @return true if the caller must set the deadline of a delayed acknowledgment
   */
  public boolean onData(
      int unacknowledgedBytes, int segmentBytes, int windowBytes, long idleNs, long nowNs) {
    if (nowNs - lastReceivedNs > idleNs) {
      // The peer is probably in slow start and counts acknowledgments.
      quick = Math.clamp(windowBytes / (2 * segmentBytes), MIN_QUICK, MAX_QUICK);
    }
    lastReceivedNs = nowNs;
    // RFC 9293 3.8.6.3: at least every second full-sized segment.
    if (unacknowledgedBytes > segmentBytes || quick > 0 && !interactive) {
      due = true;
    }
    if (due || delayed) {
      return false;
    }
    delayed = true;
    return true;
  }

  /** Data goes out: if it answers what was just received, the next data can wait for its answer. */
  public void onDataSent(long delayedAckNs, long nowNs) {
    if (nowNs - lastReceivedNs < delayedAckNs) {
      interactive = true;
    }
  }

  /** The deadline of a delayed acknowledgment came: nobody answered, so stop waiting next time. */
  public void onDeadline() {
    if (delayed) {
      due = true;
      interactive = false;
    }
  }

  /** A segment with an acknowledgment of everything left. */
  public void onAckSent() {
    if (quick > 0 && (due || delayed)) {
      quick--;
    }
    due = false;
    delayed = false;
  }
}
