package io.ringroad.fastpath.tcp.connection;

/** The receive sequence variables of a connection. RFC 9293 3.3.1, figure 4. Owned by the lane. */
public final class ReceiveSequence {
  /** RCV.NXT: the next sequence number expected. */
  public int nxt;

  /** RCV.NXT + RCV.WND as it was offered last: the end of the window, which never moves back. */
  public int rightEdge;

  /** IRS: the initial receive sequence number. */
  public int irs;

  /** The first sequence number not given to the socket yet; before nxt while its ring is full. */
  public int delivered;

  /** Last.ACK.sent of RFC 7323 4.3. */
  public int lastAckSent;

  /** Rcv.Wind.Shift: how far the window field that is sent is shifted right. RFC 7323 2.3. */
  public byte windowShift;

  /** The receive buffer as SO_RCVBUF counts it: the window is half of it. */
  public int bufferBytes;

  /**
   * The peer's full segment as far as it can be told, to see when two of them are unacknowledged.
   */
  public int segmentBytes;

  /** A FIN was seen, perhaps out of order. */
  public boolean finSeen;

  /** The FIN's sequence number, if one was seen. */
  public int finSequence;

  /** The application was told of the end of the stream. */
  public boolean endDelivered;

  /** RCV.UP: the sequence number of the last urgent byte that was announced. */
  public int urgentSequence;

  /** That byte has not arrived yet. */
  public boolean urgentAwaited;

  /** TS.Recent of RFC 7323 4.3. */
  public int tsRecent;

  /** When TS.Recent was taken, RFC 7323 5.5. */
  public long tsRecentNs;

  /** The first sequence number of a duplicate that is to be reported. RFC 2883 4. */
  public int duplicateLeft;

  /** The sequence number after its last; the same as the first if there is none. */
  public int duplicateRight;

  /** RCV.WND in bytes. */
  public int wnd() {
    return rightEdge - nxt;
  }

  /** True after the peer's FIN was taken in order. */
  public boolean finTaken() {
    return finSeen && nxt - finSequence > 0;
  }

  /** Whether a duplicate is to be reported. */
  public boolean hasDuplicate() {
    return duplicateLeft != duplicateRight;
  }

  /** These bytes came before; the next acknowledgment says so. RFC 2883 4. */
  public void noteDuplicate(int left, int right) {
    duplicateLeft = left;
    duplicateRight = right;
  }

  public void clearDuplicate() {
    duplicateLeft = duplicateRight;
  }
}
