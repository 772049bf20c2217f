package io.ringroad.fastpath.neighbor;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.NetworkProtocol;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.ArpHeader;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The Address Resolution Protocol (RFC 826) on one link: answers for our addresses, asks for those
 * of neighbours, learns from what it hears. Used by the lane's thread alone.
 *
 * <p>Where several lanes share a device each hears every ARP packet and learns from it, and one of
 * them answers.
 */
public final class Arp implements NetworkProtocol, Solicitor {
  /** For this long after a change another address is not believed (Linux's locktime). */
  private static final long LOCK_NS = 100_000_000;

  private final EthernetLink link;
  private final FrameCache frames;
  private final OwnAddresses addresses;
  private final CounterSet<NeighborCounter> counters;
  private final boolean answers;
  private final NeighborTable neighbors;
  private ArpObserver observer;
  private final ArpHeader header = new ArpHeader();
  private final Ipv4Header ipv4 = new Ipv4Header();
  private final Frame scratch = new Frame();

  /**
   * Creates the protocol and the table of neighbours that it fills.
   *
   * @param seed random number of this table
   * @param answers whether this lane is the one that answers requests and announces addresses
   */
  public Arp(
      EthernetLink link,
      FrameCache frames,
      TimerWheel timers,
      NeighborConfig config,
      long seed,
      CounterSet<NeighborCounter> counters,
      OwnAddresses addresses,
      UnresolvedListener unresolved,
      boolean answers) {
    this.link = link;
    this.frames = frames;
    this.addresses = addresses;
    this.counters = counters;
    this.answers = answers;
    this.neighbors =
        new NeighborTable(
            link, EtherTypes.IPV4, frames, timers, config, seed, counters, unresolved, this);
  }

  /** The neighbours on this link. */
  public NeighborTable neighbors() {
    return neighbors;
  }

  /** Names who hears the packets of others. */
  void observer(ArpObserver hears) {
    observer = hears;
  }

  /** Asks for an address without having one (RFC 5227 2.1.1). */
  void sendProbe(int address) {
    if (send(ArpHeader.REQUEST, IpAddresses.IPV4_ANY, 0, address, MacAddresses.BROADCAST)) {
      counters.increment(NeighborCounter.REQUESTS_SENT);
    }
  }

  /** Tells everybody on the link that an address is ours (RFC 5227 2.3), if this lane answers. */
  public void announce(int address) {
    if (answers && send(ArpHeader.REQUEST, address, 0, address, MacAddresses.BROADCAST)) {
      counters.increment(NeighborCounter.ANNOUNCEMENTS_SENT);
    }
  }

  @Override
  public void onPacket(Frame frame, boolean toGroup, long nowNs) {
    if (frame.length() < ArpHeader.LENGTH || !wellFormed(header.wrap(frame.data()))) {
      counters.increment(NeighborCounter.MALFORMED);
    } else {
      onArp(toGroup, nowNs);
    }
    frames.free(frame.address());
  }

  private boolean wellFormed(ArpHeader arp) {
    int operation = arp.operation();
    int sender = arp.senderIp();
    return arp.isIpv4OverEthernet()
        && (operation == ArpHeader.REQUEST || operation == ArpHeader.REPLY)
        && !MacAddresses.isGroup(arp.senderMac())
        && arp.senderMac() != 0
        && sender != IpAddresses.IPV4_BROADCAST
        && !IpAddresses.isIpv4Multicast(sender)
        && !IpAddresses.isIpv4Loopback(sender);
  }

  private void onArp(boolean toGroup, long nowNs) {
    int senderIp = header.senderIp();
    int targetIp = header.targetIp();
    long senderMac = header.senderMac();
    boolean request = header.operation() == ArpHeader.REQUEST;
    counters.increment(
        request ? NeighborCounter.REQUESTS_RECEIVED : NeighborCounter.REPLIES_RECEIVED);
    if (observer != null && senderMac != link.macAddress()) {
      observer.onArp(senderIp, targetIp, nowNs);
    }
    boolean forUs = addresses.isOwn(targetIp);
    if (senderIp != IpAddresses.IPV4_ANY && addresses.isOwn(senderIp)) {
      if (senderMac != link.macAddress()) {
        counters.increment(NeighborCounter.ADDRESS_CONFLICTS); // RFC 5227 2.4
      }
      return;
    }
    if (senderIp != IpAddresses.IPV4_ANY) { // RFC 5227 1.1: a probe says nothing of its sender
      learn(senderIp, senderMac, request, forUs, toGroup, nowNs);
    }
    if (request
        && forUs
        && answers
        && send(ArpHeader.REPLY, targetIp, senderMac, senderIp, senderMac)) {
      counters.increment(NeighborCounter.REPLIES_SENT);
    }
  }

  /** RFC 826 "Packet Reception", with what Linux's arp_process says of reachability. */
  private void learn(
      int ip, long mac, boolean request, boolean forUs, boolean toGroup, long nowNs) {
    long low = IpAddresses.mapIpv4(ip);
    if (request && forUs) {
      neighbors.heard(IpAddresses.IPV4_HIGH, low, mac, true, nowNs);
      return;
    }
    Neighbor neighbor = neighbors.find(IpAddresses.IPV4_HIGH, low);
    if (neighbor == null) {
      return;
    }
    // Of several answers to one request the first counts: others are proxies that were slower.
    boolean announced = ip == header.targetIp();
    boolean late = nowNs - neighbor.updatedNs <= LOCK_NS && !announced && neighbor.isUsable();
    if (!late || mac == neighbor.mac) {
      boolean asked = !request && !toGroup; // what all hear does not prove that it hears us
      neighbors.answered(neighbor, mac, asked, true, nowNs);
    }
  }

  @Override
  public void solicitAll(Neighbor target, long prompting, long nowNs) {
    int ip = IpAddresses.toIpv4(target.addressLow());
    int source = prompting == 0 ? 0 : ipv4.wrap(prompting).source();
    if (source == IpAddresses.IPV4_ANY || !addresses.isOwn(source)) {
      source = addresses.sourceFor(ip);
    }
    if (send(ArpHeader.REQUEST, source, 0, ip, MacAddresses.BROADCAST)) {
      counters.increment(NeighborCounter.REQUESTS_SENT);
    }
  }

  @Override
  public void probe(Neighbor target, long nowNs) {
    int ip = IpAddresses.toIpv4(target.addressLow());
    if (send(ArpHeader.REQUEST, addresses.sourceFor(ip), 0, ip, target.mac())) {
      counters.increment(NeighborCounter.PROBES_SENT);
    }
  }

  private boolean send(int operation, int senderIp, long targetMac, int targetIp, long toMac) {
    long frame = frames.allocate();
    if (frame == 0) {
      counters.increment(NeighborCounter.NO_FRAME);
      return false;
    }
    scratch.wrap(frame);
    header
        .wrap(scratch.append(ArpHeader.LENGTH))
        .initialise(operation)
        .sender(link.macAddress(), senderIp)
        .target(targetMac, targetIp);
    return link.send(scratch, toMac, EtherTypes.ARP);
  }
}
