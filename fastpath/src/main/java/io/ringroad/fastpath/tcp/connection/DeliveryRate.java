package io.ringroad.fastpath.tcp.connection;

import static io.ringroad.fastpath.wire.SequenceNumbers.gt;

import io.ringroad.fastpath.tcp.queue.SendQueue;

/**
 * How fast the path delivers, as Linux's tcp_rate.c measures it
 * (draft-cheng-iccrg-delivery-rate-estimation): what was delivered between the sending of a segment
 * and its acknowledgment, over the longer of the time in which it was sent and the time in which it
 * was acknowledged. A sample that the application limited counts only if it is the highest. Owned
 * by the lane.
 */
public final class DeliveryRate {

  private static final long NONE = Long.MIN_VALUE;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** C.first_sent_time: when the segment delivered last was sent. */
  public long firstSentNs;

  /** C.delivered_time: when something was last delivered. */
  public long deliveredNs;

  /** C.app_limited: beyond so many delivered segments nothing is limited; 0 if nothing is. */
  private int limitedUntil = -1;

  /** The rate that is told: segments, and the time that they took; 0 before the first sample. */
  private int segments;

  private long intervalNs;

  /** The application had too little to send when that was measured. */
  public boolean limited = true;

  // ---- the sample of one acknowledgment ----

  private long sampleNs = NONE;
  private int samplePrior;
  private boolean sampleLimited;
  private long sampleSendNs;
  private int sampleEnd;

  /** Something will be sent: with nothing in flight the intervals begin now. */
  public void beforeSend(TcpConnection c, long nowNs) {
    if (c.snd.nxt == c.snd.una) {
      firstSentNs = nowNs;
      deliveredNs = nowNs;
    }
  }

  /** What a segment that is sent now remembers: {@link SendQueue#priorDelivered}. */
  public int mark(TcpConnection c) {
    return c.recovery.deliveredSegments << 1 | (limitedUntil == 0 ? 0 : 1);
  }

  /** The application writes: it limits the rate if nothing else did. tcp_rate_check_app_limited. */
  public void onWrite(TcpConnection c) {
    int unsent = c.sendQueue == null ? 0 : c.sendQueue.unsentBytes();
    boolean waits = c.sendQueue != null && c.sendQueue.scoreboard().lostCount() > 0;
    int pipe = c.pipeBytes();
    if (unsent < c.snd.segmentBytes && pipe < c.window.bytes() && !waits) {
      int inFlight = (pipe + c.snd.segmentBytes - 1) / c.snd.segmentBytes;
      limitedUntil = Math.max(1, c.recovery.deliveredSegments + inFlight);
    }
  }

  /** Entry {@code index} is delivered first now; the one sent last makes the sample. */
  public void onDelivered(TcpConnection c, int index) {
    SendQueue queue = c.sendQueue;
    long sentNs = queue.sentNs(index);
    int end = queue.sequence(index) + queue.sequenceLength(index);
    boolean later = sentNs > firstSentNs || sentNs == firstSentNs && gt(end, sampleEnd);
    if (sampleNs == NONE || later) {
      int mark = queue.priorDelivered(index);
      sampleNs = queue.priorDeliveredNs(index);
      samplePrior = mark >> 1;
      sampleLimited = (mark & 1) != 0;
      sampleSendNs = sentNs - queue.priorFirstSentNs(index);
      sampleEnd = end;
      firstSentNs = sentNs;
    }
  }

  /** An acknowledgment is done with, and what it delivered is counted. tcp_rate_gen. */
  public void onAck(TcpConnection c, boolean delivered, long nowNs) {
    int total = c.recovery.deliveredSegments;
    if (limitedUntil != 0 && total - limitedUntil > 0) {
      limitedUntil = 0;
    }
    if (delivered) {
      deliveredNs = nowNs;
    }
    if (sampleNs == NONE) {
      return;
    }
    long tookNs = Math.max(sampleSendNs, nowNs - sampleNs);
    sampleNs = NONE;
    if (tookNs >= c.rtt.minimumNs()) {
      take(total - samplePrior, tookNs);
    }
  }

  private void take(int delivered, long tookNs) {
    if (!sampleLimited || delivered * (double) intervalNs >= segments * (double) tookNs) {
      segments = delivered;
      intervalNs = tookNs;
      limited = sampleLimited;
    }
  }

  /** The rate of the last sample that counted, 0 before there was one. */
  public long bytesPerSecond(int segmentBytes) {
    return intervalNs == 0 ? 0 : (long) segments * segmentBytes * NS_PER_SECOND / intervalNs;
  }
}
