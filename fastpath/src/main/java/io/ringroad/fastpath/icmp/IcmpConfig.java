package io.ringroad.fastpath.icmp;

/**
 * How ICMP behaves.
 *
 * @param answersBroadcastEcho whether echo requests to broadcast and multicast addresses are
 *     answered
 * @param errorsPerSecond errors sent a second in the long run, 1 to 10^9
 * @param errorBurst errors sent at once after a quiet time, 1 or more
 * @param destinationIntervalNs time between errors to one destination in the long run, 0 or more;
 *     after a quiet time six may be sent at once
 * @param secret random key, so that nobody outside can choose who shares a limit
 */
public record IcmpConfig(
    boolean answersBroadcastEcho,
    int errorsPerSecond,
    int errorBurst,
    long destinationIntervalNs,
    long secret) {
  /** No answers to broadcasts, 1000 errors a second, 50 at once, one a second to each: as Linux. */
  public static final IcmpConfig DEFAULT = withSecret(0);

  private static final long SECOND_NS = 1_000_000_000L;

  /** Checks the ranges. */
  public IcmpConfig {
    if (errorsPerSecond < 1 || errorsPerSecond > 1_000_000_000 || errorBurst < 1) {
      throw new IllegalArgumentException(
          "ICMP errors a second must be 1 to 1000000000 and their burst at least 1");
    }
    if (destinationIntervalNs < 0) {
      throw new IllegalArgumentException("the interval of ICMP errors must not be negative");
    }
  }

  /** {@link #DEFAULT} with a key. */
  public static IcmpConfig withSecret(long secret) {
    return new IcmpConfig(false, 1000, 50, SECOND_NS, secret);
  }
}
