package io.ringroad.fastpath.socket;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A waiter that has not seen what happened is told of it. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, told, or both")
@State
public class ReadinessStress {
  private final Readiness readiness = new Readiness();
  private int ring;
  private volatile boolean told;

  /** The lane: something in a ring, then the listeners. */
  @Actor
  public void lane() {
    ring = 1;
    readiness.signal(Readiness.READABLE);
  }

  /** The waiter: a listener, then a look. */
  @Actor
  public void waiter(ZZ_Result result) {
    readiness.add(events -> told = true);
    result.r1 = ring == 1;
  }

  /** Whether it was told, after all. */
  @Arbiter
  public void end(ZZ_Result result) {
    result.r2 = told;
  }
}
