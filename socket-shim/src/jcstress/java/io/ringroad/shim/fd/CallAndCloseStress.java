package io.ringroad.shim.fd;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** A call on a number that another thread closes: it is refused, or runs on what stays open. */
@JCStressTest
@Outcome(id = "true, 1, 0", expect = Expect.ACCEPTABLE, desc = "closed once, the number free")
@Outcome(expect = Expect.FORBIDDEN, desc = "used when closed, closed twice or never, or lost")
@State
public class CallAndCloseStress {
  private final DescriptorTable table = new DescriptorTable(4);
  private final StressDescriptor descriptor = new StressDescriptor();
  private final int number = table.reserve(0);

  /** Opens the number. */
  public CallAndCloseStress() {
    table.publish(number, descriptor, false);
  }

  /** A call. */
  @Actor
  public void call(ZII_Result result) {
    try (DescriptorSlot slot = table.acquire(number)) {
      result.r1 = !slot.isOpen() || slot.descriptor() == descriptor && descriptor.isOpen();
    }
  }

  /** close(2). */
  @Actor
  public void close() {
    table.close(number);
  }

  /** What is left of it. */
  @Arbiter
  public void end(ZII_Result result) {
    result.r2 = descriptor.closings();
    result.r3 = table.openCount();
  }
}
