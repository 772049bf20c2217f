package io.ringroad.shim.fd;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Of two threads that close the same number, one does. */
@JCStressTest
@Outcome(
    id = {"0, -9, 1, 0", "-9, 0, 1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "one, and EBADF")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or neither")
@State
public class CloseTwiceStress {
  private final DescriptorTable table = new DescriptorTable(4);
  private final StressDescriptor descriptor = new StressDescriptor();
  private final int number = table.reserve(0);

  /** Opens the number. */
  public CloseTwiceStress() {
    table.publish(number, descriptor, false);
  }

  /** One. */
  @Actor
  public void first(IIII_Result result) {
    result.r1 = table.close(number);
  }

  /** The other. */
  @Actor
  public void second(IIII_Result result) {
    result.r2 = table.close(number);
  }

  /** What is left of it. */
  @Arbiter
  public void end(IIII_Result result) {
    result.r3 = descriptor.closings();
    result.r4 = table.openCount();
  }
}
