package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Counted in turns and in the sleeps that were asked for: no clock. */
class BackingOffIdleStrategyTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int BEFORE_THE_FIRST_SLEEP = 1_100;

  @Test
  void theFirstTurnsDoNotSleep() {
    for (int turn = 0; turn < BEFORE_THE_FIRST_SLEEP; turn++) {
      assertEquals(0, BackingOffIdleStrategy.sleepNs(turn));
    }
    assertEquals(20_000, BackingOffIdleStrategy.sleepNs(BEFORE_THE_FIRST_SLEEP));
  }

  @Test
  void sleepsGrowLongerAndStayBelowOneMillisecond() {
    for (int turn = 1; turn < 10_000; turn++) {
      long sleepNs = BackingOffIdleStrategy.sleepNs(turn);
      assertTrue(sleepNs >= BackingOffIdleStrategy.sleepNs(turn - 1), "turn " + turn);
      assertTrue(sleepNs <= 1_000_000, "turn " + turn);
    }
  }

  @Test
  void shortPausesAreSleptInShortSleeps() {
    long sleptNs = 0;
    for (int turn = 0; sleptNs < SECOND_NS / 20; turn++) {
      assertTrue(BackingOffIdleStrategy.sleepNs(turn) <= 500_000, "after " + sleptNs + " ns");
      sleptNs += BackingOffIdleStrategy.sleepNs(turn);
    }
  }

  @Test
  void aSecondWithoutWorkIsHardlyMoreThanAThousandSleeps() {
    int turns = BEFORE_THE_FIRST_SLEEP;
    for (long sleptNs = 0; sleptNs < SECOND_NS; turns++) {
      sleptNs += BackingOffIdleStrategy.sleepNs(turns);
    }
    assertTrue(turns - BEFORE_THE_FIRST_SLEEP < 1_100, turns + " turns");
  }
}
