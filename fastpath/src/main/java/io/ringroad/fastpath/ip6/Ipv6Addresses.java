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

  Ipv6Addresses() {}

  /** Whether the address is one of this host's, {@code ::1} included. */
  public boolean isOwn(long high, long low) {
    return isOwnOnLink(high, low) || low == LOOPBACK_LOW && high == 0;
  }

  /** Whether the address is one of this host's on a link. */
  public boolean isOwnOnLink(long high, long low) {
    return onLinks.find(high, low) >= 0;
  }

  void replace(AddressIndex all) {
    onLinks = all;
  }
}
