package io.ringroad.fastpath.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random use of the wheel against a list that is searched from end to end. */
class TimerWheelModelTest {
  private static final int TIMERS = 200;
  private static final int OPERATIONS = 20_000;
  private static final long IDLE = Long.MIN_VALUE;

  private SplittableRandom random;
  private TimerWheel wheel;
  private long startNs;
  private long nowNs;
  private final Checked[] timers = new Checked[TIMERS];
  private final List<Checked> firedNow = new ArrayList<>();

  /** A timer that knows the tick on which the model expects it. */
  private final class Checked extends Timer {
    private long dueTick = IDLE;

    @Override
    protected void onExpiry(long now) {
      assertEquals(nowNs, now);
      assertTrue(dueTick != IDLE, "it was cancelled, or fired before");
      assertTrue(startNs + dueTick * TimerWheel.TICK_NS <= now, "early");
      firedNow.add(this);
      dueTick = IDLE;
      if (random.nextInt(4) == 0) {
        arm(timers[random.nextInt(TIMERS)]);
      }
      if (random.nextInt(4) == 0) {
        cancel(timers[random.nextInt(TIMERS)]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void behavesAsTheModel(long seed) {
    random = new SplittableRandom(seed);
    startNs = random.nextLong() >> 4;
    nowNs = startNs;
    wheel = new TimerWheel(startNs);
    for (int i = 0; i < TIMERS; i++) {
      timers[i] = new Checked();
    }
    for (int i = 0; i < OPERATIONS; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> arm(timers[random.nextInt(TIMERS)]);
        case 2 -> cancel(timers[random.nextInt(TIMERS)]);
        default -> advance();
      }
    }
  }

  private void arm(Checked timer) {
    long deadline = nowNs + magnitude() - (random.nextInt(8) == 0 ? magnitude() : 0);
    wheel.schedule(timer, deadline);
    long tick = Math.ceilDiv(deadline - startNs, TimerWheel.TICK_NS);
    timer.dueTick = Math.max(tick, Math.floorDiv(nowNs - startNs, TimerWheel.TICK_NS) + 1);
    assertTrue(timer.isArmed());
  }

  private void cancel(Checked timer) {
    wheel.cancel(timer);
    timer.dueTick = IDLE;
  }

  private void advance() {
    nowNs += random.nextInt(3) == 0 ? random.nextLong(TimerWheel.TICK_NS * 3) : magnitude();
    long nowTick = Math.floorDiv(nowNs - startNs, TimerWheel.TICK_NS);
    long next = wheel.nextDeadlineNs();
    long expectedNext =
        armed().stream().mapToLong(each -> each.dueTick).min().orElse(Long.MAX_VALUE);
    assertTrue(
        expectedNext == Long.MAX_VALUE
            ? next == Long.MAX_VALUE
            : next <= startNs + expectedNext * TimerWheel.TICK_NS);
    List<Checked> before = armed();
    List<Long> dueBefore = before.stream().map(each -> each.dueTick).toList();
    firedNow.clear();
    int count = wheel.advance(nowNs);
    assertEquals(firedNow.size(), count);
    for (Checked each : armed()) {
      assertTrue(each.dueTick > nowTick, "late");
    }
    assertEquals(armed().size(), wheel.size());
    assertInOrder(before, dueBefore);
  }

  /** Those that fired and were armed when time moved fired in the order of their ticks. */
  private void assertInOrder(List<Checked> before, List<Long> dueBefore) {
    List<Long> ticks =
        firedNow.stream()
            .filter(before::contains)
            .distinct()
            .map(each -> dueBefore.get(before.indexOf(each)))
            .toList();
    assertEquals(ticks.stream().sorted(Comparator.naturalOrder()).toList(), ticks);
  }

  private List<Checked> armed() {
    List<Checked> armed = new ArrayList<>();
    for (Checked each : timers) {
      assertEquals(each.dueTick != IDLE, each.isArmed());
      if (each.isArmed()) {
        armed.add(each);
      }
    }
    return armed;
  }

  /** Times from nanoseconds to months, each magnitude as likely as the others. */
  private long magnitude() {
    return random.nextLong(1L << random.nextInt(1, 54));
  }
}
