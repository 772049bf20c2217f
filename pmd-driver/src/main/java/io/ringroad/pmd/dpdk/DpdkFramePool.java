package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.DpdkException;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.ffm.dpdk.MbufPool;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;

/**
 * Frames in DPDK's memory, which devices receive into and send from. Frames that a running device
 * keeps in its receive ring are in use: close the devices first, the pool after them.
 *
 * <p>Each call goes to the pool's shared ring, so that a thread which allocates often has a {@link
 * io.ringroad.pmd.FrameCache}.
 */
public final class DpdkFramePool implements FramePool {
  /** The data room of DPDK's own default: 2048 bytes behind the headroom. */
  public static final int DEFAULT_DATA_ROOM_BYTES = MbufLayout.DEFAULT_BUF_SIZE;

  private static final int SCRATCH = 64;
  private static final ThreadLocal<FrameBurst> BATCH =
      ThreadLocal.withInitial(() -> new FrameBurst(SCRATCH));

  private static final PoolRegistry OPEN = new PoolRegistry();

  private final MbufPool pool;
  private final long id;
  private boolean closed;

  private DpdkFramePool(MbufPool pool) {
    this.pool = pool;
    this.id = pool.address();
  }

  /**
   * Makes a pool.
   *
   * @param capacity frames in all; a power of two less one wastes no memory
   * @param dataRoomBytes bytes in each frame, headroom included, 129 to 65535
   * @throws DpdkException if DPDK has not enough memory
   */
  public static DpdkFramePool create(Eal eal, int capacity, int dataRoomBytes) {
    DpdkFramePool pool = new DpdkFramePool(MbufPool.create(eal, capacity, dataRoomBytes));
    OPEN.add(pool);
    return pool;
  }

  MbufPool mbufPool() {
    return pool;
  }

  @Override
  public long allocate() {
    FrameBurst batch = BATCH.get();
    batch.clear();
    return allocate(batch, 1) == 1 ? batch.get(0) : 0;
  }

  @Override
  public int allocate(FrameBurst burst, int count) {
    int wanted = Math.min(count, burst.room());
    int taken = 0;
    // The pool gives all or nothing, so a request that it denies is halved.
    for (int part = wanted; part > 0 && taken < wanted; part = Math.min(part, wanted - taken)) {
      int size = burst.size();
      long array = burst.address() + (long) size * Long.BYTES;
      if (pool.get(array, part)) {
        burst.size(size + part);
        reset(burst, size);
        taken += part;
      } else {
        part /= 2;
      }
    }
    return taken;
  }

  private static void reset(FrameBurst burst, int first) {
    for (int i = first; i < burst.size(); i++) {
      Frame.reset(burst.get(i));
    }
  }

  @Override
  public void free(long frame) {
    if (!Frame.release(frame)) {
      return;
    }
    FrameBurst batch = BATCH.get();
    batch.clear();
    collectSegments(frame, batch);
    putBack(batch);
  }

  @Override
  public void free(FrameBurst burst) {
    FrameBurst batch = BATCH.get();
    batch.clear();
    for (int i = 0; i < burst.size(); i++) {
      long frame = burst.get(i);
      if (Frame.release(frame)) {
        collectSegments(frame, batch);
      }
    }
    putBack(batch);
    burst.clear();
  }

  /** Frames in a pool have one segment and no successor: what DPDK promises to whoever is next. */
  private void collectSegments(long frame, FrameBurst batch) {
    long segment = frame;
    while (segment != 0) {
      long next = NativeMemory.getLong(segment + MbufLayout.NEXT);
      if (next != 0) {
        NativeMemory.putLong(segment + MbufLayout.NEXT, 0);
        NativeMemory.putShort(segment + MbufLayout.NB_SEGS, (short) 1);
      }
      if (NativeMemory.getLong(segment + MbufLayout.POOL) != id) {
        OPEN.putBack(segment);
      } else {
        if (batch.isFull()) {
          putBack(batch);
        }
        batch.add(segment);
      }
      segment = next;
    }
  }

  private void putBack(FrameBurst batch) {
    if (!batch.isEmpty()) {
      pool.put(batch.address(), batch.size());
      batch.clear();
    }
  }

  /** A frame that another pool was given; net_ring hands frames on as they are. */
  void putBackForeign(long segment) {
    FrameBurst one = new FrameBurst(1);
    one.add(segment);
    pool.put(one.address(), 1);
  }

  @Override
  public int capacity() {
    return pool.size();
  }

  @Override
  public int available() {
    return pool.availableCount();
  }

  @Override
  public int dataRoom() {
    return pool.bufferLength();
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    if (inUse() != 0) {
      throw new IllegalStateException(
          inUse() + " of " + capacity() + " frames did not come back to their pool");
    }
    closed = true;
    OPEN.remove(this);
    pool.close();
  }
}
