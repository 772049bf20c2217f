package io.ringroad.shim.wait;

import io.ringroad.shim.abi.EpollEvent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A thread that goes to sleep has seen the news, or is told. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = Expect.ACCEPTABLE, desc = "seen, told, or both")
@State
public class WakeUpStress {
  private final NewsQueue news = new NewsQueue();
  private final WaitQueue sleepers = new WaitQueue();
  private final Waiter waiter = new Waiter(new Deadlines(System::nanoTime));
  private final EpollItem item = new EpollItem(null, new StressSource(), 0, EpollEvent.EPOLLIN, 0);

  /** The lane: as an epoll set publishes. */
  @Actor
  public void publish() {
    news.put(item);
    sleepers.wakeOne();
  }

  /** A thread that is about to sleep. */
  @Actor
  public void sleep(ZZ_Result result) {
    sleepers.addListener(waiter);
    result.r1 = !news.isEmpty();
  }

  /** Whether it was told: who was told already cannot be told again. */
  @Arbiter
  public void end(ZZ_Result result) {
    result.r2 = !waiter.tell();
  }
}
