package io.ringroad.pmd.sim;

import java.util.Arrays;

/**
 * The frames that wait until a link of limited rate takes them, as departure times and lengths: a
 * ring that grows. The frame that is just being sent does not wait any more.
 */
final class TransmitQueue {
  private long[] startNs = new long[64];
  private int[] lengths = new int[64];
  private int first;
  private int size;
  private long bytes;
  private long freeAtNs = Long.MIN_VALUE;

  /** Whether a frame may still wait, or need not. */
  boolean hasRoom(int length, long nowNs, LinkProfile profile) {
    forgetStarted(nowNs);
    return freeAtNs <= nowNs
        || size < profile.queueFrames() && bytes + length <= profile.queueBytes();
  }

  /** Frames that wait, as of the last {@link #hasRoom}. */
  int size() {
    return size;
  }

  /**
   * Adds a frame.
   *
   * @return when its last bit leaves
   */
  long add(int length, long nowNs, long serialisationNs) {
    long start = Math.max(nowNs, freeAtNs);
    freeAtNs = start + serialisationNs;
    if (start > nowNs) {
      remember(start, length);
    }
    return freeAtNs;
  }

  private void forgetStarted(long nowNs) {
    while (size > 0 && startNs[first] <= nowNs) {
      bytes -= lengths[first];
      first = (first + 1) % startNs.length;
      size--;
    }
  }

  private void remember(long start, int length) {
    if (size == startNs.length) {
      grow();
    }
    int at = (first + size) % startNs.length;
    startNs[at] = start;
    lengths[at] = length;
    size++;
    bytes += length;
  }

  private void grow() {
    int capacity = startNs.length;
    long[] starts = Arrays.copyOf(startNs, 2 * capacity);
    int[] sizes = Arrays.copyOf(lengths, 2 * capacity);
    // What had wrapped to the front goes behind the old end.
    System.arraycopy(startNs, 0, starts, capacity, first);
    System.arraycopy(lengths, 0, sizes, capacity, first);
    startNs = starts;
    lengths = sizes;
  }
}
