package io.ringroad.shim.wait;

import java.util.concurrent.locks.LockSupport;

/** Tells whether a thread that is in a blocking call sleeps there, for whoever drives the lane. */
public final class ParkedThread {
  private ParkedThread() {}

  /** Whether the thread is parked, and nothing has happened yet that will wake it. */
  public static boolean sleeps(Thread thread) {
    if (!(LockSupport.getBlocker(thread) instanceof Waiter waiter) || !waiter.isWaiting()) {
      return false;
    }
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && LockSupport.getBlocker(thread) == waiter
        && waiter.isWaiting();
  }
}
