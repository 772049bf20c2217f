package io.ringroad.fastpath.tcp.congestion;

/**
 * What one acknowledgment told, for {@link CongestionControl#measure} and {@link
 * CongestionControl#grow}. One object a lane, filled anew for each acknowledgment by whoever
 * processes it.
 */
public final class AckSample {

  /** {@link #rttNs} if no round-trip time could be measured. */
  public static final long NO_RTT = -1;

  /** Bytes newly known to have arrived: acknowledged, or selectively acknowledged, first now. */
  public int deliveredBytes;

  /** How far SND.UNA moved; 0 for a duplicate acknowledgment. */
  public int ackedBytes;

  /** Round-trip time of the latest segment that this acknowledgment covers; {@link #NO_RTT}. */
  public long rttNs = NO_RTT;

  /** SRTT in nanoseconds, 0 when unknown. */
  public long smoothedRttNs;

  /** SND.UNA, this acknowledgment included. */
  public int unacknowledged;

  /** SND.NXT. */
  public int next;

  /** The acknowledgment carried ECE on a connection that negotiated ECN. RFC 3168 6.1.2. */
  public boolean echo;

  /** When it arrived. */
  public long nowNs;
}
