package io.ringroad.fastpath.membership;

/**
 * What is known of the routers that ask on a link: how robust they want reports to be, and for how
 * long one of an older version counts as present (RFC 3376 7.2.1, RFC 3810 8.2.1).
 */
final class Querier {
  private static final long NEVER = Long.MIN_VALUE;

  private final MembershipConfig config;
  private int robustness;
  private long intervalNs;
  private long simpleUntilNs = NEVER;
  private long groupsUntilNs = NEVER;

  Querier(MembershipConfig config) {
    this.config = config;
    this.robustness = config.robustness();
    this.intervalNs = config.queryIntervalNs();
  }

  /** How often to send what may be lost. */
  int robustness() {
    return robustness;
  }

  /** Takes note of a query. */
  void onQuery(Query query, long nowNs) {
    if (query.version() == Query.SOURCES) {
      robustness = query.robustness() != 0 ? query.robustness() : config.robustness();
      intervalNs = query.intervalNs() != 0 ? query.intervalNs() : config.queryIntervalNs();
    } else if (query.isGeneral()) {
      // RFC 3376 8.12: the older version querier present timeout
      long untilNs = nowNs + robustness * intervalNs + query.maxResponseNs();
      if (query.version() == Query.SIMPLE) {
        simpleUntilNs = untilNs;
      } else {
        groupsUntilNs = untilNs;
      }
    }
  }

  /** The version to speak: that of the oldest querier that is present. */
  int version(long nowNs) {
    if (config.forcedVersion() != 0) {
      return config.forcedVersion();
    }
    if (isPresent(simpleUntilNs, nowNs)) {
      return Query.SIMPLE;
    }
    return isPresent(groupsUntilNs, nowNs) ? Query.GROUPS : Query.SOURCES;
  }

  private static boolean isPresent(long untilNs, long nowNs) {
    return untilNs != NEVER && nowNs - untilNs < 0;
  }
}
