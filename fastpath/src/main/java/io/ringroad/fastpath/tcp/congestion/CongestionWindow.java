package io.ringroad.fastpath.tcp.congestion;

/**
 * What every congestion control works on: the window and the slow start threshold, in bytes, and
 * the sender's maximum segment size. RFC 5681 2. Owned by the lane.
 */
public final class CongestionWindow {

  /** ssthresh until the first loss, arbitrarily high. RFC 5681 3.1. */
  public static final int NO_THRESHOLD = Integer.MAX_VALUE;

  private int bytes;
  private int slowStartThreshold = NO_THRESHOLD;
  private int segmentBytes;
  private int initialBytes;

  /** Starts a connection: {@code segmentBytes} is SMSS, {@code initialBytes} the initial window. */
  public void start(int segmentBytes, int initialBytes) {
    this.segmentBytes = segmentBytes;
    this.initialBytes = initialBytes;
    this.bytes = initialBytes;
  }

  /** cwnd in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Sets cwnd, never below one segment. */
  public void bytes(int value) {
    bytes = Math.max(value, segmentBytes);
  }

  /** ssthresh in bytes; {@link #NO_THRESHOLD} until the first loss. */
  public int slowStartThreshold() {
    return slowStartThreshold;
  }

  public void slowStartThreshold(int value) {
    slowStartThreshold = value;
  }

  /** RFC 5681 3.1: slow start below ssthresh, congestion avoidance from there on. */
  public boolean inSlowStart() {
    return bytes < slowStartThreshold;
  }

  /** SMSS in bytes. */
  public int segmentBytes() {
    return segmentBytes;
  }

  /** A smaller path MTU was learnt: the window keeps its bytes, but not less than one segment. */
  public void segmentBytes(int value) {
    segmentBytes = value;
    bytes = Math.max(bytes, value);
  }

  /** The initial window in bytes, which is also the restart window's limit. RFC 5681 4.1. */
  public int initialBytes() {
    return initialBytes;
  }
}
