package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.icmp.Icmpv6;
import io.ringroad.fastpath.icmp.Icmpv6Handler;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.Solicitor;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.DiscoveryOptions;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.NeighborMessage;
import io.ringroad.fastpath.wire.RouterAdvertisement;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import java.util.SplittableRandom;

/**
 * Neighbour Discovery on one link, put together (RFC 4861, RFC 4862). Used by the lane's thread
 * alone.
 *
 * <pre>
 *   Icmpv6 --&gt; LinkDiscovery --&gt; NeighborDiscovery --&gt; NeighborTable
 *                   |  |                ^
 *                   |  +--&gt; DuplicateDetection --&gt; Autoconfiguration --&gt; AddressHolder
 *                   |                                     ^
 *                   +--&gt; RouterDiscovery -----------------+
 *                   |        +--&gt; DefaultRouters, Prefixes --&gt; RouteTable
 *                   +--&gt; Redirects --------------------------------^
 * </pre>
 *
 * <p>Where several lanes share a device all hear and learn; one of them speaks, and decides what
 * concerns all: addresses, routers, prefixes, redirects.
 */
public final class LinkDiscovery implements Solicitor {
  /** RFC 4861 6.1, 7.1, 8.1: what did not cross a router has it still. */
  private static final int HOP_LIMIT = 255;

  private static final int REDIRECT_LENGTH = 40;

  private final Ipv6Interface link;
  private final CounterSet<NeighborCounter> counters;
  private final DiscoveryConfig config;
  private final boolean speaks;
  private final NeighborDiscovery neighbors;
  private final DuplicateDetection detection;
  private final Autoconfiguration addresses;
  private final RouterDiscovery routerDiscovery;
  private final DefaultRouters routers;
  private final Redirects redirects;

  /**
   * Creates the protocols of a link, whose table of neighbours asks them.
   *
   * @param seed random number that delays come from
   * @param speaks whether this lane is the one of those on the device that answers and decides
   * @param holder who addresses are made for
   */
  public LinkDiscovery(
      Ipv6 ipv6,
      Ipv6Interface link,
      FrameCache frames,
      TimerWheel timers,
      DiscoveryConfig config,
      long seed,
      CounterSet<NeighborCounter> counters,
      boolean speaks,
      AddressHolder holder) {
    this.link = link;
    this.counters = counters;
    this.config = config;
    this.speaks = speaks;
    SplittableRandom random = new SplittableRandom(seed);
    neighbors = new NeighborDiscovery(ipv6, link, frames, counters, speaks);
    detection = new DuplicateDetection(link, neighbors, timers, random, config.probes(), counters);
    routers = new DefaultRouters(link, ipv6.routes(), timers);
    redirects = new Redirects(link, ipv6.routes(), timers, counters);
    RouterSolicitation solicitation = new RouterSolicitation(neighbors, timers, random);
    InterfaceIdentifiers identifiers =
        new InterfaceIdentifiers(config.secret(), link.link().macAddress());
    addresses = new Autoconfiguration(identifiers, detection, holder, timers, solicitation::start);
    Prefixes prefixes = new Prefixes(link.index(), ipv6.routes(), timers);
    routerDiscovery =
        speaks
            ? new RouterDiscovery(link, solicitation, routers, prefixes, addresses)
            : new RouterDiscovery(link, null, null, null, null);
  }

  /** Has ICMPv6 give the messages of all links to the protocols of those links. */
  public static void attach(Icmpv6 icmp, FrameCache frames, LinkDiscovery[] byInterface) {
    Icmpv6Handler handler =
        (frame, packet, nowNs) -> {
          int index = packet.interfaceIndex();
          if (index >= 1 && index <= byInterface.length) {
            byInterface[index - 1].onMessage(frame, packet, nowNs);
          }
          frames.free(frame.address());
        };
    for (int type = Icmpv6Types.ROUTER_SOLICITATION; type <= Icmpv6Types.REDIRECT; type++) {
      icmp.handle(type, handler);
    }
  }

  /** Begins to make addresses and to look for routers, where that is asked for. */
  public void start(long nowNs) {
    if (config.automatic() && speaks) {
      addresses.start(nowNs);
    }
  }

  /** Looks whether somebody has an address before it is used; tells at once if nobody is to ask. */
  public void detect(long high, long low, Runnable assign, long nowNs) {
    detection.start(
        high,
        low,
        new DuplicateDetection.Outcome() {
          @Override
          public void onUnique(long thenNs) {
            assign.run();
          }

          @Override
          public void onDuplicate(long thenNs) {
            // Counted; the address is not ours to take (RFC 4862 5.4.5).
          }
        },
        nowNs);
  }

  /** Tells everybody on the link that an address is ours (RFC 4861 7.2.6), if this lane speaks. */
  public void announce(long high, long low) {
    if (speaks) {
      neighbors.announce(high, low);
    }
  }

  private void onMessage(Frame frame, IpPacket packet, long nowNs) {
    long address = frame.data();
    int length = frame.length();
    int type = NativeMemory.getUnsignedByte(address);
    int fixed = fixedLength(type);
    if (length < fixed
        || packet.hopLimit() != HOP_LIMIT
        || NativeMemory.getUnsignedByte(address + 1) != 0
        || !DiscoveryOptions.areWellFormed(address + fixed, length - fixed)) {
      counters.increment(NeighborCounter.MALFORMED);
      return;
    }
    switch (type) {
      case Icmpv6Types.NEIGHBOR_SOLICITATION ->
          neighbors.onSolicitation(packet, address, length, detection, nowNs);
      case Icmpv6Types.NEIGHBOR_ADVERTISEMENT ->
          neighbors.onAdvertisement(packet, address, length, detection, routers, nowNs);
      case Icmpv6Types.ROUTER_ADVERTISEMENT ->
          onRouterAdvertisement(packet, address, length, nowNs);
      case Icmpv6Types.REDIRECT -> onRedirect(packet, address, length, nowNs);
      default -> counters.increment(NeighborCounter.ROUTER_SOLICITATIONS_IGNORED); // RFC 4861 6.2.6
    }
  }

  private static int fixedLength(int type) {
    return switch (type) {
      case Icmpv6Types.ROUTER_ADVERTISEMENT -> RouterAdvertisement.LENGTH;
      case Icmpv6Types.REDIRECT -> REDIRECT_LENGTH;
      case Icmpv6Types.ROUTER_SOLICITATION -> 8;
      default -> NeighborMessage.LENGTH;
    };
  }

  private void onRouterAdvertisement(IpPacket packet, long address, int length, long nowNs) {
    long high = packet.sourceHigh();
    long low = packet.sourceLow();
    if (!isLinkLocal(high)) { // RFC 4861 6.1.2
      counters.increment(NeighborCounter.MALFORMED);
    } else if (!config.automatic() || link.has(high, low)) {
      counters.increment(NeighborCounter.ROUTER_ADVERTISEMENTS_IGNORED);
    } else {
      counters.increment(NeighborCounter.ROUTER_ADVERTISEMENTS_RECEIVED);
      routerDiscovery.onAdvertisement(high, low, address, length, nowNs);
    }
  }

  private static boolean isLinkLocal(long high) {
    return high >>> 54 == 0x3FA;
  }

  private void onRedirect(IpPacket packet, long address, int length, long nowNs) {
    long destinationHigh = NativeMemory.getLongBe(address + 24);
    long destinationLow = NativeMemory.getLongBe(address + 32);
    if (!isLinkLocal(packet.sourceHigh())
        || IpAddresses.isMulticast(destinationHigh, destinationLow)) { // RFC 4861 8.1
      counters.increment(NeighborCounter.MALFORMED);
    } else if (!config.redirects() || !speaks) {
      counters.increment(NeighborCounter.REDIRECTS_REFUSED);
    } else {
      redirects.onRedirect(
          packet.sourceHigh(),
          packet.sourceLow(),
          NativeMemory.getLongBe(address + 8),
          NativeMemory.getLongBe(address + 16),
          destinationHigh,
          destinationLow,
          DiscoveryOptions.findMac(
              address + REDIRECT_LENGTH,
              length - REDIRECT_LENGTH,
              DiscoveryOptions.TARGET_LINK_ADDRESS),
          nowNs);
    }
  }

  @Override
  public void solicitAll(Neighbor target, long prompting, long nowNs) {
    neighbors.solicitAll(target, prompting, nowNs);
  }

  @Override
  public void probe(Neighbor target, long nowNs) {
    neighbors.probe(target, nowNs);
  }

  @Override
  public void onUnreachable(Neighbor neighbor, long nowNs) {
    if (speaks) {
      routers.onUnreachable(neighbor.addressHigh(), neighbor.addressLow());
      redirects.onUnreachable(neighbor.addressHigh(), neighbor.addressLow());
    }
  }
}
