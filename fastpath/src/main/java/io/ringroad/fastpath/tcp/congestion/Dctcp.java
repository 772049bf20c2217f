package io.ringroad.fastpath.tcp.congestion;

import static io.ringroad.fastpath.wire.SequenceNumbers.leq;

/**
 * DCTCP, RFC 8257: the window shrinks by as much as the share of marked bytes says. It grows, and
 * answers losses, as {@link NewReno} does. The peer must echo marks as DCTCP has it.
 */
public final class Dctcp extends NewReno {

  /** RFC 8257 4.2: g, the weight of the newest window in the estimate. */
  private static final double GAIN = 1.0 / 16;

  /** RFC 8257 3.3: alpha, the estimated share of marked bytes; 1 until the first is known. */
  private double alpha = 1;

  private long ackedBytes;
  private long markedBytes;
  private int windowEnd;
  private boolean started;

  Dctcp(CongestionWindow window) {
    super(window);
  }

  @Override
  public CongestionAlgorithm algorithm() {
    return CongestionAlgorithm.DCTCP;
  }

  /** DCTCP.Alpha: the estimated share of marked bytes, 0 to 1. */
  public double alpha() {
    return alpha;
  }

  @Override
  public void measure(AckSample ack) {
    if (!started) {
      // RFC 8257 3.3: DCTCP.WindowEnd begins as SND.UNA.
      started = true;
      windowEnd = ack.unacknowledged - ack.ackedBytes;
    }
    ackedBytes += ack.ackedBytes; // steps 1 and 2
    if (ack.echo) {
      markedBytes += ack.ackedBytes; // step 3
    }
    if (leq(ack.unacknowledged, windowEnd)) {
      return; // step 4
    }
    double marked = ackedBytes == 0 ? 0 : (double) markedBytes / ackedBytes; // step 5
    alpha = alpha * (1 - GAIN) + GAIN * marked; // step 6
    windowEnd = ack.next; // step 7
    ackedBytes = 0; // step 8
    markedBytes = 0;
  }

  /** RFC 8257 3.3 step 9: cwnd * (1 - alpha / 2). */
  @Override
  int thresholdByEcn(int inFlightBytes) {
    return (int) (window.bytes() * (1 - alpha / 2));
  }
}
