package io.ringroad.fastpath.tcp.queue;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * What one connection has to send, and what it has sent and not had acknowledged: the RFC's send
 * queue and retransmission queue in one (RFC 9293 3.4), ordered by sequence number.
 *
 * <pre>
 *   0              sentCount()          size()
 *   +--------------+--------------------+
 *   | sent         | not yet sent       |       entry: sequence, length, frame, payload address,
 *   +--------------+--------------------+              flags, time of the last transmission
 *   ^ SND.UNA      ^ SND.NXT            ^ endSequence()
 * </pre>
 *
 * <p>Each entry holds one reference to its frame. Where the payload lies is remembered here and not
 * in the frame, because headers that are put before it move the frame's own idea of its data. An
 * entry is what goes out as one segment. Indices count from the oldest entry. Owned by the lane.
 */
public final class SendQueue {

  /** The peer has not got it, as far as loss recovery knows, and it is not on its way again. */
  public static final int LOST = 1;

  /** Sent more than once: its acknowledgment says nothing of the round-trip time (Karn). */
  public static final int RETRANSMITTED = 2;

  /** This side's FIN, which occupies one sequence number after the payload. */
  public static final int FIN = 4;

  /** The application's record ends with this entry: nothing is copied behind it. */
  public static final int SEALED = 8;

  /** More is to follow at once (MSG_MORE): a short last segment waits for it. */
  public static final int MORE = 16;

  /** The peer has reported to hold it. RFC 2018. */
  public static final int SACKED = 32;

  /** It was lost, and is on its way again. */
  static final int RESENT = 64;

  /** It went out with PSH, which its retransmission has, too. */
  public static final int PUSHED = 128;

  private final SegmentRing ring = new SegmentRing();
  private final Scoreboard scoreboard = new Scoreboard(ring);
  private final RackState rack = new RackState();
  private final SackBlocks reported = new SackBlocks();
  private final Frame tail = new Frame();
  private int sentCount;
  private int endSequence;
  private int unsentBytes;

  /** Begins, empty, at this sequence number. */
  void start(int sequence) {
    endSequence = sequence;
    rack.start(sequence);
    reported.clear();
  }

  /** What is known of the entries that were sent. */
  public Scoreboard scoreboard() {
    return scoreboard;
  }

  /** What was delivered of them last. */
  public RackState rack() {
    return rack;
  }

  /** The blocks that the peer reported last. */
  public SackBlocks reported() {
    return reported;
  }

  public int size() {
    return ring.size();
  }

  public boolean isEmpty() {
    return ring.size() == 0;
  }

  /** Entries that were sent at least once; the index of the first that was not. */
  public int sentCount() {
    return sentCount;
  }

  public boolean hasUnsent() {
    return sentCount < ring.size();
  }

  /** Payload bytes not yet sent. */
  public int unsentBytes() {
    return unsentBytes;
  }

  /** The sequence number after the last entry. */
  public int endSequence() {
    return endSequence;
  }

  /** The entry's frame; 0 for a FIN without payload. */
  public long frame(int index) {
    return ring.frame(index);
  }

  /** The address of the entry's first payload byte. */
  public long payload(int index) {
    return ring.payload(index);
  }

  public int sequence(int index) {
    return ring.sequence(index);
  }

  /** Payload bytes of the entry. */
  public int length(int index) {
    return ring.length(index);
  }

  /** Sequence numbers that the entry occupies: its payload, and its FIN. */
  public int sequenceLength(int index) {
    return ring.length(index) + (ring.is(index, FIN) ? 1 : 0);
  }

  public boolean is(int index, int flag) {
    return ring.is(index, flag);
  }

  /** When the entry was sent last. */
  public long sentNs(int index) {
    return ring.sentNs(index);
  }

  /** When something had last been delivered before the entry was sent; {@link DeliveryRate}. */
  public long priorDeliveredNs(int index) {
    return ring.priorDeliveredNs(index);
  }

  /** When the segment had been sent that was delivered last before the entry was sent. */
  public long priorFirstSentNs(int index) {
    return ring.priorFirstSentNs(index);
  }

  /** What had been delivered when the entry was sent: {@link DeliveryRate#mark}. */
  public int priorDelivered(int index) {
    return ring.priorDelivered(index);
  }

  /** Notes the three above. */
  public void prior(int index, int delivered, long deliveredNs, long firstSentNs) {
    ring.prior(index, delivered, deliveredNs, firstSentNs);
  }

  /**
   * Takes a frame of the application, whose data is the payload. Its first bytes are copied behind
   * the last entry until that fills a segment, if it is not sent yet and nobody else holds its
   * frame: RFC 9293 3.8.6.2.1, no small segment where there is data for a full one.
   *
   * @param marks {@link #SEALED} if nothing is to be copied behind these bytes, {@link #MORE}, or 0
   */
  public void append(long frame, int marks, int segmentBytes, FrameCache cache) {
    tail.wrap(frame);
    long payload = tail.data();
    int length = tail.length();
    if (length == 0) {
      cache.free(frame);
      return;
    }
    int filled = fillLast(payload, length, segmentBytes);
    if (filled == length) {
      cache.free(frame);
    } else {
      ring.add(frame, payload + filled, endSequence + filled, length - filled, 0);
    }
    if (filled > 0) {
      ring.unset(size() - 1, MORE);
    }
    ring.set(size() - 1, marks);
    endSequence += length;
    unsentBytes += length;
  }

  /** Copies as many of these bytes as the last entry can take; returns how many. */
  private int fillLast(long payload, int length, int segmentBytes) {
    if (!hasUnsent()) {
      return 0;
    }
    int last = size() - 1;
    int bytes = Math.min(length, segmentBytes - ring.length(last));
    if (bytes <= 0 || ring.is(last, FIN | SEALED)) {
      return 0;
    }
    tail.wrap(ring.frame(last));
    if (tail.references() != 1 || tail.tailroom() < bytes) {
      return 0;
    }
    NativeMemory.copy(payload, tail.append(bytes), bytes);
    ring.length(last, ring.length(last) + bytes);
    return bytes;
  }

  /**
   * Queues this side's FIN: on the last entry if that is not sent yet, else as an entry of its own.
   */
  public void appendFin() {
    if (hasUnsent()) {
      ring.set(size() - 1, FIN);
    } else {
      ring.add(0, 0, endSequence, 0, FIN);
    }
    endSequence++;
  }

  /**
   * Cuts an entry in two, so that the first has {@code bytes} of payload; the second shares its
   * frame.
   */
  public void split(int index, int bytes) {
    ring.duplicate(index);
    tail.wrap(ring.frame(index)).retain();
    ring.length(index, bytes);
    ring.unset(index, FIN | SEALED | PUSHED);
    ring.trimFront(index + 1, bytes);
    if (index < sentCount) {
      sentCount++;
      scoreboard.onSplit(index);
    }
  }

  /** The entry goes out with PSH. */
  public void markPushed(int index) {
    ring.set(index, PUSHED);
  }

  /**
   * Copies what follows an entry behind it, until it has {@code bytes} of payload or the next entry
   * is used up. Both were sent, or neither was; neither is reported by the peer.
   *
   * @return false if there was no frame for the copy
   */
  public boolean fill(int index, int bytes, FrameCache cache) {
    int own = ring.length(index);
    long copy = cache.allocate();
    if (copy == 0) {
      return false;
    }
    int room = Math.min(bytes, tail.wrap(copy).tailroom()) - own;
    if (room <= 0) {
      cache.free(copy);
      return false;
    }
    int more = Math.min(room, ring.length(index + 1));
    long to = tail.append(own + more);
    NativeMemory.copy(ring.payload(index), to, own);
    NativeMemory.copy(ring.payload(index + 1), to + own, more);
    cache.free(ring.frame(index));
    ring.replace(index, copy, to);
    scoreboard.grow(index, more);
    ring.length(index, own + more);
    ring.unset(index, MORE);
    if (more < ring.length(index + 1)) {
      scoreboard.grow(index + 1, -more);
      ring.trimFront(index + 1, more);
    } else {
      absorbNext(index, more, cache);
    }
    return true;
  }

  private void absorbNext(int index, int bytes, FrameCache cache) {
    int next = index + 1;
    boolean fin = ring.is(next, FIN);
    for (int mark = FIN; mark <= PUSHED; mark <<= 1) {
      if ((mark & (FIN | SEALED | MORE | PUSHED)) != 0 && ring.is(next, mark)) {
        ring.set(index, mark);
      }
    }
    if (ring.frame(next) != 0) {
      cache.free(ring.frame(next));
    }
    scoreboard.absorb(next, bytes + (fin ? 1 : 0), index);
    ring.remove(next);
    if (index + 1 < sentCount) {
      sentCount--;
    }
  }

  /** Notes that entry {@code index}, the first unsent or one sent before, goes out now. */
  public void onSent(int index, long nowNs) {
    boolean again = index < sentCount;
    scoreboard.onSent(index, again, nowNs);
    if (!again) {
      sentCount++;
      unsentBytes -= ring.length(index);
    }
  }

  /** The sent entry that went out longest ago of those on their way; -1 if there is none. */
  public int firstInOrder() {
    return ring.firstInOrder();
  }

  /** The entry sent after this one, which is on its way; -1 if there is none. */
  public int nextInOrder(int index) {
    return ring.nextInOrder(index);
  }

  /** Marks every sent entry lost that the peer has not reported. */
  public void markSentLost() {
    for (int i = 0; i < sentCount; i++) {
      scoreboard.markLost(i);
    }
  }

  /** Undoes the marks of what was taken for lost and not sent again. */
  public void unmarkLost() {
    scoreboard.unmarkLost(sentCount);
  }

  /** Forgets what the peer has reported. */
  public void forgetSacked() {
    scoreboard.forgetSacked(sentCount);
    reported.clear();
  }

  /** The index of the first sent entry that ends after {@code sequence}; else sentCount(). */
  public int indexOf(int sequence) {
    int low = 0;
    int high = sentCount;
    while (low < high) {
      int middle = low + high >>> 1;
      if (ring.sequence(middle) + sequenceLength(middle) - sequence <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Lets go of the oldest entry's first {@code bytes} of payload. */
  public void trimFirst(int bytes) {
    scoreboard.trimFirst(bytes);
    ring.trimFront(0, bytes);
  }

  /** Lets go of the oldest entry, which was sent. */
  public void removeFirst(FrameCache cache) {
    scoreboard.removeFirst();
    if (ring.frame(0) != 0) {
      cache.free(ring.frame(0));
    }
    ring.removeFirst();
    sentCount--;
  }

  /** Lets go of everything and is as new. */
  public void clear(FrameCache cache) {
    for (int i = 0; i < size(); i++) {
      if (ring.frame(i) != 0) {
        cache.free(ring.frame(i));
      }
    }
    ring.clear();
    scoreboard.clear();
    sentCount = 0;
    unsentBytes = 0;
  }
}
