package io.ringroad.shim.fd;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Who gets a reference while the last one goes has something that is open. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "closed once, after its last use")
@Outcome(expect = Expect.FORBIDDEN, desc = "used when closed, or closed twice or never")
@State
public class ReferenceStress {
  private final StressDescriptor descriptor = new StressDescriptor();

  /** The number goes. */
  @Actor
  public void release() {
    descriptor.release();
  }

  /** Somebody wants to keep it. */
  @Actor
  public void retain(ZI_Result result) {
    boolean kept = descriptor.tryRetain();
    result.r1 = !kept || descriptor.isOpen();
    if (kept) {
      descriptor.release();
    }
  }

  /** What is left. */
  @Arbiter
  public void end(ZI_Result result) {
    result.r2 = descriptor.closings();
  }
}
