package io.ringroad.fastpath.tcp;

/** What {@link ReceiveTuning} remembers of one connection. Owned by the lane. */
final class ReceiveSpace {
  /** The round-trip time as the receiver sees it; 0 while it is not known. */
  long rttNs;

  /** When the measurement of the time a window takes began. */
  long rttStartNs;

  /** The sequence number that ends it. */
  int rttSequence;

  /** The timestamp echo that was measured last. */
  int lastEcho;

  /** Most bytes that the application has read in a round trip. */
  int measuredBytes;

  /** When the round trip began. */
  long markNs;

  /** What the application had read then, of what its receive buffer counts. */
  long markReleased;
}
