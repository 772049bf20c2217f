package io.ringroad.shim.wait;

import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.ETIMEDOUT;

import io.ringroad.fastpath.socket.ReadinessListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that waits for any event of what it listens to. Waiter and signaller each write their
 * own flag before they read the other's, so that a wake-up is never lost and an unpark is only paid
 * for a thread that is parked or about to be.
 */
final class Waiter implements ReadinessListener {
  private static final VarHandle SIGNALLED;

  static {
    try {
      SIGNALLED = MethodHandles.lookup().findVarHandle(Waiter.class, "signalled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread thread = Thread.currentThread();
  private final Deadlines deadlines;
  private volatile long deadlineNs = Deadlines.NEVER;
  private volatile boolean signalled;
  private volatile boolean parking;

  /** A waiter of the calling thread. */
  Waiter(Deadlines deadlines) {
    this.deadlines = deadlines;
  }

  @Override
  public void onReady(int events) {
    signalled = true;
    if (parking) {
      LockSupport.unpark(thread);
    }
  }

  /** Tells the thread of an event; false if it had been told before and has not looked since. */
  boolean tell() {
    if (signalled || !SIGNALLED.compareAndSet(this, false, true)) {
      return false;
    }
    if (parking) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  /** Whether the thread sleeps or is about to, and nothing has come to wake it; any thread. */
  boolean isWaiting() {
    return parking && !signalled && !deadlines.passed(deadlineNs);
  }

  /** When the thread that waits gives up, or {@link Deadlines#NEVER}; any thread. */
  long deadlineNs() {
    return deadlineNs;
  }

  /**
   * Parks until an event, the deadline or an interrupt. Only the thread that made the waiter.
   *
   * @param deadlineNs on the engine's clock, or {@link Deadlines#NEVER}
   * @return 0 after an event, {@code -ETIMEDOUT}, or {@code -EINTR} with the flag still set
   */
  int await(long deadlineNs) {
    this.deadlineNs = deadlineNs;
    parking = true;
    try {
      while (!signalled) {
        if (thread.isInterrupted()) {
          return -EINTR;
        }
        if (deadlineNs == Deadlines.NEVER) {
          LockSupport.park(this);
        } else {
          long remainingNs = deadlines.remainingNs(deadlineNs);
          if (remainingNs <= 0) {
            return -ETIMEDOUT;
          }
          LockSupport.parkNanos(this, remainingNs);
        }
      }
      signalled = false;
      return 0;
    } finally {
      parking = false;
    }
  }
}
