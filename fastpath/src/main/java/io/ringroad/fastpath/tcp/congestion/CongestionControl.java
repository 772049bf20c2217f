package io.ringroad.fastpath.tcp.congestion;

/**
 * The events of a congestion control. Loss recovery decides that something was lost and what to
 * send again; the algorithm decides how large the window is then. Called by the lane's thread,
 * without allocation. An algorithm without state of its own is shared by all connections.
 */
public interface CongestionControl {

  /** The name that TCP_CONGESTION knows. */
  String name();

  /**
   * New data was acknowledged outside loss recovery, while the window was what held the sender
   * back.
   *
   * @param ackedBytes bytes newly acknowledged
   * @param smoothedRttNs SRTT in nanoseconds, 0 when unknown
   */
  void onAcknowledged(CongestionWindow window, int ackedBytes, long smoothedRttNs, long nowNs);

  /**
   * Loss was detected by acknowledgments: sets ssthresh. The caller sets the window during
   * recovery.
   *
   * @param flightBytes bytes sent and not acknowledged
   */
  void onLoss(CongestionWindow window, int flightBytes, long nowNs);

  /**
   * The retransmission timer expired for the first time for this data: sets ssthresh and the
   * window.
   */
  void onTimeout(CongestionWindow window, int flightBytes, long nowNs);

  /** All that was outstanding when loss was detected is acknowledged: sets the window. */
  void onRecovered(CongestionWindow window, int flightBytes, long nowNs);

  /** Nothing was sent for longer than a retransmission timeout: sets the restart window. */
  void onIdle(CongestionWindow window, long idleNs, long rtoNs);
}
