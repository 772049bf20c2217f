package io.ringroad.fastpath.ip6;

/**
 * Which IPv6 addresses mean this host: its own on any interface, and {@code ::1}. A packet for any
 * of its own is accepted on every interface, as on Linux. Changed by the interfaces; used by the
 * lane's thread alone.
 *
 * <p>A host has a handful of addresses, which are compared one by one.
 */
public final class Ipv6Addresses {
  private static final long LOOPBACK_LOW = 1;

  private long[] highs = {};
  private long[] lows = {};

  Ipv6Addresses() {}

  /** Whether the address is one of this host's, {@code ::1} included. */
  public boolean isOwn(long high, long low) {
    return isOwnOnLink(high, low) || low == LOOPBACK_LOW && high == 0;
  }

  /** Whether the address is one of this host's on a link. */
  public boolean isOwnOnLink(long high, long low) {
    for (int i = 0; i < lows.length; i++) {
      if (lows[i] == low && highs[i] == high) {
        return true;
      }
    }
    return false;
  }

  void set(long[] highs, long[] lows) {
    this.highs = highs;
    this.lows = lows;
  }
}
