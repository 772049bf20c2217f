package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.wire.AddressIndex;

/**
 * Which IPv6 addresses mean this host: its own on any interface, and {@code ::1}. A packet for any
 * of its own is accepted on every interface, as on Linux. Changed by the interfaces; used by the
 * lane's thread alone.
 */
public final class Ipv6Addresses {
  private static final long LOOPBACK_LOW = 1;

  private AddressIndex onLinks = new AddressIndex();

  /** The one that was found last: most packets in a row are for the same. */
  private long lastHigh;

  private long lastLow;

  Ipv6Addresses() {}

  /** Whether the address is one of this host's, {@code ::1} included. */
  public boolean isOwn(long high, long low) {
    return isOwnOnLink(high, low) || low == LOOPBACK_LOW && high == 0;
  }

  /** Whether the address is one of this host's on a link. */
  public boolean isOwnOnLink(long high, long low) {
    return low == lastLow && high == lastHigh && low != 0 || find(high, low);
  }

  private boolean find(long high, long low) {
    boolean found = onLinks.find(high, low) >= 0;
    if (found) {
      lastHigh = high;
      lastLow = low;
    }
    return found;
  }

  void replace(AddressIndex all) {
    onLinks = all;
    lastHigh = 0;
    lastLow = 0;
  }
}
