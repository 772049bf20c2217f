package io.ringroad.fastpath.tcp.connection;

/** What {@code ReceiveTuning} remembers of one connection. Owned by the lane. */
public final class ReceiveSpace {
  /** The round-trip time as the receiver sees it; 0 while it is not known. */
  public long rttNs;

  /** When the measurement of the time a window takes began. */
  public long rttStartNs;

  /** The sequence number that ends it. */
  public int rttSequence;

  /** The timestamp echo that was measured last. */
  public int lastEcho;

  /** Most bytes that the application has read in a round trip. */
  public int measuredBytes;

  /** When the round trip began. */
  public long markNs;

  /** What the application had read then, of what its receive buffer counts. */
  public long markReleased;
}
