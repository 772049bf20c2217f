package io.ringroad.shim.fd;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One thread at a time on a side of a descriptor, and the sides do not disturb each other. */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both counted on both sides")
@Outcome(expect = Expect.FORBIDDEN, desc = "two threads were inside at once")
@State
public class GuardStress {
  private final Guarded guarded = new Guarded();
  private int received;
  private int sent;

  private static final class Guarded extends GuardedDescriptor {
    Guarded() {
      super(false);
    }

    @Override
    public int pollEvents() {
      return 0;
    }

    @Override
    public boolean onOwnLane() {
      return false;
    }

    @Override
    protected void onLastRelease() {}
  }

  /** Counts on both sides. */
  @Actor
  public void first() {
    countReceived();
    countSent();
  }

  /** Counts on both sides, in the other order. */
  @Actor
  public void second() {
    countSent();
    countReceived();
  }

  private void countReceived() {
    guarded.enter(GuardedDescriptor.RECEIVING, true);
    received++;
    guarded.leave(GuardedDescriptor.RECEIVING);
  }

  private void countSent() {
    guarded.enter(GuardedDescriptor.SENDING, true);
    sent++;
    guarded.leave(GuardedDescriptor.SENDING);
  }

  /** The counts. */
  @Arbiter
  public void end(II_Result result) {
    result.r1 = received;
    result.r2 = sent;
  }
}
