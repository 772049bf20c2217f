package io.ringroad.fastpath.tcp.queue;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.Arrays;

/**
 * Received payload that can't go to the application yet: what came out of order (RFC 9293 3.10.7.4,
 * seventh: segments with higher beginning sequence numbers should be held), and what is in order
 * while the application's ring is full. Sorted by sequence number, without overlaps; the bytes that
 * came first stay.
 *
 * <p>Each entry owns its frame, whose data is the entry's payload. A small segment that follows an
 * entry is copied behind it, so that small segments don't pin a frame each; the number of entries
 * is bounded by the caller. Owned by the lane.
 */
public final class Reassembly {

  private static final int INITIAL_CAPACITY = 16;

  /** What became of a segment. */
  public enum Insertion {
    /** At least one byte of it was new and is held now. */
    HELD,
    /** All of it was held already. */
    DUPLICATE,
    /** There was no room for it. */
    NO_ROOM
  }

  private final SackReport report = new SackReport();
  private final Frame frame = new Frame();
  private long[] frames = new long[INITIAL_CAPACITY];
  private int[] sequences = new int[INITIAL_CAPACITY];
  private int[] lengths = new int[INITIAL_CAPACITY];
  private int first;
  private int size;
  private int duplicateLeft;
  private int duplicateRight;

  /** The blocks that the peer is told of. */
  public SackReport report() {
    return report;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Frames held. */
  public int size() {
    return size;
  }

  /** The first sequence number held; there must be one. */
  public int firstSequence() {
    return sequences[first];
  }

  public long firstFrame() {
    return frames[first];
  }

  public int firstLength() {
    return lengths[first];
  }

  /** Gives the first entry, and its frame, to the caller. */
  public void removeFirst() {
    first++;
    size--;
    if (size == 0) {
      first = 0;
    }
  }

  /**
   * Takes a frame whose data is the payload that begins at {@code sequence}, or frees it if it
   * brings nothing new or there is no room. Afterwards {@link #duplicateLeft()} tells what was held
   * before.
   *
   * @param maxEntries most frames to hold
   */
  public Insertion insert(long address, int sequence, int maxEntries, FrameCache cache) {
    frame.wrap(address);
    int begin = sequence;
    duplicateLeft = begin;
    duplicateRight = begin;
    int index = indexAfter(begin);
    while (index > 0 && end(index - 1) - begin > 0) {
      int overlap = end(index - 1) - begin;
      if (overlap >= frame.length()) {
        duplicateRight = begin + frame.length();
        cache.free(address);
        return Insertion.DUPLICATE;
      }
      duplicateRight = begin + overlap;
      frame.trimFront(overlap);
      begin += overlap;
      index = indexAfter(begin);
    }
    dropCovered(index, begin + frame.length(), cache);
    if (index < size) {
      int overlap = begin + frame.length() - sequences[first + index];
      if (overlap > 0) {
        noteDuplicate(sequences[first + index], begin + frame.length());
        frame.trimTo(frame.length() - overlap);
      }
    }
    return store(address, index, begin, maxEntries, cache);
  }

  /** Where the last segment's bytes that were held before begin. RFC 2883 4. */
  public int duplicateLeft() {
    return duplicateLeft;
  }

  /** Where they end; at their beginning if there were none. */
  public int duplicateRight() {
    return duplicateRight;
  }

  /** RFC 2883 4: one block is reported, so of several duplicates the first that hang together. */
  private void noteDuplicate(int left, int right) {
    if (duplicateLeft == duplicateRight) {
      duplicateLeft = left;
      duplicateRight = right;
    } else if (left == duplicateRight) {
      duplicateRight = right;
    }
  }

  /** Frees the entries from {@code index} on that end at or before {@code endSequence}. */
  private void dropCovered(int index, int endSequence, FrameCache cache) {
    int covered = 0;
    while (index + covered < size && end(index + covered) - endSequence <= 0) {
      noteDuplicate(sequences[first + index + covered], end(index + covered));
      cache.free(frames[first + index + covered]);
      covered++;
    }
    if (covered > 0) {
      remove(index, covered);
    }
  }

  private Insertion store(long address, int index, int begin, int maxEntries, FrameCache cache) {
    int length = frame.length();
    long payload = frame.data();
    if (index > 0 && end(index - 1) == begin && appendTo(index - 1, payload, length)) {
      cache.free(address);
      return Insertion.HELD;
    }
    if (size >= maxEntries) {
      cache.free(address);
      return Insertion.NO_ROOM;
    }
    if (first + size == frames.length) {
      makeRoom();
    }
    int at = first + index;
    System.arraycopy(frames, at, frames, at + 1, size - index);
    System.arraycopy(sequences, at, sequences, at + 1, size - index);
    System.arraycopy(lengths, at, lengths, at + 1, size - index);
    frames[at] = address;
    sequences[at] = begin;
    lengths[at] = length;
    size++;
    return Insertion.HELD;
  }

  private void makeRoom() {
    if (first == 0) {
      frames = Arrays.copyOf(frames, 2 * size);
      sequences = Arrays.copyOf(sequences, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
      return;
    }
    System.arraycopy(frames, first, frames, 0, size);
    System.arraycopy(sequences, first, sequences, 0, size);
    System.arraycopy(lengths, first, lengths, 0, size);
    first = 0;
  }

  private boolean appendTo(int index, long payload, int length) {
    frame.wrap(frames[first + index]);
    if (frame.references() != 1 || frame.tailroom() < length) {
      return false;
    }
    NativeMemory.copy(payload, frame.append(length), length);
    lengths[first + index] += length;
    return true;
  }

  /** Frees what lies before {@code sequence}, because it came by another way. */
  public void dropBefore(int sequence, FrameCache cache) {
    while (size > 0 && end(0) - sequence <= 0) {
      cache.free(frames[first]);
      removeFirst();
    }
    int overlap = size == 0 ? 0 : sequence - sequences[first];
    if (overlap > 0) {
      frame.wrap(frames[first]).trimFront(overlap);
      sequences[first] += overlap;
      lengths[first] -= overlap;
    }
  }

  /** Where the bytes from {@code sequence} on that are held without a gap end. */
  public int contiguousEnd(int sequence) {
    int next = sequence;
    for (int i = Math.max(0, indexAfter(next) - 1); i < size; i++) {
      if (sequences[first + i] - next > 0) {
        break;
      }
      if (end(i) - next > 0) {
        next = end(i);
      }
    }
    return next;
  }

  /** Frees everything. */
  public void clear(FrameCache cache) {
    for (int i = 0; i < size; i++) {
      cache.free(frames[first + i]);
    }
    first = 0;
    size = 0;
    report.clear();
  }

  private int end(int index) {
    return sequences[first + index] + lengths[first + index];
  }

  /** The index of the first entry that begins after {@code sequence}. */
  private int indexAfter(int sequence) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = low + high >>> 1;
      if (sequences[first + middle] - sequence <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void remove(int index, int count) {
    int at = first + index;
    int after = size - index - count;
    System.arraycopy(frames, at + count, frames, at, after);
    System.arraycopy(sequences, at + count, sequences, at, after);
    System.arraycopy(lengths, at + count, lengths, at, after);
    size -= count;
  }
}
