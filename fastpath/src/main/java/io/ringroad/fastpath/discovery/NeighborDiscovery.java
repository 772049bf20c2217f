package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.ip6.OnLinkSender;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.Solicitor;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.DiscoveryOptions;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.fastpath.wire.NeighborMessage;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * Address resolution on one link (RFC 4861 7): answers for our addresses, asks for those of
 * neighbours, learns from what it hears. Used by the lane's thread alone.
 *
 * <p>Where several lanes share a device each hears every message and learns from it, and one of
 * them answers.
 */
final class NeighborDiscovery implements Solicitor {
  /** RFC 4861 7.1: what did not cross a router has it still. */
  private static final int HOP_LIMIT = 255;

  /** ff02::2 (RFC 4291 2.7.1), with the upper half of all nodes. */
  private static final long ALL_ROUTERS_LOW = 2;

  private static final int ROUTER_SOLICITATION_LENGTH = 16;

  private final Ipv6 ipv6;
  private final Ipv6Interface link;
  private final FrameCache frames;
  private final CounterSet<NeighborCounter> counters;
  private final boolean answers;
  private final OnLinkSender sender = new OnLinkSender();
  private final NeighborMessage message = new NeighborMessage();
  private final Ipv6Header waiting = new Ipv6Header();
  private final Frame scratch = new Frame();

  /**
   * Creates the protocol for a link, whose table of neighbours asks it.
   *
   * @param answers whether this lane is the one of those on the device that answers
   */
  NeighborDiscovery(
      Ipv6 ipv6,
      Ipv6Interface link,
      FrameCache frames,
      CounterSet<NeighborCounter> counters,
      boolean answers) {
    this.ipv6 = ipv6;
    this.link = link;
    this.frames = frames;
    this.counters = counters;
    this.answers = answers;
  }

  /** RFC 4861 7.2.3. */
  void onSolicitation(
      IpPacket packet, long address, int length, DuplicateDetection detection, long nowNs) {
    counters.increment(NeighborCounter.REQUESTS_RECEIVED);
    message.wrap(address);
    long high = message.targetHigh();
    long low = message.targetLow();
    long mac = linkAddress(DiscoveryOptions.SOURCE_LINK_ADDRESS, address, length);
    boolean unspecified = IpAddresses.isZero(packet.sourceHigh(), packet.sourceLow());
    if (IpAddresses.isMulticast(high, low)
        || MacAddresses.isGroup(mac)
        || unspecified && (mac != 0 || !isSolicitedNode(packet))) { // RFC 4861 7.1.1
      counters.increment(NeighborCounter.MALFORMED);
      return;
    }
    if (detection.isTentative(high, low)) {
      if (unspecified) {
        detection.onClaim(high, low, nowNs); // RFC 4862 5.4.3: it wants the address too
      }
      return;
    }
    if (!link.has(high, low)) {
      return;
    }
    if (!unspecified && ipv6.addresses().isOwn(packet.sourceHigh(), packet.sourceLow())) {
      counters.increment(NeighborCounter.ADDRESS_CONFLICTS);
      return;
    }
    if (mac != 0) {
      link.neighbors().heard(packet.sourceHigh(), packet.sourceLow(), mac, true, nowNs);
    }
    if (answers) {
      answer(packet, unspecified, mac, high, low, nowNs);
    }
  }

  private static long linkAddress(int option, long address, int length) {
    return DiscoveryOptions.findMac(
        address + NeighborMessage.LENGTH, length - NeighborMessage.LENGTH, option);
  }

  private static boolean isSolicitedNode(IpPacket packet) {
    long low = packet.destinationLow();
    return packet.destinationHigh() == IpAddresses.SOLICITED_NODE_HIGH
        && low == IpAddresses.solicitedNodeLow(low);
  }

  /** RFC 4861 7.2.4. */
  private void answer(IpPacket packet, boolean toAll, long mac, long high, long low, long nowNs) {
    int flags = NeighborMessage.OVERRIDE | (toAll ? 0 : NeighborMessage.SOLICITED);
    if (!writeAdvertisement(flags, high, low)) {
      return;
    }
    counters.increment(NeighborCounter.REPLIES_SENT);
    long toHigh = packet.sourceHigh();
    long toLow = packet.sourceLow();
    if (toAll) {
      sendToAll(high, low);
    } else if (mac != 0) {
      sender.send(scratch, link, HOP_LIMIT, high, low, toHigh, toLow, mac);
    } else {
      sender.sendToNeighbor(scratch, link, HOP_LIMIT, high, low, toHigh, toLow, nowNs);
    }
  }

  /** RFC 4861 7.2.6: an advertisement that nobody asked for. */
  void announce(long high, long low) {
    if (writeAdvertisement(NeighborMessage.OVERRIDE, high, low)) {
      counters.increment(NeighborCounter.ANNOUNCEMENTS_SENT);
      sendToAll(high, low);
    }
  }

  private void sendToAll(long high, long low) {
    sender.sendToGroup(
        scratch, link, HOP_LIMIT, high, low, IpAddresses.ALL_NODES_HIGH, IpAddresses.ALL_NODES_LOW);
  }

  private boolean writeAdvertisement(int flags, long high, long low) {
    if (!allocate()) {
      return false;
    }
    message
        .wrap(scratch.append(NeighborMessage.LENGTH_WITH_ADDRESS))
        .initialise(
            Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
            flags,
            high,
            low,
            DiscoveryOptions.TARGET_LINK_ADDRESS,
            link.link().macAddress());
    return true;
  }

  private boolean allocate() {
    long frame = frames.allocate();
    if (frame == 0) {
      counters.increment(NeighborCounter.NO_FRAME);
      return false;
    }
    scratch.wrap(frame);
    return true;
  }

  /** RFC 4861 7.2.5. */
  void onAdvertisement(
      IpPacket packet,
      long address,
      int length,
      DuplicateDetection detection,
      DefaultRouters routers,
      long nowNs) {
    counters.increment(NeighborCounter.REPLIES_RECEIVED);
    message.wrap(address);
    long high = message.targetHigh();
    long low = message.targetLow();
    long mac = linkAddress(DiscoveryOptions.TARGET_LINK_ADDRESS, address, length);
    int flags = message.flags();
    boolean solicited = (flags & NeighborMessage.SOLICITED) != 0;
    if (IpAddresses.isMulticast(high, low)
        || MacAddresses.isGroup(mac)
        || packet.multicast() && solicited) { // RFC 4861 7.1.2
      counters.increment(NeighborCounter.MALFORMED);
      return;
    }
    if (detection.isTentative(high, low)) {
      detection.onClaim(high, low, nowNs); // RFC 4862 5.4.4: somebody has it
      return;
    }
    if (ipv6.addresses().isOwn(high, low)) {
      counters.increment(NeighborCounter.ADDRESS_CONFLICTS);
      return;
    }
    Neighbor neighbor = link.neighbors().find(high, low);
    if (neighbor == null || mac == 0 && !neighbor.isUsable()) {
      return;
    }
    boolean override = (flags & NeighborMessage.OVERRIDE) != 0;
    boolean believed = override || !neighbor.isUsable() || mac == 0 || mac == neighbor.mac();
    if (believed) {
      boolean isRouter = (flags & NeighborMessage.ROUTER) != 0;
      neighbor.router(isRouter);
      if (isRouter) {
        routers.onHeard(high, low);
      } else {
        routers.onNoRouter(high, low);
      }
    }
    link.neighbors()
        .answered(neighbor, mac != 0 ? mac : neighbor.mac(), solicited, override, nowNs);
  }

  /** RFC 4862 5.4.2: asks from {@code ::} who has an address that we want. */
  void sendDuplicateProbe(long high, long low) {
    if (!answers || !allocate()) {
      return;
    }
    message
        .wrap(scratch.append(NeighborMessage.LENGTH))
        .initialise(Icmpv6Types.NEIGHBOR_SOLICITATION, 0, high, low);
    long groupHigh = IpAddresses.SOLICITED_NODE_HIGH;
    long groupLow = IpAddresses.solicitedNodeLow(low);
    if (sender.sendToGroup(scratch, link, HOP_LIMIT, 0, 0, groupHigh, groupLow)) {
      counters.increment(NeighborCounter.DUPLICATE_PROBES_SENT);
    }
  }

  /** RFC 4861 6.3.7: asks all routers, with our Ethernet address, for an advertisement. */
  void sendRouterSolicitation() {
    IpAddress source = link.sourceFor(IpAddresses.ALL_NODES_HIGH, ALL_ROUTERS_LOW);
    if (source == null || !allocate()) {
      return;
    }
    long at = scratch.append(ROUTER_SOLICITATION_LENGTH);
    NativeMemory.putLongBe(at, (long) Icmpv6Types.ROUTER_SOLICITATION << 56);
    NativeMemory.putShortBe(at + 8, (short) (DiscoveryOptions.SOURCE_LINK_ADDRESS << 8 | 1));
    MacAddresses.write(at + 10, link.link().macAddress());
    if (sender.sendToGroup(
        scratch,
        link,
        HOP_LIMIT,
        source.high(),
        source.low(),
        IpAddresses.ALL_NODES_HIGH,
        ALL_ROUTERS_LOW)) {
      counters.increment(NeighborCounter.ROUTER_SOLICITATIONS_SENT);
    }
  }

  @Override
  public void solicitAll(Neighbor target, long prompting, long nowNs) {
    long high = IpAddresses.SOLICITED_NODE_HIGH;
    long low = IpAddresses.solicitedNodeLow(target.addressLow());
    if (solicit(target, prompting, high, low, MacAddresses.ofMulticast(high, low))) {
      counters.increment(NeighborCounter.REQUESTS_SENT);
    }
  }

  @Override
  public void probe(Neighbor target, long nowNs) {
    if (solicit(target, 0, target.addressHigh(), target.addressLow(), target.mac())) {
      counters.increment(NeighborCounter.PROBES_SENT);
    }
  }

  /** RFC 4861 7.2.2: from the source of the packet that waits, if it is one of ours. */
  private boolean solicit(Neighbor target, long prompting, long toHigh, long toLow, long mac) {
    IpAddress source = link.sourceFor(target.addressHigh(), target.addressLow());
    if (prompting != 0) {
      waiting.wrap(prompting);
      if (ipv6.addresses().isOwnOnLink(waiting.sourceHigh(), waiting.sourceLow())) {
        source = new IpAddress(waiting.sourceHigh(), waiting.sourceLow());
      }
    }
    if (source == null || !allocate()) {
      return false;
    }
    message
        .wrap(scratch.append(NeighborMessage.LENGTH_WITH_ADDRESS))
        .initialise(
            Icmpv6Types.NEIGHBOR_SOLICITATION,
            0,
            target.addressHigh(),
            target.addressLow(),
            DiscoveryOptions.SOURCE_LINK_ADDRESS,
            link.link().macAddress());
    return sender.send(scratch, link, HOP_LIMIT, source.high(), source.low(), toHigh, toLow, mac);
  }
}
