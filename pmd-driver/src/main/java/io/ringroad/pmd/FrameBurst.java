package io.ringroad.pmd;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A list of frames with a fixed capacity, in the memory layout that DPDK's burst functions read and
 * write: an array of addresses. The frames in it belong to the burst's owner. Not thread-safe.
 *
 * <p>The native array lives as long as this object is reachable.
 */
public final class FrameBurst {
  private final MemorySegment array;
  private final long address;
  private final int capacity;
  private int size;

  /**
   * @param capacity most frames it holds, 1 or more
   */
  public FrameBurst(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
    }
    this.capacity = capacity;
    this.array = Arena.ofAuto().allocate((long) capacity * Long.BYTES, 64);
    this.address = array.address();
  }

  /** The address of the array's first entry, for a driver that reads or writes it in place. */
  public long address() {
    return address;
  }

  public int capacity() {
    return capacity;
  }

  /** Frames in the burst. */
  public int size() {
    return size;
  }

  /** Sets how many entries count, after a driver wrote the array. */
  public void size(int size) {
    assert size >= 0 && size <= capacity : "size";
    this.size = size;
  }

  /** How many frames can be added. */
  public int room() {
    return capacity - size;
  }

  public boolean isFull() {
    return size == capacity;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The frame at {@code index}, 0 to {@link #size()} - 1. */
  public long get(int index) {
    assert index >= 0 && index < size : "index";
    return NativeMemory.getLong(address + (long) index * Long.BYTES);
  }

  /** Replaces the entry at {@code index}, 0 to {@link #size()} - 1. */
  public void set(int index, long frame) {
    assert index >= 0 && index < size : "index";
    NativeMemory.putLong(address + (long) index * Long.BYTES, frame);
  }

  /**
   * Appends a frame.
   *
   * @return false if the burst is full; the frame is then still the caller's
   */
  public boolean add(long frame) {
    if (size == capacity) {
      return false;
    }
    NativeMemory.putLong(address + (long) size * Long.BYTES, frame);
    size++;
    return true;
  }

  /** Forgets all entries; their frames must have found another owner. */
  public void clear() {
    size = 0;
  }

  /**
   * Forgets the first {@code count} entries (0 to {@link #size()}); the others move to the front.
   */
  public void removeFirst(int count) {
    assert count >= 0 && count <= size : "count";
    int left = size - count;
    if (count > 0 && left > 0) {
      MemorySegment.copy(
          array,
          ValueLayout.JAVA_LONG,
          (long) count * Long.BYTES,
          array,
          ValueLayout.JAVA_LONG,
          0,
          left);
    }
    size = left;
  }
}
