package io.ringroad.fastpath.socket;

import io.ringroad.pmd.NativeFramePool;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** The gate between an application that queues a frame and a lane that retires the buffer. */
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "queued, and kept")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "retired before")
@Outcome(expect = Expect.FORBIDDEN, desc = "a frame in a retired buffer, or refused by a live one")
@State
public class SendBufferGateStress {
  /** Of no length, so that any number of buffers can hold it at once. */
  private static final long FRAME = new NativeFramePool(64).allocate();

  private final StreamSendBuffer buffer = new StreamSendBuffer();

  /** The application. */
  @Actor
  public void send(ZZZ_Result result) {
    result.r1 = buffer.enter();
    if (result.r1) {
      buffer.commit(FRAME, 0, 0);
      buffer.leave();
    }
  }

  /** The lane. */
  @Actor
  public void retire(ZZZ_Result result) {
    result.r2 = buffer.retire();
  }

  /** What the lane finds later. */
  @Arbiter
  public void end(ZZZ_Result result) {
    result.r3 = buffer.poll() == FRAME;
  }
}
