package io.ringroad.shim.wait;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much all epoll sets of an engine watch together: Linux's {@code max_user_watches} (epoll(7)).
 * Any thread.
 */
public final class EpollLimits {
  private final int maxWatches;
  private final AtomicInteger watches = new AtomicInteger();

  /**
   * Nothing is watched yet.
   *
   * @param maxWatches how many items there may be; one more is {@code ENOSPC}
   */
  public EpollLimits(int maxWatches) {
    this.maxWatches = maxWatches;
  }

  /** How many items there are. */
  public int watches() {
    return watches.get();
  }

  /** Counts another item, if there may be one. */
  boolean tryAdd() {
    if (watches.incrementAndGet() <= maxWatches) {
      return true;
    }
    watches.decrementAndGet();
    return false;
  }

  void removed() {
    watches.decrementAndGet();
  }
}
