package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.wire.DiscoveryOptions;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.fastpath.wire.RouterAdvertisement;

/**
 * What routers advertise, and what becomes of it (RFC 4861 6.3.4): parameters of the link on every
 * lane; routers, prefixes and addresses on the one that speaks for all.
 */
final class RouterDiscovery {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long MILLISECOND_NS = 1_000_000L;

  /** RFC 4861 6.2.1: AdvReachableTime is at most an hour. */
  private static final long LONGEST_REACHABLE_NS = 3_600 * SECOND_NS;

  /** As Linux: whatever a router says, it is not asked more often. */
  private static final long SHORTEST_RETRANSMIT_NS = 10 * MILLISECOND_NS;

  private static final long FOR_EVER = 0xFFFF_FFFFL;
  private static final int PREFIX_BITS = 64;

  private final Ipv6Interface link;
  private final RouterSolicitation solicitation;
  private final DefaultRouters routers;
  private final Prefixes prefixes;
  private final Autoconfiguration addresses;
  private final RouterAdvertisement message = new RouterAdvertisement();
  private final DiscoveryOptions options = new DiscoveryOptions();

  /**
   * @param solicitation null, as the others, on a lane that only listens
   */
  RouterDiscovery(
      Ipv6Interface link,
      RouterSolicitation solicitation,
      DefaultRouters routers,
      Prefixes prefixes,
      Autoconfiguration addresses) {
    this.link = link;
    this.solicitation = solicitation;
    this.routers = routers;
    this.prefixes = prefixes;
    this.addresses = addresses;
  }

  /**
   * Takes an advertisement that is valid (RFC 4861 6.1.2).
   *
   * @param high the router's link-local address
   */
  void onAdvertisement(long high, long low, long address, int length, long nowNs) {
    message.wrap(address);
    long lifetimeNs = message.routerLifetime() * SECOND_NS;
    if (routers != null) {
      routers.onAdvertisement(high, low, message.preference(), lifetimeNs, nowNs);
      routers.onHeard(high, low);
      if (lifetimeNs > 0) {
        solicitation.stop();
      }
    }
    NeighborTable neighbors = link.neighbors();
    if (message.reachableTimeMs() != 0) {
      neighbors.baseReachableNs(
          Math.min(message.reachableTimeMs() * MILLISECOND_NS, LONGEST_REACHABLE_NS));
    }
    if (message.retransmitTimeMs() != 0) {
      neighbors.retransmitNs(
          Math.max(message.retransmitTimeMs() * MILLISECOND_NS, SHORTEST_RETRANSMIT_NS));
    }
    options.over(address + RouterAdvertisement.LENGTH, length - RouterAdvertisement.LENGTH);
    while (options.next()) {
      if (options.isWhole()) {
        onOption(high, low, lifetimeNs > 0, nowNs);
      }
    }
  }

  private void onOption(long high, long low, boolean isRouter, long nowNs) {
    switch (options.type()) {
      case DiscoveryOptions.SOURCE_LINK_ADDRESS -> onLinkAddress(high, low, isRouter, nowNs);
      case DiscoveryOptions.MTU -> {
        if (options.mtu() >= Ipv6Header.MIN_MTU && options.mtu() <= link.link().mtu()) {
          link.limitMtu((int) options.mtu());
        }
      }
      case DiscoveryOptions.PREFIX_INFORMATION -> {
        if (prefixes != null) {
          onPrefix(nowNs);
        }
      }
      default -> {
        // RFC 4861 6.3.4: others, recursive name servers (RFC 8106) among them, say nothing to us.
      }
    }
  }

  private void onLinkAddress(long high, long low, boolean isRouter, long nowNs) {
    if (!MacAddresses.isGroup(options.mac()) && options.mac() != 0) {
      Neighbor neighbor = link.neighbors().heard(high, low, options.mac(), true, nowNs);
      if (neighbor != null) {
        neighbor.router(isRouter);
      }
    }
  }

  private void onPrefix(long nowNs) {
    long high = options.prefixHigh();
    long low = options.prefixLow();
    int length = options.prefixLength();
    if (length > 128
        || IpAddresses.isLinkLocalScope(high, low)
        || IpAddresses.isMulticast(high, low)) {
      return; // RFC 4861 6.3.4, RFC 4862 5.5.3 (b)
    }
    long validNs = nanoseconds(options.validLifetime());
    long preferredNs = nanoseconds(options.preferredLifetime());
    if (options.isOnLink()) {
      prefixes.onAdvertisement(high, low, length, validNs, nowNs);
    }
    // RFC 4862 5.5.3 (c), (d): lifetimes in order, and room for an identifier of 64 bits.
    if (options.isAutonomous() && preferredNs <= validNs && length == PREFIX_BITS) {
      addresses.onPrefix(high, validNs, preferredNs, nowNs);
    }
  }

  private static long nanoseconds(long lifetime) {
    return lifetime == FOR_EVER ? Long.MAX_VALUE : lifetime * SECOND_NS;
  }
}
