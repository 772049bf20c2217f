package io.ringroad.fastpath.tcp.congestion;

/** The congestion control of RFC 5681, counting bytes as RFC 3465 says. */
public sealed class NewReno extends CongestionControl permits Dctcp {

  /** RFC 3465 2.3: L = 2, because a delayed acknowledgment covers two segments. */
  static final int BYTE_COUNTING_SEGMENTS = 2;

  private int creditBytes;

  NewReno(CongestionWindow window) {
    super(window);
  }

  @Override
  public CongestionAlgorithm algorithm() {
    return CongestionAlgorithm.RENO;
  }

  @Override
  public void measure(AckSample ack) {
    // nothing but bytes counts
  }

  @Override
  void increase(AckSample ack) {
    int left = ack.deliveredBytes;
    if (window.inSlowStart()) {
      left = slowStart(left, BYTE_COUNTING_SEGMENTS);
    }
    avoid(left);
  }

  /** RFC 5681 3.1, RFC 3465 2.1: one SMSS for each window of bytes acknowledged. */
  private void avoid(int ackedBytes) {
    long credit = (long) creditBytes + ackedBytes;
    if (credit >= window.bytes()) {
      credit -= window.bytes();
      growBy(window.segmentBytes());
    }
    creditBytes = (int) Math.min(credit, window.bytes());
  }

  /** RFC 5681 (4): ssthresh = max(FlightSize / 2, 2 * SMSS). */
  @Override
  int thresholdByLoss(int inFlightBytes) {
    creditBytes = 0;
    return inFlightBytes / 2;
  }

  /** RFC 3168 6.1.2: half of cwnd. The acknowledgment that has ECE has already emptied the path. */
  @Override
  int thresholdByEcn(int inFlightBytes) {
    creditBytes = 0;
    return window.bytes() / 2;
  }

  @Override
  void restore() {
    creditBytes = 0;
  }

  @Override
  void resume() {
    creditBytes = 0;
  }
}
