package io.ringroad.fastpath.tcp.congestion;

/**
 * CUBIC, RFC 9438, with HyStart++ (RFC 9406) for the first slow start. Windows are bytes here,
 * where the RFC counts segments: its C is multiplied by SMSS.
 *
 * <pre>
 *   cwnd                                          ,
 *     |            W_max  . . . . _______________/     K after the epoch's begin the curve is
 *     |                     ,----'     :               back at W_max; before it is concave,
 *     |  epoch's cwnd   . /            :               behind it convex
 *     +-------------------+------------+---------- t
 *                         0            K
 * </pre>
 */
public final class Cubic extends CongestionControl {

  /** RFC 9438 5: C, segments per second cubed. */
  private static final double C = 0.4;

  /** RFC 9438 4.6: beta_cubic is 0.7, here as a fraction. */
  private static final int BETA_TENTHS = 7;

  /** RFC 9438 4.3: alpha_cubic = 3 * (1 - beta_cubic) / (1 + beta_cubic). */
  private static final double ALPHA = 3 * (1 - BETA_TENTHS / 10.0) / (1 + BETA_TENTHS / 10.0);

  private static final double NS_PER_SECOND = 1e9;

  private static final long NO_EPOCH = Long.MIN_VALUE;

  /** The rounds of the first slow start; null once it is over. */
  private HyStart hyStart = new HyStart();

  private int maxBytes;
  private int priorWindowBytes;
  private long epochNs = NO_EPOCH;
  private double kSeconds;
  private double estimateBytes;
  private double fractionBytes;
  private long lastGrownNs;
  private boolean held;

  private int undoMaxBytes;
  private long undoEpochNs = NO_EPOCH;
  private double undoKSeconds;
  private double undoEstimateBytes;

  Cubic(CongestionWindow window) {
    super(window);
  }

  @Override
  public CongestionAlgorithm algorithm() {
    return CongestionAlgorithm.CUBIC;
  }

  @Override
  public void measure(AckSample ack) {
    if (hyStart == null) {
      return;
    }
    // RFC 9406 4.3: for the first slow start alone, while ssthresh has its initial value.
    if (window.slowStartThreshold() != CongestionWindow.NO_THRESHOLD) {
      hyStart = null;
    } else if (hyStart.onAck(ack)) {
      window.slowStartThreshold(window.bytes());
      hyStart = null;
    }
  }

  @Override
  void increase(AckSample ack) {
    int left = ack.deliveredBytes;
    if (window.inSlowStart()) {
      left = slowStart(left);
      if (left == 0) {
        return;
      }
    }
    avoid(ack, left);
  }

  private int slowStart(int ackedBytes) {
    if (hyStart == null) {
      return slowStart(ackedBytes, HyStart.BYTE_COUNTING_SEGMENTS);
    }
    growBy(hyStart.growth(ackedBytes, window.segmentBytes()));
    return 0;
  }

  private void avoid(AckSample ack, int ackedBytes) {
    if (epochNs == NO_EPOCH) {
      beginEpoch(ack.nowNs);
    } else if (held) {
      // RFC 9438 4.2, 5.8: the time in which the window was not used does not count.
      epochNs += ack.nowNs - lastGrownNs;
    }
    held = false;
    lastGrownNs = ack.nowNs;
    double seconds = (ack.nowNs - epochNs) / NS_PER_SECOND;
    estimate(ackedBytes);
    if (curve(seconds) < estimateBytes) {
      growTo(estimateBytes); // RFC 9438 4.3: the Reno-friendly region
      return;
    }
    int bytes = window.bytes();
    double ahead = curve(seconds + ack.smoothedRttNs / NS_PER_SECOND);
    // RFC 9438 4.2: target is at least cwnd and at most 1.5 * cwnd.
    double target = Math.clamp(ahead, bytes, 1.5 * bytes);
    // RFC 9438 4.4 and 4.5: by (target - cwnd) / cwnd for each segment.
    growTo(bytes + fractionBytes + (target - bytes) * ackedBytes / bytes);
  }

  /** Congestion avoidance begins. */
  private void beginEpoch(long nowNs) {
    int bytes = window.bytes();
    epochNs = nowNs;
    fractionBytes = 0;
    estimateBytes = bytes; // RFC 9438 4.3: W_est begins as cwnd_epoch
    if (maxBytes <= bytes) {
      // RFC 9438 4.8 and 4.10: after a timeout, or a slow start that ended without a loss.
      maxBytes = bytes;
      priorWindowBytes = Math.max(priorWindowBytes, bytes);
      kSeconds = 0;
    } else {
      kSeconds = Math.cbrt((maxBytes - bytes) / (C * window.segmentBytes())); // 4.2, figure 2
    }
  }

  /** RFC 9438 4.2, figure 1: W_cubic(t) = C * (t - K)^3 + W_max. */
  private double curve(double seconds) {
    double fromMax = seconds - kSeconds;
    return C * window.segmentBytes() * fromMax * fromMax * fromMax + maxBytes;
  }

  /** RFC 9438 4.3, figure 4: what Reno's window would be with the same average. */
  private void estimate(int ackedBytes) {
    double alpha = estimateBytes < priorWindowBytes ? ALPHA : 1;
    estimateBytes += alpha * ackedBytes * window.segmentBytes() / window.bytes();
  }

  private void growTo(double target) {
    int whole = (int) Math.min(target, MAX_WINDOW);
    if (whole > window.bytes()) {
      window.bytes(whole);
    }
    fractionBytes = target - whole;
  }

  @Override
  void hold(AckSample ack) {
    held = true;
  }

  @Override
  void resume() {
    held = true;
  }

  /** RFC 9438 4.6: cwnd * beta_cubic, from cwnd as on Linux because unused windows do not grow. */
  @Override
  int thresholdByLoss(int inFlightBytes) {
    undoMaxBytes = maxBytes;
    undoEpochNs = epochNs;
    undoKSeconds = kSeconds;
    undoEstimateBytes = estimateBytes;
    int bytes = window.bytes();
    int threshold = (int) ((long) bytes * BETA_TENTHS / 10);
    priorWindowBytes = bytes;
    // RFC 9438 4.7: fast convergence leaves room for a new flow.
    maxBytes = bytes < maxBytes ? (int) ((long) bytes * (10 + BETA_TENTHS) / 20) : bytes;
    epochNs = NO_EPOCH;
    return threshold;
  }

  /** RFC 9438 4.6: as for a loss. */
  @Override
  int thresholdByEcn(int inFlightBytes) {
    return thresholdByLoss(inFlightBytes);
  }

  /** RFC 9438 4.8: the next epoch has K = 0, and W_max is the window with which it begins. */
  @Override
  void afterTimeout() {
    maxBytes = 0;
  }

  /** RFC 9438 4.9.1 and 4.9.2. */
  @Override
  void restore() {
    maxBytes = undoMaxBytes;
    epochNs = undoEpochNs;
    kSeconds = undoKSeconds;
    estimateBytes = undoEstimateBytes;
  }
}
