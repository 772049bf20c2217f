package io.ringroad.pmd;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;

/**
 * A lane's own front of a {@link FramePool}: last freed, first allocated, so that frames come warm
 * from the processor's cache and the pool's shared state is touched once a batch. Belongs to one
 * thread. A frame in the cache has no reference, so that one freed twice is found at once.
 */
public final class FrameCache {
  private final FramePool pool;
  private final long poolId;
  private final long[] stack;
  private final FrameBurst batch;
  private int size;

  /**
   * @param pool where frames come from
   * @param capacity most frames that the cache keeps for itself, 2 or more; half of it moves at a
   *     time
   */
  public FrameCache(FramePool pool, int capacity) {
    if (capacity < 2) {
      throw new IllegalArgumentException("a cache keeps at least 2 frames, not " + capacity);
    }
    this.pool = pool;
    this.poolId = pool.id();
    this.stack = new long[capacity];
    this.batch = new FrameBurst(capacity / 2);
  }

  /** The pool behind this cache. */
  public FramePool pool() {
    return pool;
  }

  /**
   * Takes a frame: empty, default headroom, one reference.
   *
   * @return its address, or 0 if cache and pool are dry
   */
  public long allocate() {
    if (size == 0 && !refill()) {
      return 0;
    }
    long address = stack[--size];
    Frame.reset(address);
    return address;
  }

  /** Drops one reference; with the last, every segment of the frame goes back. */
  public void free(long address) {
    Frame.checkHeld(address);
    if (NativeMemory.getLong(address + MbufLayout.POOL) != poolId
        || NativeMemory.getLong(address + MbufLayout.NEXT) != 0) {
      pool.free(address);
    } else if (Frame.release(address)) {
      if (size == stack.length) {
        spill(batch.capacity());
      }
      NativeMemory.putShort(address + MbufLayout.REFCNT, (short) 0);
      stack[size++] = address;
    }
  }

  /** Frees each frame of the burst and empties it. */
  public void free(FrameBurst burst) {
    for (int i = 0; i < burst.size(); i++) {
      free(burst.get(i));
    }
    burst.clear();
  }

  /** Frames that can be taken now, the pool's included; a snapshot. */
  public int available() {
    return size + pool.available();
  }

  /** Frames that the cache keeps; the pool counts them as in use. */
  public int cached() {
    return size;
  }

  /** Gives every cached frame back to the pool. */
  public void drain() {
    while (size > 0) {
      spill(Math.min(size, batch.capacity()));
    }
  }

  private boolean refill() {
    batch.clear();
    int taken = pool.allocate(batch, batch.capacity());
    for (int i = 0; i < taken; i++) {
      long address = batch.get(i);
      NativeMemory.putShort(address + MbufLayout.REFCNT, (short) 0);
      stack[size++] = address;
    }
    batch.clear();
    return taken > 0;
  }

  /** The frames that were freed longest ago go. */
  private void spill(int count) {
    batch.clear();
    for (int i = 0; i < count; i++) {
      long address = stack[i];
      NativeMemory.putShort(address + MbufLayout.REFCNT, (short) 1);
      batch.add(address);
    }
    System.arraycopy(stack, count, stack, 0, size - count);
    size -= count;
    pool.free(batch);
  }
}
