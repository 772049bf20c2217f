package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.icmp.Icmpv6;
import io.ringroad.fastpath.icmp.Icmpv6Handler;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.ip6.Ipv6Interface;
import io.ringroad.fastpath.ip6.OnLinkSender;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.Solicitor;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.fastpath.wire.NeighborMessage;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * Address resolution on one link (RFC 4861 7): answers for our addresses, asks for those of
 * neighbours, learns from what it hears. Used by the lane's thread alone.
 *
 * <p>Where several lanes share a device each hears every message and learns from it, and one of
 * them answers.
 */
public final class NeighborDiscovery implements Solicitor {
  /** RFC 4861 7.1: what did not cross a router has it still. */
  private static final int HOP_LIMIT = 255;

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
  public NeighborDiscovery(
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

  /** Has ICMPv6 give the messages of all links to the protocols of those links. */
  public static void attach(Icmpv6 icmp, FrameCache frames, NeighborDiscovery[] byInterface) {
    Icmpv6Handler handler =
        (frame, packet, nowNs) -> {
          int index = packet.interfaceIndex();
          if (index >= 1 && index <= byInterface.length) {
            byInterface[index - 1].onMessage(frame, packet, nowNs);
          }
          frames.free(frame.address());
        };
    icmp.handle(Icmpv6Types.NEIGHBOR_SOLICITATION, handler);
    icmp.handle(Icmpv6Types.NEIGHBOR_ADVERTISEMENT, handler);
  }

  private void onMessage(Frame frame, IpPacket packet, long nowNs) {
    int length = frame.length();
    message.wrap(frame.data());
    if (length < NeighborMessage.LENGTH
        || packet.hopLimit() != HOP_LIMIT
        || message.code() != 0
        || IpAddresses.isMulticast(message.targetHigh(), message.targetLow())) {
      counters.increment(NeighborCounter.MALFORMED);
    } else if (message.type() == Icmpv6Types.NEIGHBOR_SOLICITATION) {
      onSolicitation(packet, length, nowNs);
    } else {
      onAdvertisement(packet, length, nowNs);
    }
  }

  /** RFC 4861 7.2.3. */
  private void onSolicitation(IpPacket packet, int length, long nowNs) {
    counters.increment(NeighborCounter.REQUESTS_RECEIVED);
    long high = message.targetHigh();
    long low = message.targetLow();
    long mac = message.linkAddress(NeighborMessage.SOURCE_LINK_ADDRESS, length);
    boolean unspecified = IpAddresses.isZero(packet.sourceHigh(), packet.sourceLow());
    if (mac < 0 || MacAddresses.isGroup(mac) || unspecified && mac != 0) {
      counters.increment(NeighborCounter.MALFORMED);
      return;
    }
    if (!link.has(high, low)) {
      return;
    }
    if (mac != 0) {
      link.neighbors().heard(packet.sourceHigh(), packet.sourceLow(), mac, true, nowNs);
    }
    if (answers) {
      advertise(packet, unspecified, mac, high, low);
    }
  }

  private void advertise(IpPacket packet, boolean toAll, long mac, long high, long low) {
    long frame = frames.allocate();
    if (frame == 0) {
      counters.increment(NeighborCounter.NO_FRAME);
      return;
    }
    scratch.wrap(frame);
    int flags = NeighborMessage.OVERRIDE | (toAll ? 0 : NeighborMessage.SOLICITED);
    message
        .wrap(scratch.append(NeighborMessage.LENGTH_WITH_ADDRESS))
        .initialise(
            Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
            flags,
            high,
            low,
            NeighborMessage.TARGET_LINK_ADDRESS,
            link.link().macAddress());
    long toHigh = toAll ? IpAddresses.ALL_NODES_HIGH : packet.sourceHigh();
    long toLow = toAll ? IpAddresses.ALL_NODES_LOW : packet.sourceLow();
    if (toAll) {
      sender.sendToGroup(scratch, link, HOP_LIMIT, high, low, toHigh, toLow);
    } else if (mac != 0) {
      sender.send(scratch, link, HOP_LIMIT, high, low, toHigh, toLow, mac);
    } else {
      frames.free(frame);
      return;
    }
    counters.increment(NeighborCounter.REPLIES_SENT);
  }

  /** RFC 4861 7.2.5. */
  private void onAdvertisement(IpPacket packet, int length, long nowNs) {
    counters.increment(NeighborCounter.REPLIES_RECEIVED);
    long mac = message.linkAddress(NeighborMessage.TARGET_LINK_ADDRESS, length);
    int flags = message.flags();
    boolean solicited = (flags & NeighborMessage.SOLICITED) != 0;
    if (mac < 0 || MacAddresses.isGroup(mac) || packet.multicast() && solicited) {
      counters.increment(NeighborCounter.MALFORMED);
      return;
    }
    Neighbor neighbor = link.neighbors().find(message.targetHigh(), message.targetLow());
    if (neighbor != null && (mac != 0 || neighbor.isUsable())) {
      long known = mac != 0 ? mac : neighbor.mac();
      neighbor.router((flags & NeighborMessage.ROUTER) != 0);
      boolean override = (flags & NeighborMessage.OVERRIDE) != 0;
      link.neighbors().answered(neighbor, known, solicited, override, nowNs);
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
    long frame = source == null ? 0 : frames.allocate();
    if (frame == 0) {
      counters.increment(NeighborCounter.NO_FRAME);
      return false;
    }
    scratch.wrap(frame);
    message
        .wrap(scratch.append(NeighborMessage.LENGTH_WITH_ADDRESS))
        .initialise(
            Icmpv6Types.NEIGHBOR_SOLICITATION,
            0,
            target.addressHigh(),
            target.addressLow(),
            NeighborMessage.SOURCE_LINK_ADDRESS,
            link.link().macAddress());
    return sender.send(scratch, link, HOP_LIMIT, source.high(), source.low(), toHigh, toLow, mac);
  }
}
