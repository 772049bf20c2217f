package io.ringroad.fastpath.tcp;

/** What {@link LossRecovery} remembers of one connection. Owned by the lane. */
final class RecoveryState {

  /** Where a connection stands between two losses; the names are Linux's. */
  enum Phase {
    /** Nothing is known to be missing. */
    OPEN,
    /** Something came out of order, by duplicate acknowledgments or SACK; it may be a loss. */
    DISORDER,
    /** The window shrinks without a loss: the peer told of congestion. RFC 3168 6.1.2. */
    CWR,
    /** Fast recovery: losses were detected by acknowledgments. RFC 6675 5, RFC 6582. */
    RECOVERY,
    /** The retransmission timer expired. RFC 5681 3.1. */
    LOSS;

    /** True while {@link ProportionalRateReduction} sets the window. */
    boolean reducesWindow() {
      return this == CWR || this == RECOVERY;
    }
  }

  Phase phase = Phase.OPEN;

  /**
   * SND.NXT when the phase was entered, the end of what it is about: "recover" of RFC 6582 3.2,
   * RecoveryPoint of RFC 6675 2; ISS before the first loss.
   */
  int recover;

  /**
   * Duplicate acknowledgments since SND.UNA moved, without SACK: each stands for a segment that has
   * left the network.
   */
  int duplicateAcks;

  /** Bytes delivered since the window began to shrink: prr_delivered of RFC 6937 3. */
  int prrDeliveredBytes;

  /** Bytes sent since then: prr_out of RFC 6937 3. */
  int prrOutBytes;

  /** FlightSize when it began: RecoverFS of RFC 6937 3. */
  int prrFlightBytes;

  /** Timeouts in a row without an answer, of SYN, data, FIN or window probes. */
  int timeouts;

  /** When the segment that now times out was sent for the first time. */
  long firstSentNs;

  /** Segments sent again since the connection began. */
  int retransmittedSegments;

  /** Window probes since the window closed, answered or not. */
  int probes;

  /** When the window closed, as far as it matters: RFC 9293 3.8.6.1. */
  long probingSinceNs;

  /** Keepalive probes without an answer. */
  int keepAliveProbes;
}
