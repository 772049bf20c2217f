package io.ringroad.fastpath.tcp;

/** The receive sequence variables of a connection. RFC 9293 3.3.1, figure 4. Owned by the lane. */
final class ReceiveSequence {
  /** RCV.NXT: the next sequence number expected. */
  int nxt;

  /** RCV.NXT + RCV.WND as it was offered last: the end of the window, which never moves back. */
  int rightEdge;

  /** IRS: the initial receive sequence number. */
  int irs;

  /** The first sequence number not given to the socket yet; before nxt while its ring is full. */
  int delivered;

  /** Last.ACK.sent of RFC 7323 4.3. */
  int lastAckSent;

  /** Rcv.Wind.Shift: how far the window field that is sent is shifted right. RFC 7323 2.3. */
  byte windowShift;

  /** The receive buffer as SO_RCVBUF counts it: the window is half of it. */
  int bufferBytes;

  /**
   * The peer's full segment as far as it can be told, to see when two of them are unacknowledged.
   */
  int segmentBytes;

  /** A FIN was seen, perhaps out of order. */
  boolean finSeen;

  /** The FIN's sequence number, if one was seen. */
  int finSequence;

  /** The application was told of the end of the stream. */
  boolean endDelivered;

  /** RCV.UP: the sequence number of the last urgent byte that was announced. */
  int urgentSequence;

  /** That byte has not arrived yet. */
  boolean urgentAwaited;

  /** TS.Recent of RFC 7323 4.3. */
  int tsRecent;

  /** When TS.Recent was taken, RFC 7323 5.5. */
  long tsRecentNs;

  /** The first sequence number of a duplicate that is to be reported. RFC 2883 4. */
  int duplicateLeft;

  /** The sequence number after its last; the same as the first if there is none. */
  int duplicateRight;

  /** RCV.WND in bytes. */
  int wnd() {
    return rightEdge - nxt;
  }

  /** True after the peer's FIN was taken in order. */
  boolean finTaken() {
    return finSeen && nxt - finSequence > 0;
  }

  /** Whether a duplicate is to be reported. */
  boolean hasDuplicate() {
    return duplicateLeft != duplicateRight;
  }

  /** These bytes came before; the next acknowledgment says so. RFC 2883 4. */
  void noteDuplicate(int left, int right) {
    duplicateLeft = left;
    duplicateRight = right;
  }

  void clearDuplicate() {
    duplicateLeft = duplicateRight;
  }
}
