package io.ringroad.shim.wait;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ETIMEDOUT;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;

/** Waits for one descriptor inside a blocking call. Shared by all threads. */
public final class Blocker {
  private static final long LOOK_INTERVAL_NS = 200_000;

  private final WaitStrategy strategy;
  private final Deadlines deadlines;
  private final AtomicLong looks = new AtomicLong();
  private volatile boolean closed;

  /**
   * @param clock of the engine
   */
  public Blocker(WaitStrategy strategy, NanoClock clock) {
    this.strategy = strategy;
    this.deadlines = new Deadlines(clock);
  }

  /** When calls give up. */
  public Deadlines deadlines() {
    return deadlines;
  }

  /** How threads wait here. */
  public WaitStrategy strategy() {
    return strategy;
  }

  /** From now on nobody waits; who waits already returns when told of an event. */
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Waits until one of the events holds.
   *
   * @param source what to wait for
   * @param events {@code POLL...} bits
   * @param deadlineNs of {@link #deadlines()}, or {@link Deadlines#NEVER}
   * @return 0 to look again; {@code -EINTR}; {@code -EBADF} when the engine closes; {@code -EAGAIN}
   *     after the deadline, and at once on the thread of the very lane that would have to do the
   *     work
   */
  public int await(Pollable source, int events, long deadlineNs) {
    if (source.onOwnLane()) {
      return -EAGAIN;
    }
    try (WaitLoop loop = new WaitLoop(source, this, deadlineNs)) {
      while ((source.blockingEvents() & events) == 0) {
        int result = loop.pause();
        if (result != 0) {
          return result == -ETIMEDOUT ? -EAGAIN : result;
        }
      }
      return 0;
    }
  }

  /**
   * Waits until a condition holds that an event of the source can make true.
   *
   * @return as {@link #await}
   */
  public int awaitCondition(Pollable source, BooleanSupplier condition, long deadlineNs) {
    if (source.onOwnLane()) {
      return -EAGAIN;
    }
    try (WaitLoop loop = new WaitLoop(source, this, deadlineNs)) {
      while (!condition.getAsBoolean()) {
        int result = loop.pause();
        if (result != 0) {
          return result == -ETIMEDOUT ? -EAGAIN : result;
        }
      }
      return 0;
    }
  }

  /** How often {@link #sleepUntil} has looked in vain, in all threads together. */
  long looks() {
    return looks.get();
  }

  /** Waits for a condition that no event tells of, looking now and then. */
  public void sleepUntil(BooleanSupplier condition, long deadlineNs) {
    while (!condition.getAsBoolean()
        && !deadlines.passed(deadlineNs)
        && !Thread.currentThread().isInterrupted()) {
      looks.incrementAndGet();
      LockSupport.parkNanos(this, LOOK_INTERVAL_NS);
    }
  }
}
