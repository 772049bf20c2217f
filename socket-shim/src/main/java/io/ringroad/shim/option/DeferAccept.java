package io.ringroad.shim.option;

/**
 * TCP_DEFER_ACCEPT counts in SYN-ACK retransmissions: seconds are rounded up to the time that a
 * whole number of them takes, 1 s and doubling (tcp(7)).
 */
final class DeferAccept {
  private static final int FIRST_TIMEOUT_SECONDS = 1;
  private static final int LONGEST_TIMEOUT_SECONDS = 120;
  private static final int MAX_RETRANSMISSIONS = 255;

  private DeferAccept() {}

  /** The seconds that reading the option gives after {@code seconds} were set. */
  static int roundedSeconds(int seconds) {
    if (seconds <= 0) {
      return 0;
    }
    int timeout = FIRST_TIMEOUT_SECONDS;
    int period = timeout;
    for (int count = 1; seconds > period && count < MAX_RETRANSMISSIONS; count++) {
      timeout = Math.min(timeout * 2, LONGEST_TIMEOUT_SECONDS);
      period += timeout;
    }
    return period;
  }
}
