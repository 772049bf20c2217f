package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.IpAddresses;
import org.agrona.collections.Int2IntHashMap;

/**
 * Which IPv4 addresses mean this host: its own on any interface, 127.0.0.0/8, and the broadcast
 * addresses of its networks. A packet for any of its own is accepted on every interface (the weak
 * model of RFC 1122 3.3.4.2, as Linux). Changed by the interfaces.
 */
public final class LocalAddresses {
  private static final int NONE = 0;
  private static final int OWN = 1;
  private static final int BROADCAST = 2;

  private final Int2IntHashMap kinds = new Int2IntHashMap(NONE);

  LocalAddresses() {}

  /** Whether the address is one of this host's, 127.0.0.0/8 included. */
  public boolean isOwn(int address) {
    return IpAddresses.isIpv4Loopback(address) || kinds.get(address) == OWN;
  }

  /** Whether the address is one of this host's on a link. */
  public boolean isOwnOnLink(int address) {
    return kinds.get(address) == OWN;
  }

  /** Whether the address is 255.255.255.255 or the broadcast address of one of our networks. */
  public boolean isBroadcast(int address) {
    return address == IpAddresses.IPV4_BROADCAST || kinds.get(address) == BROADCAST;
  }

  /**
   * Whether a packet may come from this address (RFC 1122 3.2.1.3: a source must not be a group or
   * a loopback address; and not one of ours, as nobody else has those).
   */
  boolean isPlausibleSource(int address) {
    return !IpAddresses.isIpv4Loopback(address)
        && address >>> 28 < 0xE // neither multicast nor class E, so not 255.255.255.255 either
        && (address >>> 24 != 0 || address == 0)
        && kinds.get(address) == NONE;
  }

  void add(int address, int prefixLength) {
    kinds.put(address, OWN);
    // RFC 3021: a network of 31 bits has no broadcast address; neither has one of 32.
    int broadcast = address | ~IpAddresses.ipv4Mask(prefixLength);
    if (prefixLength <= 30 && kinds.get(broadcast) == NONE) {
      kinds.put(broadcast, BROADCAST);
    }
  }

  void clear() {
    kinds.clear();
  }
}
