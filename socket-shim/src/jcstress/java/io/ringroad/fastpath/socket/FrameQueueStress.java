package io.ringroad.fastpath.socket;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Frames come out in order and none is lost, also where the queue moves to a larger block. */
@JCStressTest
@Outcome(id = "true, 20", expect = Expect.ACCEPTABLE, desc = "all, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "out of order, lost or invented")
@State
public class FrameQueueStress {
  /** More than the first block holds. */
  private static final int FRAMES = 20;

  private final FrameQueue queue = new FrameQueue(64);
  private long last;
  private int taken;
  private boolean ordered = true;

  /** The producer. */
  @Actor
  public void produce() {
    for (int i = 1; i <= FRAMES; i++) {
      queue.offer(i);
    }
  }

  /** The consumer. */
  @Actor
  public void consume() {
    for (int i = 0; i < FRAMES; i++) {
      take();
    }
  }

  private void take() {
    boolean promised = !queue.isEmpty();
    long frame = queue.poll();
    if (frame != 0) {
      ordered &= frame == last + 1 && queue.size() >= 0;
      last = frame;
      taken++;
    } else {
      // A frame is counted just before it can be seen.
      ordered &= !promised || taken < FRAMES;
    }
  }

  /** What was left. */
  @Arbiter
  public void end(ZI_Result result) {
    while (!queue.isEmpty() && taken < FRAMES) {
      take();
    }
    result.r1 = ordered && queue.poll() == 0;
    result.r2 = taken;
  }
}
