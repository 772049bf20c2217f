package io.ringroad.fastpath.tcp.congestion;

/** The congestion control of RFC 5681 with RFC 6582's end of recovery. Has no state of its own. */
public final class NewReno implements CongestionControl {

  /** The one instance that all connections share. */
  public static final NewReno INSTANCE = new NewReno();

  /** RFC 3465 2.3: L = 2, because a delayed acknowledgment covers two segments. */
  private static final int APPROPRIATE_BYTE_COUNTING_SEGMENTS = 2;

  private NewReno() {}

  @Override
  public String name() {
    return "reno";
  }

  @Override
  public void onAcknowledged(
      CongestionWindow window, int ackedBytes, long smoothedRttNs, long nowNs) {
    int mss = window.segmentBytes();
    if (window.inSlowStart()) {
      // RFC 5681 3.1 (2), RFC 3465 2.2: cwnd += min(N, L * SMSS).
      int limit = APPROPRIATE_BYTE_COUNTING_SEGMENTS * mss;
      window.bytes(grow(window.bytes(), Math.min(ackedBytes, limit)));
      return;
    }
    // RFC 5681 3.1, RFC 3465 2.1: one SMSS for each window of bytes acknowledged.
    long credit = (long) window.creditBytes() + ackedBytes;
    if (credit >= window.bytes()) {
      credit -= window.bytes();
      window.bytes(grow(window.bytes(), mss));
    }
    window.creditBytes((int) Math.min(credit, window.bytes()));
  }

  @Override
  public void onLoss(CongestionWindow window, int flightBytes, long nowNs) {
    // RFC 5681 (4): ssthresh = max(FlightSize / 2, 2 * SMSS).
    window.slowStartThreshold(Math.max(flightBytes / 2, 2 * window.segmentBytes()));
    window.creditBytes(0);
  }

  @Override
  public void onTimeout(CongestionWindow window, int flightBytes, long nowNs) {
    onLoss(window, flightBytes, nowNs);
    // RFC 5681 3.1: the loss window is one full-sized segment.
    window.bytes(window.segmentBytes());
  }

  @Override
  public void onRecovered(CongestionWindow window, int flightBytes, long nowNs) {
    // RFC 6582 3.2 step 3, full acknowledgment, option (1): no burst after a deflated flight.
    int mss = window.segmentBytes();
    window.bytes(Math.min(window.slowStartThreshold(), Math.max(flightBytes, mss) + mss));
    window.creditBytes(0);
  }

  @Override
  public void onIdle(CongestionWindow window, long idleNs, long rtoNs) {
    // RFC 5681 4.1: RW = min(IW, cwnd).
    window.bytes(Math.min(window.initialBytes(), window.bytes()));
  }

  private static int grow(int bytes, int by) {
    return (int) Math.min((long) bytes + by, Integer.MAX_VALUE / 2);
  }
}
