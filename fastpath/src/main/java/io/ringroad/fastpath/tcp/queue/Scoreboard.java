package io.ringroad.fastpath.tcp.queue;

/**
 * What loss recovery knows of each sent entry of a {@link SendQueue}: the scoreboard of RFC 6675 3.
 * An entry is on its way, or lost, or with the peer:
 *
 * <pre>
 *                       markLost            onSent
 *   onSent -> (no mark) --------> LOST ---------------> RESENT --- markLost ---> LOST
 *                 |                |                       |
 *                 +----------------+-- markSacked ---------+---> SACKED
 * </pre>
 *
 * <p>Entries with no mark and RESENT ones stand in the order of transmission. Part of its queue,
 * owned by the lane.
 */
public final class Scoreboard {

  private final SegmentRing ring;
  private int lostBytes;
  private int sackedBytes;
  private int lostCount;
  private int sackedCount;
  private int resentCount;
  private int lostHint;

  Scoreboard(SegmentRing ring) {
    this.ring = ring;
  }

  /** Sequence numbers of the entries that are lost and were not sent again. */
  public int lostBytes() {
    return lostBytes;
  }

  /** Sequence numbers of the entries that the peer has reported to hold. */
  public int sackedBytes() {
    return sackedBytes;
  }

  /** Entries that are lost and were not sent again. */
  public int lostCount() {
    return lostCount;
  }

  /** Entries that the peer has reported to hold. */
  public int sackedCount() {
    return sackedCount;
  }

  /** Entries that were lost and are on their way again. */
  public int resentCount() {
    return resentCount;
  }

  /** The entry goes out, for the first time or once more. */
  void onSent(int index, boolean again, long nowNs) {
    ring.sentNs(index, nowNs);
    ring.sentLast(index);
    if (!again) {
      return;
    }
    if (ring.is(index, SendQueue.LOST)) {
      clearLost(index);
      ring.set(index, SendQueue.RESENT);
      resentCount++;
    }
    ring.set(index, SendQueue.RETRANSMITTED);
  }

  /**
   * Marks an entry lost that was sent and not reported.
   *
   * @return true if it was its retransmission that was lost
   */
  public boolean markLost(int index) {
    if (ring.is(index, SendQueue.LOST | SendQueue.SACKED)) {
      return false;
    }
    lostHint = Math.min(lostHint, index);
    boolean again = clearResent(index);
    ring.leaveOrder(index);
    ring.set(index, SendQueue.LOST);
    lostBytes += sequenceLength(index);
    lostCount++;
    return again;
  }

  /** The peer holds the entry. RFC 2018 5. */
  public void markSacked(int index) {
    clearLost(index);
    clearResent(index);
    ring.leaveOrder(index);
    ring.set(index, SendQueue.SACKED);
    sackedBytes += sequenceLength(index);
    sackedCount++;
  }

  /** The first of the entries marked lost; -1 if there is none. */
  public int firstLost() {
    if (lostCount == 0) {
      return -1;
    }
    while (!ring.is(lostHint, SendQueue.LOST)) {
      lostHint++;
    }
    return lostHint;
  }

  /** What was lost and not sent again was delayed only: it is on its way after all. */
  void unmarkLost(int sentCount) {
    for (int i = sentCount - 1; i >= 0 && lostCount > 0; i--) {
      if (ring.is(i, SendQueue.LOST)) {
        clearLost(i);
        ring.enterOrder(i);
      }
    }
  }

  /** The peer took back what it reported: RFC 2018 8. */
  void forgetSacked(int sentCount) {
    for (int i = sentCount - 1; i >= 0 && sackedCount > 0; i--) {
      if (ring.is(i, SendQueue.SACKED)) {
        clearSacked(i);
        ring.enterOrder(i);
      }
    }
  }

  /** So much of the front of the oldest entry is acknowledged. */
  void trimFirst(int bytes) {
    lostBytes -= ring.is(0, SendQueue.LOST) ? bytes : 0;
    sackedBytes -= ring.is(0, SendQueue.SACKED) ? bytes : 0;
  }

  /** The oldest entry is about to go. */
  void removeFirst() {
    clearLost(0);
    clearSacked(0);
    clearResent(0);
    ring.leaveOrder(0);
    lostHint = Math.max(0, lostHint - 1);
  }

  /** Entry {@code index} was cut: what follows it has the same marks. */
  void onSplit(int index) {
    lostCount += ring.is(index, SendQueue.LOST) ? 1 : 0;
    sackedCount += ring.is(index, SendQueue.SACKED) ? 1 : 0;
    resentCount += ring.is(index, SendQueue.RESENT) ? 1 : 0;
    lostHint += index < lostHint ? 1 : 0;
  }

  /** An entry takes bytes over from its neighbour, or gives them away. */
  void grow(int index, int bytes) {
    lostBytes += ring.is(index, SendQueue.LOST) ? bytes : 0;
  }

  /** Entry {@code index}, of which so much is left, becomes part of {@code into}. */
  void absorb(int index, int sequenceNumbers, int into) {
    if (ring.is(index, SendQueue.LOST)) {
      lostBytes -= sequenceNumbers;
      lostCount--;
    }
    clearResent(index);
    lostHint -= index < lostHint ? 1 : 0;
    boolean fin = ring.is(index, SendQueue.FIN);
    lostBytes += fin && ring.is(into, SendQueue.LOST) ? 1 : 0;
  }

  void clear() {
    lostBytes = 0;
    sackedBytes = 0;
    lostCount = 0;
    sackedCount = 0;
    resentCount = 0;
    lostHint = 0;
  }

  private void clearLost(int index) {
    if (ring.is(index, SendQueue.LOST)) {
      ring.unset(index, SendQueue.LOST);
      lostBytes -= sequenceLength(index);
      lostCount--;
    }
  }

  private void clearSacked(int index) {
    if (ring.is(index, SendQueue.SACKED)) {
      ring.unset(index, SendQueue.SACKED);
      sackedBytes -= sequenceLength(index);
      sackedCount--;
    }
  }

  private boolean clearResent(int index) {
    boolean was = ring.is(index, SendQueue.RESENT);
    if (was) {
      ring.unset(index, SendQueue.RESENT);
      resentCount--;
    }
    return was;
  }

  private int sequenceLength(int index) {
    return ring.length(index) + (ring.is(index, SendQueue.FIN) ? 1 : 0);
  }
}
