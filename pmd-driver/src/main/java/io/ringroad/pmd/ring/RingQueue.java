package io.ringroad.pmd.ring;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NicQueue;

/**
 * A lane's end of two {@link FrameRing}s, which looks to the lane like a device's queue. The lane's
 * thread alone uses it; a {@link Poller} has the other ends.
 */
public final class RingQueue implements NicQueue {
  private final FrameRing received;
  private final FrameRing toSend;
  private final FramePool pool;

  /**
   * @param received what the lane is to receive
   * @param toSend what the lane sends
   * @param pool where frames go that nobody received before {@link #close()}
   */
  public RingQueue(FrameRing received, FrameRing toSend, FramePool pool) {
    this.received = received;
    this.toSend = toSend;
    this.pool = pool;
  }

  @Override
  public int rxBurst(FrameBurst burst) {
    return received.poll(burst);
  }

  @Override
  public int txBurst(FrameBurst burst) {
    return toSend.offer(burst);
  }

  @Override
  public void close() {
    for (long frame = received.poll(); frame != 0; frame = received.poll()) {
      pool.free(frame);
    }
  }
}
