package io.ringroad.fastpath.lane;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What a lane's thread does when there is nothing to do. */
public enum IdleMode {
  /** Looks again at once: the least latency, a whole core. */
  BUSY_SPIN,
  /** Lets other threads of the core run first: a whole core if nobody else wants it. */
  YIELDING,
  /** Spins, yields, then sleeps up to half a millisecond at a time: a few percent of a core. */
  BACKING_OFF;

  private static final long MAX_SPINS = 1_000;
  private static final long MAX_YIELDS = 100;
  private static final long MIN_PARK_NS = 20_000;
  private static final long MAX_PARK_NS = 500_000;

  /** A strategy for one thread. */
  IdleStrategy newStrategy() {
    return switch (this) {
      case BUSY_SPIN -> new BusySpinIdleStrategy();
      case YIELDING -> new YieldingIdleStrategy();
      case BACKING_OFF -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
    };
  }

  /** Whether the thread may sleep, so that a command has to wake it. */
  boolean sleeps() {
    return this == BACKING_OFF;
  }
}
