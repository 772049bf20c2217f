package io.ringroad.fastpath.membership;

/**
 * How groups are reported; the values of the RFCs and of Linux unless a caller knows better.
 *
 * @param robustness how often a report is sent that nobody acknowledges, until a querier says
 *     otherwise: 1 to 7 (RFC 3376 8.1)
 * @param unsolicitedIntervalNs within which a change is reported again (RFC 3376 8.11)
 * @param olderUnsolicitedIntervalNs the same while a querier of an older version is there (RFC 2236
 *     8.10, RFC 2710 7.10)
 * @param queryIntervalNs between general queries, until a querier says otherwise (RFC 3376 8.2)
 * @param forcedVersion {@code force_igmp_version}: 1 or 2 to speak it whoever asks, 0 to go by the
 *     querier
 */
public record MembershipConfig(
    int robustness,
    long unsolicitedIntervalNs,
    long olderUnsolicitedIntervalNs,
    long queryIntervalNs,
    int forcedVersion) {
  private static final long SECOND_NS = 1_000_000_000L;

  /** The values that Linux has. */
  public static final MembershipConfig DEFAULT =
      new MembershipConfig(2, SECOND_NS, 10 * SECOND_NS, 125 * SECOND_NS, 0);

  /** Checks the values. */
  public MembershipConfig {
    if (robustness < 1 || robustness > 7) {
      throw new IllegalArgumentException("robustness must be 1 to 7, not " + robustness);
    }
    if (unsolicitedIntervalNs < 1 || olderUnsolicitedIntervalNs < 1 || queryIntervalNs < 1) {
      throw new IllegalArgumentException("intervals must be more than 0");
    }
    if (forcedVersion < 0 || forcedVersion > 3) {
      throw new IllegalArgumentException("forced version must be 0 to 3, not " + forcedVersion);
    }
  }

  /** The same with a version to speak whoever asks; 0 to go by the querier. */
  public MembershipConfig withForcedVersion(int version) {
    return new MembershipConfig(
        robustness, unsolicitedIntervalNs, olderUnsolicitedIntervalNs, queryIntervalNs, version);
  }
}
