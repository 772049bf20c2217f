package io.ringroad.shim.wait;

import org.agrona.concurrent.NanoClock;

/**
 * Points in time at which a wait ends, on the clock of the engine: where that is virtual, so are
 * the timeouts of blocking calls. For all threads.
 */
public final class Deadlines {
  /** No end. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long LONGEST_NS = Long.MAX_VALUE / 4;

  private final NanoClock clock;

  /** Deadlines on this clock, which any thread can read. */
  public Deadlines(NanoClock clock) {
    this.clock = clock;
  }

  /**
   * The deadline of a call that starts now.
   *
   * @param timeoutNs nanoseconds; 0 means for ever, as SO_RCVTIMEO has it
   */
  public long afterTimeout(long timeoutNs) {
    return timeoutNs <= 0 || timeoutNs > LONGEST_NS ? NEVER : clock.nanoTime() + timeoutNs;
  }

  /**
   * The deadline of a call that starts now.
   *
   * @param timeoutMs milliseconds; negative means for ever, as poll(2) has it
   */
  public long afterMillis(int timeoutMs) {
    return timeoutMs < 0 ? NEVER : clock.nanoTime() + timeoutMs * 1_000_000L;
  }

  /** What time it is on the engine's clock. */
  public long nowNs() {
    return clock.nanoTime();
  }

  /** Whether a deadline has passed. */
  public boolean passed(long deadlineNs) {
    return deadlineNs != NEVER && remainingNs(deadlineNs) <= 0;
  }

  /** How long it is to a deadline that is not {@link #NEVER}. */
  public long remainingNs(long deadlineNs) {
    return deadlineNs - clock.nanoTime();
  }
}
