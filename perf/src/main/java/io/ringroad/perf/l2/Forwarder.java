package io.ringroad.perf.l2;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NicQueue;

/**
 * Carries frames between two queues, both ways, as testpmd's io mode does: what cannot be sent at
 * once is dropped. Used by one thread.
 */
public final class Forwarder {
  /** Rounds between two looks at the clock. */
  private static final int ROUNDS_A_LOOK = 1024;

  private final NicQueue left;
  private final NicQueue right;
  private final FramePool pool;
  private final FrameBurst burst;

  /** Frames of both queues come from {@code pool}. */
  public Forwarder(NicQueue left, NicQueue right, FramePool pool, int burstFrames) {
    this.left = left;
    this.right = right;
    this.pool = pool;
    this.burst = new FrameBurst(burstFrames);
  }

  /** Forwards for so long. Returns frames per second that were sent, both ways together. */
  public double run(long durationNs) {
    long startNs = System.nanoTime();
    long sent = 0;
    long nowNs;
    do {
      sent += forwardRounds();
      nowNs = System.nanoTime();
    } while (nowNs - startNs < durationNs);
    return sent * 1e9 / (nowNs - startNs);
  }

  private long forwardRounds() {
    long sent = 0;
    for (int i = 0; i < ROUNDS_A_LOOK; i++) {
      sent += forward(left, right) + forward(right, left);
    }
    return sent;
  }

  private int forward(NicQueue from, NicQueue to) {
    from.rxBurst(burst);
    int sent = to.txBurst(burst);
    if (!burst.isEmpty()) {
      pool.free(burst);
    }
    return sent;
  }
}
