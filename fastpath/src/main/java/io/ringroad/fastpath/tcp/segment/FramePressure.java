package io.ringroad.fastpath.tcp.segment;

import io.ringroad.pmd.FrameCache;

/**
 * Whether the lane's frames are running short. While they do, windows open by little and buffers do
 * not grow, so that what is held is read before more comes; no connection is dropped for it. Looked
 * up once in a cycle. Owned by the lane.
 */
public final class FramePressure {

  /** Below a quarter of the pool it begins, above three eighths it ends. */
  private static final int BEGIN_EIGHTHS = 2;

  private static final int END_EIGHTHS = 3;

  private final FrameCache cache;
  private final int beginFrames;
  private final int endFrames;
  private boolean high;

  public FramePressure(FrameCache cache) {
    this.cache = cache;
    int capacity = cache.pool().capacity();
    beginFrames = (int) ((long) capacity * BEGIN_EIGHTHS / 8);
    endFrames = (int) ((long) capacity * END_EIGHTHS / 8);
  }

  /** Looks at the pool again. */
  public void update() {
    high = cache.available() < (high ? endFrames : beginFrames);
  }

  public boolean isHigh() {
    return high;
  }
}
