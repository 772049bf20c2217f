package io.ringroad.fastpath.lane;

import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What a lane's thread does when there is nothing to do. */
public enum IdleMode {
  /** Looks again at once: the least latency, a whole core. */
  BUSY_SPIN,
  /** Lets other threads of the core run first: a whole core if nobody else wants it. */
  YIELDING,
  /** Spins, yields, then sleeps up to a millisecond at a time: a few percent of a core. */
  BACKING_OFF;

  /** A strategy for one thread. */
  IdleStrategy newStrategy() {
    return switch (this) {
      case BUSY_SPIN -> new BusySpinIdleStrategy();
      case YIELDING -> new YieldingIdleStrategy();
      case BACKING_OFF -> new BackingOffIdleStrategy();
    };
  }

  /** Whether the thread may sleep, so that a command has to wake it. */
  boolean sleeps() {
    return this == BACKING_OFF;
  }
}
