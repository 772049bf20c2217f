package io.ringroad.perf.l2;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NicQueue;

/**
 * Sends UDP datagrams and TCP segments back as they came, with their addresses exchanged: no stack,
 * no sockets. What a round trip over a driver costs at the least. Everything else is dropped, so
 * its peer needs a static neighbour entry. Used by one thread.
 */
public final class FrameEcho {
  private static final int BURST = 32;

  private final NicQueue queue;
  private final FramePool pool;
  private final FrameBurst received = new FrameBurst(BURST);
  private final FrameBurst answers = new FrameBurst(BURST);
  private final Frame frame = new Frame();
  private final FrameTurnaround turnaround = new FrameTurnaround();

  /** Frames of the queue come from {@code pool}. */
  public FrameEcho(NicQueue queue, FramePool pool) {
    this.queue = queue;
    this.pool = pool;
  }

  /** One burst in, and what is to be answered of it out. */
  public void turn() {
    int count = queue.rxBurst(received);
    if (count == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      answer(received.get(i));
    }
    received.clear();
    queue.txBurst(answers);
    if (!answers.isEmpty()) {
      pool.free(answers);
    }
  }

  private void answer(long address) {
    if (turnaround.turn(frame.wrap(address))) {
      answers.add(address);
    } else {
      pool.free(address);
    }
  }
}
