package io.ringroad.pmd.dpdk;

import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;
import static io.ringroad.ffm.NativeMemory.getUnsignedShort;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.pmd.FramePool;

/** Makes one segment of a packet that a device received into several. */
final class SegmentChain {
  private final FramePool pool;

  SegmentChain(FramePool pool) {
    this.pool = pool;
  }

  /**
   * Moves the data of all segments into the first and frees the others.
   *
   * @return false if the first has no room for them; the chain is then as it was
   */
  boolean linearise(long first) {
    long rest = getLong(first + MbufLayout.NEXT);
    if (rest == 0) {
      return true;
    }
    int packet = getInt(first + MbufLayout.PKT_LEN);
    int offset = getUnsignedShort(first + MbufLayout.DATA_OFF);
    if (offset + packet > getUnsignedShort(first + MbufLayout.BUF_LEN)) {
      return false;
    }
    long to = data(first) + length(first);
    for (long segment = rest; segment != 0; segment = getLong(segment + MbufLayout.NEXT)) {
      NativeMemory.copy(data(segment), to, length(segment));
      to += length(segment);
    }
    NativeMemory.putShort(first + MbufLayout.DATA_LEN, (short) packet);
    NativeMemory.putShort(first + MbufLayout.NB_SEGS, (short) 1);
    NativeMemory.putLong(first + MbufLayout.NEXT, 0);
    pool.free(rest);
    return true;
  }

  private static long data(long segment) {
    return getLong(segment + MbufLayout.BUF_ADDR) + getUnsignedShort(segment + MbufLayout.DATA_OFF);
  }

  private static int length(long segment) {
    return getUnsignedShort(segment + MbufLayout.DATA_LEN);
  }
}
