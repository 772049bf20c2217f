package io.ringroad.fastpath.tcp.recovery;

import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.segment.Segment;

/**
 * What one acknowledgment told of what was sent. One object a lane, filled anew for each
 * acknowledgment by {@code AckProcessing} and those it calls.
 */
public final class Delivery {

  /** {@link #firstAckedSentNs} and its like if there is no such segment. */
  public static final long NONE = Long.MIN_VALUE;

  /** The highest sequence number that had been delivered before: RACK.fack of RFC 8985 5.2. */
  int priorHighest;

  /** How far SND.UNA moved; 0 if it did not. */
  public int ackedBytes;

  /** Segments that SND.UNA passed, as far as it passed their end. */
  int ackedSegments;

  /** Bytes delivered, by SND.UNA or by SACK, first now: DeliveredData of RFC 6937 3. */
  public int deliveredBytes;

  /** Segments delivered first now. */
  public int deliveredSegments;

  /** New data was selectively acknowledged. */
  public boolean sacked;

  /** A duplicate acknowledgment of RFC 5681 2; only on a connection without SACK. */
  public boolean duplicate;

  /** A duplicate was reported that this side's retransmissions explain. RFC 2883. */
  boolean duplicateSack;

  /** The duplicate was the tail loss probe. */
  boolean probeWasDuplicate;

  /** Data sent before the recovery point, and once only, was delivered. RFC 5682 2.1 step 3b. */
  boolean originalDelivered;

  /** A retransmission was acknowledged by SND.UNA: Karn's algorithm takes no sample of it. */
  public boolean retransmissionAcked;

  /** When the oldest segment that SND.UNA passed was sent; {@link #NONE}. */
  public long firstAckedSentNs;

  /** When the oldest segment selectively acknowledged now, and sent once, was sent. */
  public long firstSackedSentNs;

  /** When the segment sent last, of those delivered now and sent once, was sent. */
  public long lastSentNs;

  /** How far below {@link #priorHighest} something was delivered that was sent once only. */
  int reorderingBytes;

  /** Bytes newly found to be lost. */
  public int lostBytes;

  /** A retransmission was found to be lost. */
  boolean retransmissionLost;

  /** The segment carried a timestamp echo. RFC 7323 3.2. */
  public boolean hasEcho;

  /** TSecr. */
  public int echo;

  /** Begins with an acknowledgment that has told nothing yet. */
  public void begin(TcpConnection c, Segment seg) {
    priorHighest = c.sendQueue == null ? c.snd.una : c.sendQueue.rack().highestDelivered;
    ackedBytes = 0;
    ackedSegments = 0;
    deliveredBytes = 0;
    deliveredSegments = 0;
    sacked = false;
    duplicate = false;
    duplicateSack = false;
    probeWasDuplicate = false;
    originalDelivered = false;
    retransmissionAcked = false;
    firstAckedSentNs = NONE;
    firstSackedSentNs = NONE;
    lastSentNs = NONE;
    reorderingBytes = 0;
    lostBytes = 0;
    retransmissionLost = false;
    hasEcho = c.timestamps && seg.options.hasTimestamps() && seg.options.timestampEcho() != 0;
    echo = hasEcho ? seg.options.timestampEcho() : 0;
  }

  /** SND.UNA moved. */
  public boolean advanced() {
    return ackedBytes > 0;
  }
}
