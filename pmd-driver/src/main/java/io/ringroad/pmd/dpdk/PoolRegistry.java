package io.ringroad.pmd.dpdk;

import io.ringroad.pmd.Frame;
import java.util.concurrent.CopyOnWriteArrayList;

/** The open pools of the process, so that a frame finds its own whichever one it is freed into. */
final class PoolRegistry {
  private final CopyOnWriteArrayList<DpdkFramePool> pools = new CopyOnWriteArrayList<>();

  void add(DpdkFramePool pool) {
    pools.add(pool);
  }

  void remove(DpdkFramePool pool) {
    pools.remove(pool);
  }

  /**
   * Gives one segment back to the pool it is of.
   *
   * @throws IllegalArgumentException if it is of none
   */
  void putBack(long segment) {
    long id = new Frame().wrap(segment).poolId();
    for (DpdkFramePool pool : pools) {
      if (pool.id() == id) {
        pool.putBackForeign(segment);
        return;
      }
    }
    throw new IllegalArgumentException("a frame was freed that is of no pool");
  }
}
