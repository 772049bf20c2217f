package io.ringroad.shim.wait;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.ETIMEDOUT;

/**
 * One thread's wait inside one call: spins, then yields, then listens and parks, as the strategy
 * says. The caller looks for what it waits for between any two pauses.
 */
final class WaitLoop implements AutoCloseable {
  private static final int DEADLINE_CHECK_MASK = 63;

  private final EventSource source;
  private final Blocker blocker;
  private final long deadlineNs;
  private final Thread thread = Thread.currentThread();
  private int spinsLeft;
  private int yieldsLeft;
  private Waiter waiter;

  WaitLoop(EventSource source, Blocker blocker, long deadlineNs) {
    this.source = source;
    this.blocker = blocker;
    this.deadlineNs = deadlineNs;
    this.spinsLeft = blocker.strategy().spins();
    this.yieldsLeft = blocker.strategy().yields();
  }

  /**
   * Lets some time pass.
   *
   * @return 0 to look again, {@code -EINTR}, {@code -ETIMEDOUT} after the deadline, or {@code
   *     -EBADF} when the engine closes
   */
  int pause() {
    if (blocker.isClosed()) {
      return -EBADF;
    }
    if (thread.isInterrupted()) {
      return -EINTR;
    }
    if (spinsLeft > 0) {
      if ((--spinsLeft & DEADLINE_CHECK_MASK) == 0 && blocker.deadlines().passed(deadlineNs)) {
        return -ETIMEDOUT;
      }
      Thread.onSpinWait();
      return 0;
    }
    if (yieldsLeft > 0) {
      yieldsLeft--;
      Thread.yield();
      return 0;
    }
    if (waiter == null) {
      waiter = new Waiter(blocker.deadlines());
      source.addListener(waiter);
      return 0;
    }
    return waiter.await(deadlineNs);
  }

  @Override
  public void close() {
    if (waiter != null) {
      source.removeListener(waiter);
    }
  }
}
