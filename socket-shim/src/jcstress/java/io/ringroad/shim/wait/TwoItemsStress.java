package io.ringroad.shim.wait;

import io.ringroad.shim.abi.EpollEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two lanes that have news for a set at once: both arrive. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "news was lost")
@State
public class TwoItemsStress {
  private static final MemorySegment EVENTS = Arena.global().allocate(4 * EpollEvent.SIZE);

  private final StressSource one = new StressSource();
  private final StressSource two = new StressSource();
  private final EpollSet set = new EpollSet(null, new EpollLimits(4));

  /** Watches both. */
  public TwoItemsStress() {
    set.add(one, 0, EpollEvent.EPOLLIN, 0);
    set.add(two, 1, EpollEvent.EPOLLIN, 1);
  }

  /** One lane. */
  @Actor
  public void first() {
    one.arrive();
  }

  /** The other. */
  @Actor
  public void second() {
    two.arrive();
  }

  /** epoll_wait(2). */
  @Arbiter
  public void end(I_Result result) {
    result.r1 = set.poll(EVENTS, 4);
  }
}
