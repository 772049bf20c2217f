package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.Arrays;

/**
 * How many errors may be sent: in all, and to one destination (RFC 1812 4.3.2.8, Linux's {@code
 * icmp_msgs_per_sec} and {@code icmp_ratelimit}). Destinations whose addresses hash alike share a
 * bucket, so that memory is constant.
 */
final class ErrorLimits {
  private static final int BUCKETS = 1 << 10;

  /** Linux's {@code XRLIM_BURST_FACTOR}. */
  private static final int DESTINATION_BURST = 6;

  private final TokenBucket all;
  private final long intervalNs;
  private final long secret;

  /** For each bucket when it was, or will be, empty: the burst is what has passed since. */
  private final long[] emptyNs = new long[BUCKETS];

  ErrorLimits(IcmpConfig config) {
    this.all = new TokenBucket(config.errorsPerSecond(), config.errorBurst());
    this.intervalNs = config.destinationIntervalNs();
    this.secret = config.secret();
    Arrays.fill(emptyNs, Long.MIN_VALUE / 2);
  }

  /** Takes a token for an error to a destination; false if there is none. */
  boolean tryTake(long high, long low, long nowNs) {
    int bucket = IpAddresses.hash(high, low, secret) & BUCKETS - 1;
    long fullSinceNs = nowNs - DESTINATION_BURST * intervalNs;
    long spentNs = Math.max(emptyNs[bucket], fullSinceNs) + intervalNs;
    if (spentNs > nowNs || !all.tryTake(nowNs)) {
      return false;
    }
    emptyNs[bucket] = spentNs;
    return true;
  }
}
