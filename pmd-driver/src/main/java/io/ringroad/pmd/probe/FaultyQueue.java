package io.ringroad.pmd.probe;

import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NicQueue;
import java.util.SplittableRandom;

/**
 * Makes a queue worse than it is, by a seed: loses and delays frames, cuts bursts short, refuses to
 * send. Every frame it drops goes to its pool and is counted. Same thread as the queue behind it.
 */
public final class FaultyQueue implements NicQueue {
  private static final int MAX_DELAYED = 256;

  private final NicQueue queue;
  private final FramePool pool;
  private final SplittableRandom random;
  private final FrameBurst single = new FrameBurst(1);
  private final long[] delayedFrame = new long[MAX_DELAYED];
  private final long[] delayedUntil = new long[MAX_DELAYED];
  private FaultProfile profile;
  private int delayedCount;
  private long polls;

  private long rxLost;
  private long txLost;
  private long delayed;
  private long shortBursts;
  private long txRefusals;

  /**
   * @param pool where dropped frames go
   * @param seed of all chance in this queue
   */
  public FaultyQueue(NicQueue queue, FramePool pool, FaultProfile profile, long seed) {
    this.queue = queue;
    this.pool = pool;
    this.profile = profile;
    this.random = new SplittableRandom(seed);
  }

  /** Treats later frames by this profile. */
  public void profile(FaultProfile profile) {
    this.profile = profile;
  }

  public FaultStatistics statistics() {
    return new FaultStatistics(rxLost, txLost, delayed, shortBursts, txRefusals);
  }

  /** Frames that are being held back. */
  public int delayedFrames() {
    return delayedCount;
  }

  @Override
  public int rxBurst(FrameBurst burst) {
    polls++;
    int before = burst.size();
    releaseDue(burst);
    int first = burst.size();
    receive(burst);
    int kept = first;
    for (int i = first; i < burst.size(); i++) {
      long frame = burst.get(i);
      if (chance(profile.rxLoss())) {
        rxLost++;
        pool.free(frame);
      } else if (delayedCount < MAX_DELAYED && chance(profile.rxDelay())) {
        delay(frame);
      } else {
        burst.set(kept++, frame);
      }
    }
    burst.size(kept);
    return kept - before;
  }

  private void receive(FrameBurst burst) {
    if (burst.isFull() || !chance(profile.shortBurst())) {
      queue.rxBurst(burst);
      return;
    }
    shortBursts++;
    if (queue.rxBurst(single) == 1) {
      burst.add(single.get(0));
      single.clear();
    }
  }

  private void delay(long frame) {
    delayed++;
    delayedFrame[delayedCount] = frame;
    delayedUntil[delayedCount++] = polls + profile.delayPolls();
  }

  private void releaseDue(FrameBurst burst) {
    int kept = 0;
    for (int i = 0; i < delayedCount; i++) {
      if (delayedUntil[i] > polls || !burst.add(delayedFrame[i])) {
        delayedFrame[kept] = delayedFrame[i];
        delayedUntil[kept++] = delayedUntil[i];
      }
    }
    delayedCount = kept;
  }

  @Override
  public int txBurst(FrameBurst burst) {
    int limit = burst.size();
    if (limit > 0 && chance(profile.txRefusal())) {
      txRefusals++;
      limit = random.nextInt(limit);
    }
    int taken = 0;
    while (taken < limit && sendOrDrop(burst.get(taken))) {
      taken++;
    }
    burst.removeFirst(taken);
    return taken;
  }

  /** One at a time: a frame that the queue behind has no room for must stay the caller's. */
  private boolean sendOrDrop(long frame) {
    if (chance(profile.txLoss())) {
      txLost++;
      pool.free(frame);
      return true;
    }
    single.add(frame);
    boolean sent = queue.txBurst(single) == 1;
    single.clear();
    return sent;
  }

  private boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** Frees the frames that are held back. */
  @Override
  public void close() {
    for (int i = 0; i < delayedCount; i++) {
      pool.free(delayedFrame[i]);
    }
    delayedCount = 0;
    queue.close();
  }
}
