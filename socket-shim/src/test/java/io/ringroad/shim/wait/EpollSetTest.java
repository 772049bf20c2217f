package io.ringroad.shim.wait;

import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.ReadinessListener;
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
  private final EpollSet set = new EpollSet();

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
      set.add(sources.get(i), i, events, i);
    }
    return sources;
  }

  @Test
  void moreEventsThanTheRingHoldsAreAllReported() {
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
  void aWaitLooksAtTheReadyOnesAlone() {
    List<Source> sources = watch(5_000, EpollEvent.EPOLLIN);
    sources.forEach(source -> source.looks.set(0));
    sources.get(3).arrive();
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    assertEquals(1, set.await(events, 1, blocker, 0));
    int looks = sources.stream().mapToInt(source -> source.looks.get()).sum();
    assertTrue(looks <= 2, () -> looks + " looks");
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
        Thread.onSpinWait();
      }
    }
    waiter.join();
    assertEquals(rounds, woken.get());
  }

  @Test
  void whatWasTakenOutIsNotReported() {
    Source source = new Source();
    EpollItem item = set.add(source, 9, EpollEvent.EPOLLIN, 1);
    source.arrive();
    set.remove(item);
    assertEquals(null, set.find(source, 9));
    MemorySegment events = arena.allocate(EpollEvent.SIZE);
    assertEquals(0, set.await(events, 1, blocker, 0));
    assertTrue(set.items().isEmpty());
  }
}
