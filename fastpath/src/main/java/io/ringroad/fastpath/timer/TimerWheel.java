package io.ringroad.fastpath.timer;

import java.util.Arrays;

/**
 * A hierarchical timing wheel. Arming, cancelling and firing cost the same however many timers
 * there are, and time may jump by hours: empty slots are skipped by looking at one bitmap a level.
 *
 * <p>Time is counted in ticks of {@value #TICK_NS} ns since the start. A timer fires on the first
 * tick that is not before its deadline: never early, and less than one tick late.
 *
 * <pre>
 *   the bits of a tick number:
 *
 *   | 47..42  | 41..36  | 35..30  | 29..24  | 23..18  | 17..12  |  11..6  |  5..0   |
 *   | level 7 | level 6 | level 5 | level 4 | level 3 | level 2 | level 1 | level 0 |
 *     a slot:                        37 min    34 s     0.54 s    8.4 ms    0.13 ms
 *
 *   A timer stands on the highest level at which its tick differs from the current one, in the
 *   slot that its six bits of that level name. When time reaches the first tick of a slot, its
 *   timers move to lower levels; those of level 0 fire.
 * </pre>
 *
 * <p>Used by one thread. Within a tick timers fire in the order in which they reached it.
 */
public final class TimerWheel {
  private static final int TICK_SHIFT = 17;

  /** The length of a tick, in nanoseconds. */
  public static final long TICK_NS = 1L << TICK_SHIFT;

  private static final int LEVEL_BITS = 6;
  private static final int SLOTS = 1 << LEVEL_BITS;
  private static final int SLOT_MASK = SLOTS - 1;
  // 63 bits of nanoseconds are 46 bits of ticks.
  private static final int LEVELS = 8;

  private final long startNs;
  private final Timer[] heads = new Timer[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];
  private long currentTick;
  private long targetTick;
  private int size;

  /** Creates an empty wheel whose time begins at {@code startNs}. */
  public TimerWheel(long startNs) {
    this.startNs = startNs;
  }

  /** The number of armed timers. */
  public int size() {
    return size;
  }

  /**
   * Arms a timer, or moves one that is armed.
   *
   * @param deadlineNs when to fire; a time that is past means the next tick
   */
  public void schedule(Timer timer, long deadlineNs) {
    if (timer.slot != Timer.NOT_ARMED) {
      unlink(timer);
    }
    long tick = tickAtOrAfter(deadlineNs);
    if (tick <= targetTick) {
      // Also within advance(): what a callback schedules waits for the next call, which so ends.
      tick = targetTick + 1;
      timer.deadlineNs = startNs + (tick << TICK_SHIFT);
    } else {
      timer.deadlineNs = deadlineNs;
    }
    link(timer, tick);
  }

  /** Disarms a timer; does nothing if it is not armed. */
  public void cancel(Timer timer) {
    if (timer.slot != Timer.NOT_ARMED) {
      unlink(timer);
    }
  }

  /**
   * Moves time forward and fires everything that is due.
   *
   * @param nowNs the time now; one before the last call's changes nothing
   * @return how many timers fired
   */
  public int advance(long nowNs) {
    long target = (nowNs - startNs) >> TICK_SHIFT;
    if (target <= currentTick) {
      return 0;
    }
    targetTick = target;
    int fired = 0;
    int level;
    while ((level = lowestOccupiedLevel()) < LEVELS) {
      int slot = Long.numberOfTrailingZeros(occupied[level]);
      long slotTick = slotStart(level, slot);
      if (slotTick > target) {
        break;
      }
      currentTick = slotTick;
      if (level == 0) {
        fired += fire(slot, nowNs);
      } else {
        cascade(level, slot);
      }
    }
    currentTick = target;
    return fired;
  }

  /**
   * A time before which {@link #advance} would fire nothing, and at which calling it makes
   * progress; {@link Long#MAX_VALUE} if no timer is armed.
   */
  public long nextDeadlineNs() {
    int level = lowestOccupiedLevel();
    if (level == LEVELS) {
      return Long.MAX_VALUE;
    }
    int slot = Long.numberOfTrailingZeros(occupied[level]);
    return startNs + (slotStart(level, slot) << TICK_SHIFT);
  }

  /** Disarms every timer. */
  public void clear() {
    for (int i = 0; i < heads.length; i++) {
      while (heads[i] != null) {
        unlink(heads[i]);
      }
    }
    Arrays.fill(occupied, 0);
  }

  private long tickAtOrAfter(long deadlineNs) {
    if (deadlineNs <= startNs) {
      return 0;
    }
    long delta = deadlineNs - startNs;
    if (delta < 0) {
      delta = Long.MAX_VALUE; // the wheel began before time zero, the deadline is "never"
    }
    return (delta >>> TICK_SHIFT) + ((delta & (TICK_NS - 1)) == 0 ? 0 : 1);
  }

  /**
   * The slots of a level that are behind the current tick are empty, and so are those of the levels
   * above once they are entered: the lowest level with a timer holds the next one.
   */
  private int lowestOccupiedLevel() {
    int level = 0;
    while (level < LEVELS && occupied[level] == 0) {
      level++;
    }
    return level;
  }

  private long slotStart(int level, int slot) {
    int shift = level * LEVEL_BITS;
    long above = currentTick >>> shift & ~(long) SLOT_MASK;
    return (above | slot) << shift;
  }

  private int fire(int slot, long nowNs) {
    int fired = 0;
    Timer timer;
    // One by one: a callback may cancel or move the timers that still wait in this slot.
    while ((timer = heads[slot]) != null) {
      unlink(timer);
      fired++;
      timer.onExpiry(nowNs);
    }
    return fired;
  }

  private void cascade(int level, int slot) {
    int index = level << LEVEL_BITS | slot;
    Timer timer;
    while ((timer = heads[index]) != null) {
      unlink(timer);
      link(timer, tickAtOrAfter(timer.deadlineNs));
    }
  }

  private void link(Timer timer, long tick) {
    long difference = (tick ^ currentTick) | SLOT_MASK;
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) / LEVEL_BITS;
    int slot = (int) (tick >>> level * LEVEL_BITS) & SLOT_MASK;
    int index = level << LEVEL_BITS | slot;
    Timer head = heads[index];
    if (head == null) {
      heads[index] = timer;
      timer.next = timer;
      timer.previous = timer;
      occupied[level] |= 1L << slot;
    } else {
      timer.next = head;
      timer.previous = head.previous;
      head.previous.next = timer;
      head.previous = timer;
    }
    timer.slot = index;
    size++;
  }

  private void unlink(Timer timer) {
    int index = timer.slot;
    if (timer.next == timer) {
      heads[index] = null;
      occupied[index >>> LEVEL_BITS] &= ~(1L << (index & SLOT_MASK));
    } else {
      timer.next.previous = timer.previous;
      timer.previous.next = timer.next;
      if (heads[index] == timer) {
        heads[index] = timer.next;
      }
    }
    timer.next = null;
    timer.previous = null;
    timer.slot = Timer.NOT_ARMED;
    size--;
  }
}
