package io.ringroad.shim.fd;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** dup2(2) onto a number that another thread closes: the close hits the old or the new one. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the old one is closed, the new stays")
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "both are closed")
@Outcome(expect = Expect.FORBIDDEN, desc = "a number or a description was lost")
@State
public class ReplaceAndCloseStress {
  private final DescriptorTable table = new DescriptorTable(4);
  private final StressDescriptor before = new StressDescriptor();
  private final StressDescriptor after = new StressDescriptor();
  private final int number = table.reserve(0);

  /** Opens the number. */
  public ReplaceAndCloseStress() {
    table.publish(number, before, false);
  }

  /** dup2(2). */
  @Actor
  public void replace() {
    table.replace(number, after, false);
  }

  /** close(2). */
  @Actor
  public void close() {
    table.close(number);
  }

  /** What is left. */
  @Arbiter
  public void end(III_Result result) {
    result.r1 = before.closings();
    result.r2 = after.closings();
    result.r3 = table.openCount();
  }
}
