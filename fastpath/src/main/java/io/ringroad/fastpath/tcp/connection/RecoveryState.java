package io.ringroad.fastpath.tcp.connection;

/** What {@code LossRecovery} remembers of one connection. Owned by the lane. */
public final class RecoveryState {

  /** Where a connection stands between two losses; the names are Linux's. */
  public enum Phase {
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

    /** True while {@code ProportionalRateReduction} sets the window. */
    public boolean reducesWindow() {
      return this == CWR || this == RECOVERY;
    }
  }

  public Phase phase = Phase.OPEN;

  /**
   * SND.NXT when the phase was entered, the end of what it is about: "recover" of RFC 6582 3.2,
   * RecoveryPoint of RFC 6675 2; ISS before the first loss.
   */
  public int recover;

  /**
   * Duplicate acknowledgments since SND.UNA moved, without SACK: each stands for a segment that has
   * left the network.
   */
  public int duplicateAcks;

  /** Bytes delivered since the window began to shrink: prr_delivered of RFC 6937 3. */
  public int prrDeliveredBytes;

  /** Bytes sent since then: prr_out of RFC 6937 3. */
  public int prrOutBytes;

  /** FlightSize when it began: RecoverFS of RFC 6937 3. */
  public int prrFlightBytes;

  // ---- spurious recoveries ----

  /** A recovery was begun that may prove spurious. */
  public boolean undoArmed;

  /** The first retransmission since then, or one still under way, has a timestamp. */
  public boolean firstResendStamped;

  /** SND.UNA when it began. */
  public int undoMarker;

  /** Retransmissions since then that no D-SACK has answered; -1 before the first. */
  public int undoRetransmissions;

  /** TSval of the first retransmission: RetransmitTS of RFC 3522 3.2. */
  public int firstResendStamp;

  /** F-RTO is looking whether the last timeout was spurious. RFC 5682. */
  public boolean forwardRto;

  /** F-RTO wants new data to go before what is marked lost. RFC 5682 2.1 step 2 (b). */
  public boolean newDataFirst;

  // ---- the tail loss probe ----

  /** A probe is out whose fate is not known. */
  public boolean probeOut;

  /** TLP.is_retrans of RFC 8985 7.1: it was the last segment once more. */
  public boolean probeWasAgain;

  /** TLP.end_seq of RFC 8985 7.1: SND.NXT after it. */
  public int probeEnd;

  // ---- reordering ----

  /** How often something was delivered late that was sent once only. */
  public int reorderingsSeen;

  /** The most segments that were ever delivered before one that was sent earlier, from 3 up. */
  public short reordering;

  /** RACK.reo_wnd_mult of RFC 8985 5.2. */
  public short reorderingSteps = 1;

  /** RACK.reo_wnd_persist of RFC 8985 5.2. */
  public byte reorderingPersistence;

  /** RACK.dsack_round of RFC 8985 5.2 is set. */
  public boolean duplicateRoundOpen;

  /** RACK.dsack_round: SND.NXT when the reordering window was widened last. */
  public int duplicateRound;

  // ---- what was counted ----

  /** Segments of this side that the peer has reported as duplicates. RFC 2883. */
  public int duplicateSegments;

  /** Segments delivered since the connection began. */
  public int deliveredSegments;

  /** Timeouts in a row without an answer, of SYN, data, FIN or window probes. */
  public int timeouts;

  /** When the segment that now times out was sent for the first time. */
  public long firstSentNs;

  /** Segments sent again since the connection began. */
  public int retransmittedSegments;

  /** Their payload. */
  public long retransmittedBytes;

  /** Window probes since the window closed, answered or not. */
  public int probes;

  /** When the window closed, as far as it matters: RFC 9293 3.8.6.1. */
  public long probingSinceNs;

  /** Keepalive probes without an answer. */
  public int keepAliveProbes;
}
