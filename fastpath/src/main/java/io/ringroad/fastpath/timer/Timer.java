package io.ringroad.fastpath.timer;

/**
 * Something that is to happen at a time. The object is its own node in the {@link TimerWheel}, so
 * that arming and cancelling allocate nothing. Used by the thread of its wheel alone, and with one
 * wheel at a time.
 */
public abstract class Timer {
  static final int NOT_ARMED = -1;

  Timer next;
  Timer previous;
  int slot = NOT_ARMED;
  long deadlineNs;

  /** Creates a timer that is not armed. */
  protected Timer() {}

  /**
   * Called when the deadline has come. The timer is no longer armed; it may be scheduled again from
   * here, and any other timer may be scheduled or cancelled.
   *
   * @param nowNs the time that {@link TimerWheel#advance} was called with
   */
  protected abstract void onExpiry(long nowNs);

  /** Whether the timer waits in a wheel. */
  public final boolean isArmed() {
    return slot != NOT_ARMED;
  }

  /**
   * The time at which the timer is due, while {@link #isArmed()}. A deadline that was already past
   * when it was scheduled reads as the wheel's next tick.
   */
  public final long deadlineNs() {
    return deadlineNs;
  }
}
