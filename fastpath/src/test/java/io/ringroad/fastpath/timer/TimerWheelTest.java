package io.ringroad.fastpath.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final long START = -5_000_000_123L;
  private static final long TICK = TimerWheel.TICK_NS;

  private final TimerWheel wheel = new TimerWheel(START);
  private final List<String> fired = new ArrayList<>();

  private final class Named extends Timer {
    private final String name;
    private Runnable then = () -> {};

    Named(String name) {
      this.name = name;
    }

    @Override
    protected void onExpiry(long nowNs) {
      assertFalse(isArmed());
      fired.add(name);
      then.run();
    }
  }

  @Test
  void firesOnTheFirstTickNotBeforeTheDeadline() {
    Named timer = new Named("a");
    wheel.schedule(timer, START + 3 * TICK + 1);
    assertTrue(timer.isArmed());
    assertEquals(START + 3 * TICK + 1, timer.deadlineNs());
    assertEquals(0, wheel.advance(START + 3 * TICK + 1));
    assertEquals(0, wheel.advance(START + 4 * TICK - 1));
    assertEquals(1, wheel.advance(START + 4 * TICK));
    assertFalse(timer.isArmed());
    assertEquals(List.of("a"), fired);
  }

  @Test
  void aDeadlineThatIsPastFiresOnTheNextTick() {
    wheel.advance(START + 10 * TICK);
    Named timer = new Named("a");
    wheel.schedule(timer, START + TICK);
    assertEquals(START + 11 * TICK, timer.deadlineNs());
    assertEquals(0, wheel.advance(START + 10 * TICK + 1));
    assertEquals(1, wheel.advance(START + 11 * TICK));
  }

  @Test
  void firesInTheOrderOfDeadlinesOverAllLevels() {
    long[] delays = {1, 63, 64, 65, 4095, 4096, 262_143, 262_144, 20_000_000, 1_500_000_000L};
    for (int i = delays.length - 1; i >= 0; i--) {
      wheel.schedule(new Named(String.valueOf(delays[i])), START + delays[i] * TICK);
    }
    assertEquals(delays.length, wheel.advance(START + 2_000_000_000L * TICK));
    List<String> expected = new ArrayList<>();
    for (long delay : delays) {
      expected.add(String.valueOf(delay));
    }
    assertEquals(expected, fired);
    assertEquals(0, wheel.size());
  }

  @Test
  void aMovedTimerFiresOnceAtItsNewTime() {
    Named timer = new Named("a");
    wheel.schedule(timer, START + 5 * TICK);
    wheel.schedule(timer, START + 500 * TICK);
    assertEquals(1, wheel.size());
    assertEquals(0, wheel.advance(START + 499 * TICK));
    wheel.schedule(timer, START + 501 * TICK);
    assertEquals(0, wheel.advance(START + 500 * TICK));
    assertEquals(1, wheel.advance(START + 600 * TICK));
  }

  @Test
  void callbacksMayCancelAndMoveTimersOfTheSameTick() {
    Named first = new Named("first");
    Named cancelled = new Named("cancelled");
    Named moved = new Named("moved");
    Named last = new Named("last");
    first.then =
        () -> {
          wheel.cancel(cancelled);
          wheel.schedule(moved, START + 100 * TICK);
          wheel.schedule(first, START + 50 * TICK);
        };
    for (Named each : List.of(first, cancelled, moved, last)) {
      wheel.schedule(each, START + 7 * TICK);
    }
    assertEquals(2, wheel.advance(START + 7 * TICK));
    assertEquals(List.of("first", "last"), fired);
    first.then = () -> {};
    assertEquals(2, wheel.advance(START + 1000 * TICK));
    assertEquals(List.of("first", "last", "first", "moved"), fired);
  }

  @Test
  void aTimerThatAlwaysRearmsInThePastFiresOnceACall() {
    Named timer = new Named("a");
    timer.then = () -> wheel.schedule(timer, START);
    wheel.schedule(timer, START);
    for (int i = 1; i <= 5; i++) {
      assertEquals(1, wheel.advance(START + i * 3_600_000_000_000L));
    }
  }

  @Test
  void jumpsOfYearsCostNoMoreThanTheTimersThatFire() {
    Named timer = new Named("a");
    long year = 365L * 24 * 3600 * 1_000_000_000L;
    wheel.schedule(timer, START + 90 * year);
    assertEquals(0, wheel.advance(START + 89 * year));
    assertEquals(1, wheel.advance(START + 91 * year));
    assertEquals(Long.MAX_VALUE, wheel.nextDeadlineNs());
  }

  @Test
  void neverIsFarAwayWhereverTheWheelBegan() {
    Named timer = new Named("never");
    wheel.schedule(timer, Long.MAX_VALUE);
    assertEquals(0, wheel.advance(Long.MAX_VALUE / 2));
    assertTrue(timer.isArmed());
    wheel.cancel(timer);
    assertEquals(0, wheel.size());
  }

  @Test
  void followingNextDeadlineReachesATimerWithoutMissingIt() {
    Named timer = new Named("a");
    long deadline = START + 123_456_789_012L;
    wheel.schedule(timer, deadline);
    int steps = 0;
    while (timer.isArmed()) {
      long next = wheel.nextDeadlineNs();
      assertTrue(next < deadline + TICK);
      wheel.advance(next);
      steps++;
    }
    assertTrue(steps <= 8, "one step a level, not " + steps);
  }

  @Test
  void timeThatGoesBackwardsChangesNothing() {
    wheel.schedule(new Named("a"), START + 10 * TICK);
    wheel.advance(START + 5 * TICK);
    assertEquals(0, wheel.advance(START));
    assertEquals(0, wheel.advance(START - 1000 * TICK));
    assertEquals(1, wheel.advance(START + 10 * TICK));
  }

  @Test
  void clearDisarmsAll() {
    Named near = new Named("near");
    Named far = new Named("far");
    wheel.schedule(near, START + TICK);
    wheel.schedule(far, START + 1_000_000 * TICK);
    wheel.clear();
    assertFalse(near.isArmed() || far.isArmed());
    assertEquals(0, wheel.advance(START + 2_000_000 * TICK));
    wheel.schedule(near, START + 2_000_001 * TICK);
    assertEquals(1, wheel.advance(START + 2_000_001 * TICK));
  }
}
