package io.ringroad.fastpath.icmp;

/**
 * How ICMP behaves.
 *
 * @param answersBroadcastEcho whether echo requests to broadcast and multicast addresses are
 *     answered
 * @param errorsPerSecond errors sent a second in the long run, 1 to 10^9
 * @param errorBurst errors sent at once after a quiet time, 1 or more
 */
public record IcmpConfig(boolean answersBroadcastEcho, int errorsPerSecond, int errorBurst) {
  /** No answers to broadcasts, 1000 errors a second, 50 at once: what Linux does. */
  public static final IcmpConfig DEFAULT = new IcmpConfig(false, 1000, 50);

  /** Checks the ranges. */
  public IcmpConfig {
    if (errorsPerSecond < 1 || errorsPerSecond > 1_000_000_000 || errorBurst < 1) {
      throw new IllegalArgumentException(
          "ICMP errors a second must be 1 to 1000000000 and their burst at least 1");
    }
  }
}
