package io.ringroad.shim.wait;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks at a thread that is in a blocking call, for whoever drives the lane: whether it sleeps, and
 * until when.
 */
public final class ParkedThread {
  private final Thread thread;

  /** Watches a thread. */
  public ParkedThread(Thread thread) {
    this.thread = thread;
  }

  /** Whether the thread is parked, and nothing has happened yet that will wake it. */
  public boolean sleeps() {
    if (!(LockSupport.getBlocker(thread) instanceof Waiter waiter) || !waiter.isWaiting()) {
      return false;
    }
    return isParked() && LockSupport.getBlocker(thread) == waiter && waiter.isWaiting();
  }

  private boolean isParked() {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** When the call gives up, on the engine's clock; {@link Long#MAX_VALUE} if never. */
  public long deadlineNs() {
    return LockSupport.getBlocker(thread) instanceof Waiter waiter
        ? waiter.deadlineNs()
        : Deadlines.NEVER;
  }

  /**
   * How often the thread has looked for something that no event tells of, as close does when it
   * lingers; -1 if it does no such thing.
   */
  public long looks() {
    return LockSupport.getBlocker(thread) instanceof Blocker blocker ? blocker.looks() : -1;
  }

  /** Has the thread look at the clock, which may show another time now. */
  public void nudge() {
    LockSupport.unpark(thread);
  }
}
