package io.ringroad.fastpath.tcp;

/** What {@link LossRecovery} remembers of one connection. Owned by the lane. */
final class RecoveryState {

  enum Phase {
    /** Nothing is known to be lost. */
    OPEN,
    /** Fast recovery after duplicate acknowledgments. RFC 6582. */
    FAST_RECOVERY,
    /** Slow start after the retransmission timer expired. RFC 5681 3.1. */
    TIMEOUT
  }

  Phase phase = Phase.OPEN;

  /** Duplicate acknowledgments in a row. */
  int duplicateAcks;

  /** "recover" of RFC 6582 3.2: SND.NXT when the loss was noticed; ISS before the first. */
  int recover;

  /** True until the first partial acknowledgment of this recovery. RFC 6582 3.2 step 3. */
  boolean firstPartialAck;

  /** Timeouts in a row without an answer, of SYN, data, FIN or window probes. */
  int timeouts;

  /** When the segment that now times out was sent for the first time. */
  long firstSentNs;

  /** Segments sent again since the connection began. */
  int retransmittedSegments;

  /** Keepalive probes without an answer. */
  int keepAliveProbes;
}
