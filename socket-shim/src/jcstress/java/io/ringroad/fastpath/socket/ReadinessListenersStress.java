package io.ringroad.fastpath.socket;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Listeners that come and go at once: who stays is told once, who left is not. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the one that stayed")
@Outcome(expect = Expect.FORBIDDEN, desc = "a listener was lost, doubled or kept")
@State
public class ReadinessListenersStress {
  private final Readiness readiness = new Readiness();
  private int stayed;
  private int left;
  private final ReadinessListener leaver = events -> left++;

  /** Comes, twice, and stays. */
  @Actor
  public void stay() {
    ReadinessListener listener = events -> stayed++;
    readiness.add(listener);
    readiness.add(listener);
  }

  /** Comes and goes. */
  @Actor
  public void leave() {
    readiness.add(leaver);
    readiness.remove(leaver);
  }

  /** Something happens afterwards. */
  @Arbiter
  public void end(II_Result result) {
    readiness.signal(Readiness.READABLE);
    result.r1 = stayed;
    result.r2 = left;
  }
}
