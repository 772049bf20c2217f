package io.ringroad.fastpath.lane;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits longer the longer nothing comes: spins, yields, then sleeps. Each sleep costs a core some
 * 35 us on a virtual machine whatever its length, so a lane with nothing to do for long has to
 * sleep seldom; one between two requests must not sleep long.
 *
 * <pre>
 *   turns without work   what is done
 *   0 to 999             spin
 *   1,000 to 1,099       yield
 *   1,100 to 1,104       sleep 20, 40, 80, 160, 320 us
 *   1,105 to 1,204       sleep 500 us
 *   from 1,205           sleep 1 ms
 * </pre>
 *
 * <p>Used by one thread, which an unpark wakes.
 */
final class BackingOffIdleStrategy implements IdleStrategy {
  private static final int SPINS = 1_000;
  private static final int YIELDS = 100;
  private static final int SHORT_SLEEPS = 100;
  private static final long FIRST_SLEEP_NS = 20_000;
  private static final long SHORT_SLEEP_NS = 500_000;
  private static final long LONG_SLEEP_NS = 1_000_000;

  private static final int FIRST_SLEEP = SPINS + YIELDS;
  private static final int DOUBLINGS = 5;
  private static final int FIRST_LONG_SLEEP = FIRST_SLEEP + DOUBLINGS + SHORT_SLEEPS;

  private int idleTurns;

  @Override
  public void idle(int workCount) {
    if (workCount > 0) {
      reset();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    int turn = idleTurns;
    if (turn < FIRST_LONG_SLEEP) {
      idleTurns = turn + 1;
    }
    if (turn < SPINS) {
      Thread.onSpinWait();
    } else if (turn < FIRST_SLEEP) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(sleepNs(turn));
    }
  }

  @Override
  public void reset() {
    idleTurns = 0;
  }

  /** How long the turn that follows {@code turn} others without work sleeps; 0 if it does not. */
  static long sleepNs(int turn) {
    if (turn < FIRST_SLEEP) {
      return 0;
    }
    if (turn >= FIRST_LONG_SLEEP) {
      return LONG_SLEEP_NS;
    }
    int doublings = turn - FIRST_SLEEP;
    return doublings < DOUBLINGS ? FIRST_SLEEP_NS << doublings : SHORT_SLEEP_NS;
  }

  @Override
  public String alias() {
    return "backing-off";
  }
}
