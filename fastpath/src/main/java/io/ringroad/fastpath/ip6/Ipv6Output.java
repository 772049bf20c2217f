package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.Loopback;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.ip.RouteKind;
import io.ringroad.fastpath.ip.TransmitChecksums;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;
import io.ringroad.pmd.Offloads;

/** What is sent by IPv6 gets its checksum, its header and its next hop here. */
final class Ipv6Output implements IpOutput {
  /** What the header can tell; no wire bounds the loopback. */
  private static final int MAX_LOOPBACK_PAYLOAD = 0xFFFF;

  private final Ipv6 ipv6;
  private final Ipv6Router router;
  private final Loopback loopback;
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final Counter sent;
  private final FlowLabels flowLabels;
  private final Ipv6Fragmenter fragmenter;
  private final PathMtus pathMtus;
  private final int loopbackMtu;
  private final int frameMtu;
  private final Ipv6Header header = new Ipv6Header();
  private final Frame copy = new Frame();

  Ipv6Output(
      Ipv6 ipv6,
      Ipv6Router router,
      Loopback loopback,
      FrameCache frames,
      PathMtus pathMtus,
      int loopbackMtu,
      CounterSet<IpCounter> counters,
      long secret) {
    this.ipv6 = ipv6;
    this.router = router;
    this.loopback = loopback;
    this.frames = frames;
    this.counters = counters;
    this.sent = counters.of(IpCounter.SENT);
    this.flowLabels = new FlowLabels(secret);
    this.fragmenter = new Ipv6Fragmenter(frames, counters, this, secret);
    this.pathMtus = pathMtus;
    this.loopbackMtu = loopbackMtu;
    this.frameMtu = frames.pool().dataRoom() - Frame.HEADROOM_BYTES;
  }

  @Override
  public NetError route(IpDestination destination, long nowNs) {
    return router.isCurrent(destination) ? NetError.NONE : router.route(destination);
  }

  @Override
  public boolean isRouted(IpDestination destination) {
    return router.isCurrent(destination);
  }

  @Override
  public int mtu(IpDestination destination) {
    int local =
        destination.routeKind() == RouteKind.LOOPBACK
            ? loopbackMtu
            : destination.routeInterface().mtu();
    return Math.min(Math.min(local, frameMtu), pathMtu(destination));
  }

  /** RFC 8201 4: no path is narrower than 1280 bytes, whatever a report says. */
  private static int pathMtu(IpDestination destination) {
    return Math.max(Ipv6Header.MIN_MTU, destination.pathMtu());
  }

  @Override
  public boolean isCongested(IpDestination destination) {
    if (!router.isCurrent(destination)) {
      return false;
    }
    return destination.routeKind() == RouteKind.LOOPBACK
        ? loopback.isCongested()
        : destination.routeInterface().link().isCongested();
  }

  @Override
  public void confirmReachable(IpDestination destination, long nowNs) {
    if (destination.neighbor() != null) {
      destination.neighbor().confirmed(nowNs);
    }
  }

  @Override
  public NetError send(Frame frame, IpDestination destination, int checksumOffset, long nowNs) {
    NetError routed = route(destination, nowNs);
    if (routed != NetError.NONE) {
      return drop(frame, IpCounter.SEND_NO_ROUTE, routed);
    }
    pathMtus.tell(destination, nowNs);
    int payload = frame.packetLength();
    if (destination.routeKind() == RouteKind.LOOPBACK) {
      return payload > MAX_LOOPBACK_PAYLOAD
          ? drop(frame, IpCounter.SEND_TOO_BIG, NetError.MESSAGE_SIZE)
          : sendLoopback(frame, destination, checksumOffset, payload);
    }
    Ipv6Interface out = (Ipv6Interface) destination.routeInterface();
    int mtu = Math.min(out.mtu(), pathMtu(destination));
    if (payload + Ipv6Header.LENGTH > mtu || frame.segmentCount() != 1) {
      return sendInPieces(frame, destination, checksumOffset, payload, nowNs);
    }
    boolean looped = isLooped(destination, out.groups());
    // What members on this host read is complete.
    Offloads offloads = looped ? Offloads.NONE : out.link().offloads();
    frame.flags(0); // what the frame was asked or told on an earlier way
    if (checksumOffset != NO_CHECKSUM) {
      TransmitChecksums.fillTransport(
          frame, destination, checksumOffset, offloads, 6, Ipv6Header.LENGTH);
    }
    prependHeader(frame, destination, payload);
    if (looped) {
      loop(frame, out, checksumOffset == NO_CHECKSUM);
    }
    return transmit(frame, destination, out, nowNs);
  }

  private NetError sendInPieces(
      Frame frame, IpDestination destination, int checksumOffset, int payload, long nowNs) {
    pathMtus.tellAnew(destination, nowNs); // what was learned may be out of date by now
    Ipv6Interface out = (Ipv6Interface) destination.routeInterface();
    int limit = Math.min(out.mtu(), pathMtu(destination));
    boolean fits = payload + Ipv6Header.LENGTH <= limit;
    if (payload > Ipv6Header.MAX_PAYLOAD || !fits && !destination.isFragmentable()) {
      return drop(frame, IpCounter.SEND_TOO_BIG, NetError.MESSAGE_SIZE);
    }
    if (checksumOffset != NO_CHECKSUM) {
      TransmitChecksums.fillTransport(
          frame, destination, checksumOffset, Offloads.NONE, 6, Ipv6Header.LENGTH);
    }
    prependHeader(frame, destination, payload);
    if (isLooped(destination, out.groups())) {
      loop(frame, out, checksumOffset == NO_CHECKSUM);
    }
    return fragmenter.send(frame, destination, out, Math.min(limit, frameMtu), nowNs);
  }

  @Override
  public void learnPathMtu(IcmpError error, long nowNs) {
    pathMtus.learn(error, nowNs);
  }

  @Override
  public void recallPathMtu(IpDestination destination, long nowNs) {
    pathMtus.recall(destination, nowNs);
  }

  private static boolean isLooped(IpDestination destination, InterfaceGroups groups) {
    return destination.routeKind() == RouteKind.MULTICAST
        && destination.multicastLoop()
        && groups.accepts(
            destination.remoteHigh(),
            destination.remoteLow(),
            destination.localHigh(),
            destination.localLow());
  }

  /** A copy for the members on this host, as if it had come by the interface. */
  private void loop(Frame frame, Ipv6Interface out, boolean distrusted) {
    long address = FrameSegments.copyOf(frames, frame.address());
    if (address == 0) {
      counters.increment(IpCounter.LOOPBACK_NO_FRAME);
      return;
    }
    copy.wrap(address);
    copy.auxiliary(out.index());
    if (distrusted) {
      copy.distrustL4Checksum();
    }
    loopback.send(copy);
  }

  /** Raw and ping sockets get their messages with the checksum, which nobody trusts unseen. */
  private static boolean isSeenByApplications(int protocol) {
    return protocol != IpProtocols.TCP && protocol != IpProtocols.UDP;
  }

  private void prependHeader(Frame frame, IpDestination destination, int payload) {
    int chosen = destination.flowLabel();
    int flowLabel = chosen >= 0 ? chosen : flowLabels.of(frame, destination);
    header
        .wrap(frame.prepend(Ipv6Header.LENGTH))
        .initialise(
            destination.trafficClass() | destination.ecn(),
            flowLabel,
            payload,
            destination.protocol(),
            destination.hopLimit())
        .source(destination.localHigh(), destination.localLow())
        .destination(destination.remoteHigh(), destination.remoteLow());
  }

  NetError transmit(Frame frame, IpDestination destination, Ipv6Interface out, long nowNs) {
    if (destination.hopLimit() == 0) {
      frames.free(frame.address()); // only groups have such: no further than this host
      return NetError.NONE;
    }
    boolean taken;
    if (destination.routeKind() == RouteKind.UNICAST) {
      taken = sendToNeighbor(frame, destination, out.neighbors(), nowNs);
    } else {
      long mac = MacAddresses.ofMulticast(destination.remoteHigh(), destination.remoteLow());
      taken = out.link().send(frame, mac, EtherTypes.IPV6);
    }
    if (!taken) {
      counters.increment(IpCounter.SEND_QUEUE_FULL);
      return NetError.NO_BUFFERS;
    }
    sent.increment();
    return NetError.NONE;
  }

  private static boolean sendToNeighbor(
      Frame frame, IpDestination destination, NeighborTable neighbors, long nowNs) {
    Neighbor neighbor = destination.neighbor();
    if (neighbor == null || neighbor.isForgotten()) {
      neighbor = neighbors.findOrCreate(destination.nextHopHigh(), destination.nextHopLow(), nowNs);
      destination.neighbor(neighbor);
    }
    return neighbors.send(frame, neighbor, nowNs);
  }

  /**
   * A frame that its sender keeps for retransmission cannot be the receiver's too: it is copied.
   */
  private NetError sendLoopback(
      Frame frame, IpDestination destination, int checksumOffset, int payload) {
    Frame own = frame;
    if (frame.references() > 1) {
      own = copyOf(frame);
      frames.free(frame.address());
      if (own == null) {
        counters.increment(IpCounter.LOOPBACK_NO_FRAME);
        return NetError.NO_BUFFERS;
      }
    }
    if (checksumOffset != NO_CHECKSUM && isSeenByApplications(destination.protocol())) {
      TransmitChecksums.fillTransport(
          own, destination, checksumOffset, Offloads.NONE, 6, Ipv6Header.LENGTH);
    }
    prependHeader(own, destination, payload);
    boolean group = IpAddresses.isMulticast(destination.remoteHigh(), destination.remoteLow());
    if (group && !isMemberOnLoopback(destination)) {
      frames.free(own.address());
      return NetError.NONE;
    }
    own.auxiliary(0);
    return loopback.send(own) ? NetError.NONE : NetError.NO_BUFFERS;
  }

  private boolean isMemberOnLoopback(IpDestination destination) {
    return ipv6.loopbackGroups()
        .accepts(
            destination.remoteHigh(),
            destination.remoteLow(),
            destination.localHigh(),
            destination.localLow());
  }

  private Frame copyOf(Frame frame) {
    long address = FrameSegments.copyOf(frames, frame.address());
    return address == 0 ? null : copy.wrap(address);
  }

  private NetError drop(Frame frame, IpCounter reason, NetError error) {
    counters.increment(reason);
    frames.free(frame.address());
    return error;
  }
}
