package io.ringroad.fastpath.lane;

import io.ringroad.pmd.ring.FrameRing;

/**
 * The rings between the lanes that share a device: one for each ordered pair of lanes for frames
 * received, and one for what a lane without a queue of its own sends.
 *
 * <pre>
 *   queue 0 &lt;--&gt; lane 0 ---- received ----&gt; lane 1 &lt;--&gt; queue 1
 *                   |  ^ &lt;--- received ----   |
 *          received |  |                      | received
 *                   v  | to send              v
 *                 lane 2  (no queue) &lt;--------'
 * </pre>
 */
final class HandOver {
  private final FrameRing[][] received;
  private final FrameRing[] toSend;
  private final int queueCount;

  /**
   * @param laneCount lanes, 2 or more
   * @param queueCount queues of the device, 1 or more: lane n has queue n, if there is one
   * @param ringFrames what each ring holds
   */
  HandOver(int laneCount, int queueCount, int ringFrames) {
    this.queueCount = queueCount;
    received = new FrameRing[laneCount][laneCount];
    toSend = new FrameRing[laneCount];
    for (int from = 0; from < laneCount; from++) {
      for (int to = 0; to < laneCount; to++) {
        if (to != from && from < queueCount) {
          received[from][to] = new FrameRing(ringFrames);
        }
      }
      if (from >= queueCount) {
        toSend[from] = new FrameRing(ringFrames);
      }
    }
  }

  int laneCount() {
    return toSend.length;
  }

  /** What one lane received for another; null if it never receives, or they are the same. */
  FrameRing received(int from, int to) {
    return received[from][to];
  }

  /** What a lane without a queue sends; null if it has one. */
  FrameRing toSend(int lane) {
    return toSend[lane];
  }

  /** Whether this lane sends what that lane, which has no queue, has to send. */
  boolean sendsFor(int lane, int other) {
    return other >= queueCount && other % queueCount == lane;
  }
}
