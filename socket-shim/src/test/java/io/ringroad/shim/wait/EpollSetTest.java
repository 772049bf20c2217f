package io.ringroad.shim.wait;

import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.EpollEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class EpollSetTest {
  private final Arena arena = Arena.ofShared();
  private final Blocker blocker = new Blocker(WaitStrategy.PARK, System::nanoTime);
  private final EpollLimits limits = new EpollLimits(20_000);
  private final EpollSet set = new EpollSet(null, limits);

  @AfterEach
  void end() {
    arena.close();
  }

  /** Something with a count of unread things. */
  private static final class Source implements Pollable {
    private final Readiness readiness = new Readiness();
    private final AtomicInteger unread = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();

    void arrive() {
      unread.incrementAndGet();
      readiness.signal(Readiness.READABLE);
    }

    @Override
    public int pollEvents() {
      looks.incrementAndGet();
      return unread.get() > 0 ? POLLIN : 0;
    }

    @Override
    public boolean onOwnLane() {
      return false;
    }

    @Override
    public void watchedBy(EpollItem item) {
      readiness.add(item);
    }

    @Override
    public void unwatchedBy(EpollItem item) {
      readiness.remove(item);
    }

    @Override
    public void addListener(ReadinessListener listener) {
      readiness.add(listener);
    }

    @Override
    public void removeListener(ReadinessListener listener) {
      readiness.remove(listener);
    }
  }

  private List<Source> watch(int count, int events) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(new Source());
      assertEquals(0, set.add(sources.get(i), i, events, i));
    }
    return sources;
  }

  @Test
  void everyEventIsReportedOnce() {
    int count = 10_000;
    List<Source> sources = watch(count, EpollEvent.EPOLLIN | EpollEvent.EPOLLET);
    sources.forEach(Source::arrive);
    MemorySegment events = arena.allocate((long) count * EpollEvent.SIZE);
    boolean[] seen = new boolean[count];
    int total = 0;
    for (int got = 1; got > 0; total += got) {
      got = set.await(events, count, blocker, 0);
      for (int i = 0; i < got; i++) {
        int data = (int) EpollEvent.data(events, i);
        assertTrue(!seen[data], "reported twice");
        seen[data] = true;
      }
    }
    assertEquals(count, total);
    sources.get(77).arrive();
    assertEquals(1, set.await(events, count, blocker, 0));
    assertEquals(77, EpollEvent.data(events, 0));
  }

  @Test
  void theCostOfAWaitFollowsTheReadyOnesAlone() {
    assertEquals(looksOfAWait(10), looksOfAWait(100_000));
  }

  /** How many items a wait looks at of which one is ready. */
  private int looksOfAWait(int watched) {
    EpollSet large = new EpollSet(null, new EpollLimits(watched));
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < watched; i++) {
      sources.add(new Source());
      assertEquals(0, large.add(sources.get(i), i, EpollEvent.EPOLLIN, i));
    }
    sources.forEach(source -> source.looks.set(0));
    sources.get(3).arrive();
    MemorySegment events = arena.allocate(8L * EpollEvent.SIZE);
    assertEquals(1, large.await(events, 8, blocker, 0));
    assertEquals(3, EpollEvent.data(events, 0));
    int looks = sources.stream().mapToInt(source -> source.looks.get()).sum();
    assertEquals(1, looks, "items looked at");
    return looks;
  }

  @Test
  void aNumberThatWasReusedStandsForBoth() {
    Source old = new Source();
    Source young = new Source();
    assertEquals(0, set.add(old, 5, EpollEvent.EPOLLIN, 1));
    assertEquals(0, set.add(young, 5, EpollEvent.EPOLLIN, 2));
    assertEquals(-Errno.EEXIST, set.add(old, 5, EpollEvent.EPOLLIN, 3));
    old.arrive();
    young.arrive();
    MemorySegment events = arena.allocate(2L * EpollEvent.SIZE);
    assertEquals(2, set.await(events, 2, blocker, 0));
    assertEquals(0, set.remove(young, 5));
    assertEquals(1, set.await(events, 2, blocker, 0));
    assertEquals(1, EpollEvent.data(events, 0));
    assertEquals(0, set.remove(old, 5));
    assertEquals(0, set.await(events, 2, blocker, 0));
  }

  @Test
  void theLimitCountsWhatIsWatchedNow() {
    EpollLimits few = new EpollLimits(2);
    EpollSet first = new EpollSet(null, few);
    EpollSet second = new EpollSet(null, few);
    Source[] sources = {new Source(), new Source(), new Source()};
    assertEquals(0, first.add(sources[0], 0, EpollEvent.EPOLLIN, 0));
    assertEquals(0, second.add(sources[1], 1, EpollEvent.EPOLLIN, 1));
    assertEquals(-Errno.ENOSPC, second.add(sources[2], 2, EpollEvent.EPOLLIN, 2));
    assertEquals(-Errno.EEXIST, second.add(sources[1], 1, EpollEvent.EPOLLIN, 2));
    assertEquals(0, first.remove(sources[0], 0));
    assertEquals(0, second.add(sources[2], 2, EpollEvent.EPOLLIN, 2));
    second.clear();
    assertEquals(0, few.watches());
  }

  @Test
  void whoIsReadyTakesTurns() {
    List<Source> sources = watch(3, EpollEvent.EPOLLIN);
    sources.forEach(Source::arrive);
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      assertEquals(1, set.await(events, 1, blocker, 0));
      order.append(EpollEvent.data(events, 0));
    }
    assertEquals("012012", order.toString());
  }

  @Test
  void everyEventWakesAParkedThread() throws InterruptedException {
    Source source = watch(1, EpollEvent.EPOLLIN | EpollEvent.EPOLLET).getFirst();
    int rounds = 5_000;
    AtomicInteger woken = new AtomicInteger();
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  MemorySegment events = arena.allocate(EpollEvent.SIZE);
                  while (woken.get() < rounds) {
                    assertEquals(1, set.await(events, 1, blocker, -1));
                    source.unread.decrementAndGet();
                    woken.incrementAndGet();
                  }
                });
    for (int i = 0; i < rounds; i++) {
      source.arrive();
      while (woken.get() == i) {
        Thread.yield(); // on one core, the waiter needs it to wake
      }
    }
    waiter.join();
    assertEquals(rounds, woken.get());
  }

  @Test
  void oneEventWakesOneThreadAndEveryEventSomebody() throws InterruptedException {
    int threads = 8;
    int rounds = 4_000;
    List<Source> sources = watch(threads, EpollEvent.EPOLLIN | EpollEvent.EPOLLONESHOT);
    AtomicInteger taken = new AtomicInteger();
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      waiters.add(Thread.ofVirtual().start(() -> take(sources, taken)));
    }
    for (int i = 0; i < rounds; i++) {
      Source source = sources.get(i % threads);
      while (source.unread.get() > 0) {
        Thread.onSpinWait();
      }
      source.arrive();
    }
    while (taken.get() < rounds) {
      Thread.onSpinWait();
    }
    waiters.forEach(Thread::interrupt);
    for (Thread waiter : waiters) {
      waiter.join();
    }
    assertEquals(rounds, taken.get());
  }

  /** Takes what arrives at any source, and arms it again, until the thread is interrupted. */
  private void take(List<Source> sources, AtomicInteger taken) {
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    while (set.await(events, 1, blocker, -1) == 1) {
      int number = (int) EpollEvent.data(events, 0);
      Source source = sources.get(number);
      source.unread.decrementAndGet();
      taken.incrementAndGet();
      set.modify(source, number, EpollEvent.EPOLLIN | EpollEvent.EPOLLONESHOT, number);
    }
  }

  @Test
  void whatWasTakenOutIsNotReported() {
    Source source = watch(1, EpollEvent.EPOLLIN).getFirst();
    source.arrive();
    assertEquals(0, set.remove(source, 0));
    assertEquals(-Errno.ENOENT, set.remove(source, 0));
    assertEquals(-Errno.ENOENT, set.modify(source, 0, EpollEvent.EPOLLIN, 1));
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    assertEquals(0, set.await(events, 1, blocker, 0));
    assertTrue(set.items().isEmpty());
    assertEquals(0, limits.watches());
  }
}
