package io.ringroad.fastpath.tcp;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.Arrays;

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
final class SendQueue {

  /** The peer has not got it, as far as loss recovery knows, and it is not on its way again. */
  static final int LOST = 1;

  /** Sent more than once: its acknowledgment says nothing of the round-trip time (Karn). */
  static final int RETRANSMITTED = 2;

  /** This side's FIN, which occupies one sequence number after the payload. */
  static final int FIN = 4;

  /** No round-trip time can be told from an acknowledgment. */
  static final long AMBIGUOUS = Long.MIN_VALUE;

  private static final int INITIAL_CAPACITY = 16;

  private long[] frames = new long[INITIAL_CAPACITY];
  private long[] payloads = new long[INITIAL_CAPACITY];
  private long[] sentNs = new long[INITIAL_CAPACITY];
  private int[] sequences = new int[INITIAL_CAPACITY];
  private int[] lengths = new int[INITIAL_CAPACITY];
  private byte[] flags = new byte[INITIAL_CAPACITY];
  private final Frame tail = new Frame();
  private int head;
  private int size;
  private int sentCount;
  private int endSequence;
  private int unsentBytes;
  private int lostBytes;
  private int lostHint;
  private long sampleSentNs;

  /** Begins, empty, at this sequence number. */
  void start(int sequence) {
    endSequence = sequence;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Entries that were sent at least once; the index of the first that was not. */
  int sentCount() {
    return sentCount;
  }

  boolean hasUnsent() {
    return sentCount < size;
  }

  /** Payload bytes not yet sent. */
  int unsentBytes() {
    return unsentBytes;
  }

  /** Sequence numbers of all entries marked lost. */
  int lostBytes() {
    return lostBytes;
  }

  /** The sequence number after the last entry. */
  int endSequence() {
    return endSequence;
  }

  long frame(int index) {
    return frames[slot(index)];
  }

  /** The address of the entry's first payload byte. */
  long payload(int index) {
    return payloads[slot(index)];
  }

  int sequence(int index) {
    return sequences[slot(index)];
  }

  /** Payload bytes of the entry. */
  int length(int index) {
    return lengths[slot(index)];
  }

  /** Sequence numbers that the entry occupies: its payload, and its FIN. */
  int sequenceLength(int index) {
    int slot = slot(index);
    return lengths[slot] + ((flags[slot] & FIN) != 0 ? 1 : 0);
  }

  boolean is(int index, int flag) {
    return (flags[slot(index)] & flag) != 0;
  }

  /** When the entry was sent last. */
  long sentNs(int index) {
    return sentNs[slot(index)];
  }

  /**
   * Takes a frame of the application, whose data is the payload. A small one is copied behind the
   * last entry, if that is not sent yet, nobody else holds its frame and both fit into one segment.
   */
  void append(long frame, int segmentBytes, FrameCache cache) {
    tail.wrap(frame);
    long payload = tail.data();
    int length = tail.length();
    if (length == 0) {
      cache.free(frame);
      return;
    }
    if (coalesce(payload, length, segmentBytes)) {
      cache.free(frame);
    } else {
      add(frame, payload, length, 0);
    }
    endSequence += length;
    unsentBytes += length;
  }

  private boolean coalesce(long payload, int length, int segmentBytes) {
    if (!hasUnsent()) {
      return false;
    }
    int slot = slot(size - 1);
    if (lengths[slot] + length > segmentBytes || (flags[slot] & FIN) != 0) {
      return false;
    }
    tail.wrap(frames[slot]);
    if (tail.references() != 1 || tail.tailroom() < length) {
      return false;
    }
    NativeMemory.copy(payload, tail.append(length), length);
    lengths[slot] += length;
    return true;
  }

  /**
   * Queues this side's FIN: on the last entry if that is not sent yet, else as an entry of its own.
   */
  void appendFin() {
    if (hasUnsent()) {
      flags[slot(size - 1)] |= FIN;
    } else {
      add(0, 0, 0, FIN);
    }
    endSequence++;
  }

  private void add(long frame, long payload, int length, int flag) {
    if (size == frames.length) {
      grow();
    }
    int slot = slot(size++);
    frames[slot] = frame;
    payloads[slot] = payload;
    lengths[slot] = length;
    sequences[slot] = endSequence;
    flags[slot] = (byte) flag;
  }

  /**
   * Cuts an entry in two, so that the first has {@code bytes} of payload; the second shares its
   * frame.
   */
  void split(int index, int bytes) {
    if (size == frames.length) {
      grow();
    }
    for (int i = size; i > index + 1; i--) {
      move(slot(i - 1), slot(i));
    }
    size++;
    if (index < sentCount) {
      sentCount++;
    }
    int first = slot(index);
    int second = slot(index + 1);
    move(first, second);
    tail.wrap(frames[first]).retain();
    payloads[second] += bytes;
    sequences[second] += bytes;
    lengths[second] -= bytes;
    lengths[first] = bytes;
    flags[first] &= ~FIN;
  }

  private void move(int from, int to) {
    frames[to] = frames[from];
    payloads[to] = payloads[from];
    sentNs[to] = sentNs[from];
    sequences[to] = sequences[from];
    lengths[to] = lengths[from];
    flags[to] = flags[from];
  }

  /** Notes that entry {@code index}, the first unsent or one sent before, goes out now. */
  void onSent(int index, long nowNs) {
    int slot = slot(index);
    sentNs[slot] = nowNs;
    if (index == sentCount) {
      sentCount++;
      unsentBytes -= lengths[slot];
      return;
    }
    if ((flags[slot] & LOST) != 0) {
      lostBytes -= sequenceLength(index);
    }
    flags[slot] = (byte) (flags[slot] & ~LOST | RETRANSMITTED);
  }

  /** Marks every sent entry lost: after a timeout all is sent again, oldest first. */
  void markSentLost() {
    lostBytes = 0;
    for (int i = 0; i < sentCount; i++) {
      flags[slot(i)] |= LOST;
      lostBytes += sequenceLength(i);
    }
    lostHint = 0;
  }

  /** Marks one sent entry lost. */
  void markLost(int index) {
    int slot = slot(index);
    if ((flags[slot] & LOST) == 0) {
      flags[slot] |= LOST;
      lostBytes += sequenceLength(index);
      lostHint = Math.min(lostHint, index);
    }
  }

  /** The oldest entry marked lost, -1 if there is none. */
  int firstLost() {
    if (lostBytes == 0) {
      return -1;
    }
    while (lostHint < sentCount && !is(lostHint, LOST)) {
      lostHint++;
    }
    return lostHint < sentCount ? lostHint : -1;
  }

  /**
   * Lets go of everything before {@code sequence}. An entry that is covered in part keeps its rest.
   * Afterwards {@link #sampleSentNs()} is that of what was covered.
   *
   * @return payload bytes let go
   */
  int acknowledge(int sequence, FrameCache cache) {
    int bytes = 0;
    sampleSentNs = Long.MAX_VALUE;
    while (sentCount > 0) {
      int slot = slot(0);
      int covered = sequence - sequences[slot];
      if (covered <= 0) {
        break;
      }
      noteSample(slot);
      if (covered < sequenceLength(0)) {
        bytes += trim(slot, Math.min(covered, lengths[slot]));
        break;
      }
      bytes += lengths[slot];
      removeFirst(cache);
    }
    return bytes;
  }

  /**
   * When the oldest segment of the last acknowledgment was sent; {@link #AMBIGUOUS} if one of them
   * was sent more than once.
   */
  long sampleSentNs() {
    return sampleSentNs;
  }

  private void noteSample(int slot) {
    if ((flags[slot] & RETRANSMITTED) != 0) {
      sampleSentNs = AMBIGUOUS; // RFC 6298 3: Karn's algorithm
    } else if (sampleSentNs == Long.MAX_VALUE) {
      sampleSentNs = sentNs[slot];
    }
  }

  private int trim(int slot, int bytes) {
    payloads[slot] += bytes;
    sequences[slot] += bytes;
    lengths[slot] -= bytes;
    if ((flags[slot] & LOST) != 0) {
      lostBytes -= bytes;
    }
    return bytes;
  }

  private void removeFirst(FrameCache cache) {
    int slot = slot(0);
    if ((flags[slot] & LOST) != 0) {
      lostBytes -= sequenceLength(0);
    }
    if (frames[slot] != 0) {
      cache.free(frames[slot]);
      frames[slot] = 0;
    }
    head = head + 1 & frames.length - 1;
    size--;
    sentCount--;
    lostHint = Math.max(0, lostHint - 1);
  }

  /** Lets go of everything and is as new. */
  void clear(FrameCache cache) {
    for (int i = 0; i < size; i++) {
      int slot = slot(i);
      if (frames[slot] != 0) {
        cache.free(frames[slot]);
        frames[slot] = 0;
      }
    }
    head = 0;
    size = 0;
    sentCount = 0;
    unsentBytes = 0;
    lostBytes = 0;
    lostHint = 0;
  }

  private int slot(int index) {
    return head + index & frames.length - 1;
  }

  private void grow() {
    int capacity = 2 * frames.length;
    frames = Arrays.copyOf(unroll(frames), capacity);
    payloads = Arrays.copyOf(unroll(payloads), capacity);
    sentNs = Arrays.copyOf(unroll(sentNs), capacity);
    sequences = Arrays.copyOf(unroll(sequences), capacity);
    lengths = Arrays.copyOf(unroll(lengths), capacity);
    flags = Arrays.copyOf(unroll(flags), capacity);
    head = 0;
  }

  private long[] unroll(long[] ring) {
    long[] line = new long[ring.length];
    System.arraycopy(ring, head, line, 0, ring.length - head);
    System.arraycopy(ring, 0, line, ring.length - head, head);
    return line;
  }

  private int[] unroll(int[] ring) {
    int[] line = new int[ring.length];
    System.arraycopy(ring, head, line, 0, ring.length - head);
    System.arraycopy(ring, 0, line, ring.length - head, head);
    return line;
  }

  private byte[] unroll(byte[] ring) {
    byte[] line = new byte[ring.length];
    System.arraycopy(ring, head, line, 0, ring.length - head);
    System.arraycopy(ring, 0, line, ring.length - head, head);
    return line;
  }
}
