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
import org.openjdk.jcstress.infra.results.II_Result;

/** What was taken out is not reported, however late its news comes. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing is reported or watched")
@Outcome(expect = Expect.FORBIDDEN, desc = "reported after it was taken out, or counted still")
@State
public class RemoveStress {
  private static final MemorySegment EVENTS = Arena.global().allocate(2 * EpollEvent.SIZE);

  private final StressSource source = new StressSource();
  private final EpollLimits limits = new EpollLimits(4);
  private final EpollSet set = new EpollSet(null, limits);

  /** Watches. */
  public RemoveStress() {
    set.add(source, 0, EpollEvent.EPOLLIN, 0);
  }

  /** The lane. */
  @Actor
  public void arrive() {
    source.arrive();
  }

  /** EPOLL_CTL_DEL. */
  @Actor
  public void remove() {
    set.remove(source, 0);
  }

  /** epoll_wait(2). */
  @Arbiter
  public void end(II_Result result) {
    result.r1 = set.poll(EVENTS, 1);
    result.r2 = limits.watches();
  }
}
