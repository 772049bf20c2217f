package io.ringroad.pmd;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import java.lang.foreign.Arena;

/**
 * Frames in plain native memory, with the layout of {@code rte_mbuf}, for devices without DPDK:
 * simulation, tests, a {@link NicQueue} of the user's own.
 *
 * <pre>
 *   base               base + stride
 *   +------+-----------+------+-----------+--
 *   | mbuf | data room | mbuf | data room | ...     stride = 128 + data room, rounded up to 64
 *   +------+-----------+------+-----------+--
 * </pre>
 *
 * <p>A frame in the pool has no reference, so that one freed twice is found at once.
 */
public final class NativeFramePool implements FramePool {
  /** The data room of DPDK's own default: 2048 bytes behind the headroom. */
  public static final int DEFAULT_DATA_ROOM_BYTES = 2048 + Frame.HEADROOM_BYTES;

  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final FreeList free;
  private final int capacity;
  private final long base;
  private final int stride;
  private final int dataRoom;
  private volatile boolean closed;

  /** A pool with the default data room. */
  public NativeFramePool(int capacity) {
    this(capacity, DEFAULT_DATA_ROOM_BYTES);
  }

  /**
   * @param capacity frames in all, 1 or more
   * @param dataRoomBytes bytes in each frame, headroom included, 128 to 65535
   */
  public NativeFramePool(int capacity, int dataRoomBytes) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a pool has at least 1 frame, not " + capacity);
    }
    if (dataRoomBytes < Frame.HEADROOM_BYTES || dataRoomBytes > 0xFFFF) {
      throw new IllegalArgumentException(
          "a frame has " + Frame.HEADROOM_BYTES + " to 65535 bytes, not " + dataRoomBytes);
    }
    dataRoom = dataRoomBytes;
    stride = (MbufLayout.SIZE + dataRoomBytes + ALIGNMENT - 1) & -ALIGNMENT;
    base = arena.allocate((long) stride * capacity, ALIGNMENT).address();
    free = new FreeList(capacity);
    this.capacity = capacity;
    for (int i = 0; i < capacity; i++) {
      layOut(frame(i));
    }
  }

  private long frame(int index) {
    return base + (long) index * stride;
  }

  private void layOut(long frame) {
    NativeMemory.putLong(frame + MbufLayout.BUF_ADDR, frame + MbufLayout.SIZE);
    NativeMemory.putShort(frame + MbufLayout.BUF_LEN, (short) dataRoom);
    NativeMemory.putLong(frame + MbufLayout.POOL, base);
  }

  @Override
  public long allocate() {
    int index = free.pop();
    if (index < 0) {
      return 0;
    }
    long address = frame(index);
    Frame.reset(address);
    return address;
  }

  @Override
  public int allocate(FrameBurst burst, int count) {
    int wanted = Math.min(count, burst.room());
    int taken = 0;
    while (taken < wanted) {
      long frame = allocate();
      if (frame == 0) {
        break;
      }
      burst.add(frame);
      taken++;
    }
    return taken;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the frame is in the pool already
   * @throws IllegalArgumentException if the frame is of another pool
   */
  @Override
  public void free(long frame) {
    Frame.checkHeld(frame);
    if (!Frame.release(frame)) {
      return;
    }
    long segment = frame;
    while (segment != 0) {
      long next = NativeMemory.getLong(segment + MbufLayout.NEXT);
      putBack(segment);
      segment = next;
    }
  }

  @Override
  public void free(FrameBurst burst) {
    for (int i = 0; i < burst.size(); i++) {
      free(burst.get(i));
    }
    burst.clear();
  }

  private void putBack(long frame) {
    long index = (frame - base) / stride;
    if (frame < base || index >= capacity) {
      throw new IllegalArgumentException("a frame of another pool was freed into this one");
    }
    NativeMemory.putShort(frame + MbufLayout.REFCNT, (short) 0);
    free.push((int) index);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int available() {
    return free.size();
  }

  @Override
  public int dataRoom() {
    return dataRoom;
  }

  @Override
  public long id() {
    return base;
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
    arena.close();
  }
}
