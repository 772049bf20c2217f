package io.ringroad.fastpath.lane;

import java.util.concurrent.locks.LockSupport;

/** How a thread waits for a lane's answer, which a running lane gives within a cycle. */
@FunctionalInterface
public interface ReplyWaiter {
  /** Spins, then yields, then sleeps 20 us at a time. */
  ReplyWaiter BACK_OFF = ReplyWaiter::backOff;

  /**
   * Waits a little. The answer may already be there when this returns, or not.
   *
   * @param attempts how often this was called before for the same answer
   */
  void await(int attempts);

  private static void backOff(int attempts) {
    if (attempts < 200) {
      Thread.onSpinWait();
    } else if (attempts < 300) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(20_000);
    }
  }
}
