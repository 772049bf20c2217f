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

/** An event that comes while a set is looked at is reported then or later, never not at all. */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "once")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "seen before it was told of")
@Outcome(expect = Expect.FORBIDDEN, desc = "an edge was lost")
@State
public class EdgeStress {
  private static final MemorySegment EVENTS = Arena.global().allocate(2 * EpollEvent.SIZE);

  private final StressSource source = new StressSource();
  private final EpollSet set = new EpollSet(null, new EpollLimits(4));

  /** Watches, and has something queued that is no longer news. */
  public EdgeStress() {
    set.add(source, 0, EpollEvent.EPOLLIN | EpollEvent.EPOLLET, 0);
    set.items().getFirst().enqueue();
  }

  /** The lane. */
  @Actor
  public void arrive() {
    source.arrive();
  }

  /** epoll_wait(2). */
  @Actor
  public void look(II_Result result) {
    result.r1 = set.poll(EVENTS, 1);
  }

  /** epoll_wait(2), later. */
  @Arbiter
  public void end(II_Result result) {
    result.r2 = set.poll(EVENTS, 1);
  }
}
