package io.ringroad.fastpath.tcp.connection;

/** The send sequence variables of a connection. RFC 9293 3.3.1, figure 3. Owned by the lane. */
public final class SendSequence {
  /** SND.UNA: the oldest sequence number not acknowledged. */
  public int una;

  /** SND.NXT: the next to be sent; here it never goes back. */
  public int nxt;

  /** SND.WND in bytes, already scaled. */
  public int wnd;

  /**
   * MAX.SND.WND: the largest window that the peer ever offered. RFC 5961 5.2, RFC 9293 3.8.6.2.1.
   */
  public int maxWnd;

  /** What {@link #segmentBytes} would be if the peer's window were large. */
  public int pathSegmentBytes;

  /** Segments are shorter than they could be, because {@link #maxWnd} is small. */
  public boolean boundToWindow;

  /** SND.WL1: the sequence number of the segment that last updated the window. */
  public int wl1;

  /** SND.WL2: the acknowledgment number of the segment that last updated the window. */
  public int wl2;

  /** ISS: the initial send sequence number. */
  public int iss;

  /** Snd.Wind.Shift: how far the peer's window field is shifted left. RFC 7323 2.3. */
  public byte windowShift;

  /** Eff.snd.MSS: payload bytes of a full segment, options deducted. RFC 9293 3.7.1. */
  public int segmentBytes;

  /** The MSS that a black hole on the path leaves, 0 while none is known. RFC 4821. */
  public int searchMss;

  /** SendMSS: what the peer's option said, 536 without one. RFC 9293 3.7.1. */
  public int peerMss;

  /**
   * The end of the last segment sent that was not full, for Minshall's form of Nagle's algorithm.
   */
  public int smallEnd;

  /** The end of what went out with PSH. */
  public int pushedEnd;

  /** SND.UP: the sequence number after the last urgent byte. RFC 9293 3.8.5, RFC 6093. */
  public int urgentEnd;

  /** That byte is not acknowledged. */
  public boolean urgent;

  /** Not before this time the next segment of a paced connection goes out; see {@code Pacing}. */
  public long pacedNs = Long.MIN_VALUE / 2;

  /** What waits because it is short goes out with the next flush all the same. */
  public boolean pushPending;

  /** When data was last sent. */
  public long lastSentNs;

  /** Bytes sent and not acknowledged, FlightSize of RFC 5681 2. */
  public int flightBytes() {
    return nxt - una;
  }

  /** The peer offers {@code bytes}, already scaled, in a segment with these numbers. */
  public void takeWindow(int bytes, int sequence, int acknowledgment) {
    wnd = bytes;
    maxWnd = Math.max(maxWnd, bytes);
    wl1 = sequence;
    wl2 = acknowledgment;
  }

  /** Where the peer's window ends. */
  public int windowEnd() {
    return una + wnd;
  }
}
