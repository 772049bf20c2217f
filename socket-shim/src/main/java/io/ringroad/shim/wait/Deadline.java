package io.ringroad.shim.wait;

/** Points in time at which a wait ends, on the clock of {@link System#nanoTime()}. */
public final class Deadline {
  /** No end. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long LONGEST_NS = Long.MAX_VALUE / 4;

  private Deadline() {}

  /**
   * The deadline of a call that starts now.
   *
   * @param timeoutNs nanoseconds; 0 means for ever, as SO_RCVTIMEO has it
   */
  public static long afterTimeout(long timeoutNs) {
    return timeoutNs <= 0 || timeoutNs > LONGEST_NS ? NEVER : System.nanoTime() + timeoutNs;
  }

  /**
   * The deadline of a call that starts now.
   *
   * @param timeoutMs milliseconds; negative means for ever, as poll(2) has it
   */
  public static long afterMillis(int timeoutMs) {
    return timeoutMs < 0 ? NEVER : System.nanoTime() + timeoutMs * 1_000_000L;
  }

  /** Whether a deadline has passed. */
  public static boolean passed(long deadlineNs) {
    return deadlineNs != NEVER && deadlineNs - System.nanoTime() <= 0;
  }
}
