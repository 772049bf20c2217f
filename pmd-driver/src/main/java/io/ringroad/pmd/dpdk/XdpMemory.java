package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.MbufLayout;
import io.ringroad.ffm.dpdk.MbufPool;
import io.ringroad.pmd.FrameBurst;

/**
 * What a net_af_xdp device shares with the kernel: sockets, and a pool of its own, no frame of
 * which the stack ever sees. Two things that DPDK 22.11's driver does make the pool necessary:
 *
 * <ul>
 *   <li>When it is closed, it forgets the mbufs of its fill ring. They go with this pool.
 *   <li>It tells the kernel that the memory is as long as all mbufs side by side. The pool leaves
 *       gaps, as an mbuf must not cross a page; those beyond that length the kernel refuses, and so
 *       they are taken out of the pool for good.
 * </ul>
 */
final class XdpMemory implements AutoCloseable {
  private static final int OBJECT_HEADER_BYTES = 64;
  private static final int FILL_RING = 2048; // ETH_AF_XDP_DFLT_NUM_DESCS, always filled
  private static final int IN_HAND = 256;

  private final MbufPool pool;
  private final XdpSockets before = XdpSockets.open();
  private XdpSockets sockets = before.since(before);

  private XdpMemory(MbufPool pool) {
    this.pool = pool;
  }

  /**
   * @param descriptors length of the device's transmit ring
   * @param bufferLength bytes of each buffer, headroom included
   */
  static XdpMemory create(Eal eal, int queues, int descriptors, int bufferLength) {
    int usable = queues * (FILL_RING + descriptors + IN_HAND);
    int objectBytes = OBJECT_HEADER_BYTES + MbufLayout.SIZE + bufferLength;
    // With pages of 4 KiB and the usual buffer of 2 KiB, each mbuf takes a page and uses 0.58 of
    // it.
    MbufPool pool = MbufPool.create(eal, usable * 7 / 4, bufferLength);
    keepReachable(pool, objectBytes);
    return new XdpMemory(pool);
  }

  private static void keepReachable(MbufPool pool, int objectBytes) {
    int size = pool.size();
    FrameBurst all = new FrameBurst(size);
    if (!pool.get(all.address(), size)) {
      throw new IllegalStateException("a new pool is not full");
    }
    all.size(size);
    long first = all.get(0);
    long last = first + (size - 2L) * objectBytes;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      long mbuf = all.get(i);
      if (mbuf >= first && mbuf <= last) {
        all.set(kept++, mbuf);
      }
    }
    pool.put(all.address(), kept);
  }

  MbufPool pool() {
    return pool;
  }

  /** The device has opened its sockets. */
  void opened() {
    sockets = XdpSockets.open().since(before);
  }

  /** The device is closed, and with it the memory's use. */
  @Override
  public void close() {
    sockets.close();
    pool.close();
  }
}
