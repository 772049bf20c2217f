package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.group.InterfaceGroups;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;
import io.ringroad.pmd.Offloads;

/** What is sent gets its checksums, its header and its next hop here. */
final class Ipv4Output implements IpOutput {
  private final Ipv4 ipv4;
  private final Ipv4Router router;
  private final Loopback loopback;
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final Counter sent;
  private final Identifications identifications;
  private final Ipv4Fragmenter fragmenter;
  private final PathMtus pathMtus;
  private final int loopbackMtu;
  private final int frameMtu;
  private final Ipv4Header header = new Ipv4Header();
  private final Frame copy = new Frame();

  Ipv4Output(
      Ipv4 ipv4,
      Ipv4Router router,
      Loopback loopback,
      FrameCache frames,
      PathMtus pathMtus,
      Ipv4Config config,
      CounterSet<IpCounter> counters) {
    this.ipv4 = ipv4;
    this.router = router;
    this.loopback = loopback;
    this.frames = frames;
    this.counters = counters;
    this.sent = counters.of(IpCounter.SENT);
    this.identifications = new Identifications(config.identificationSeed());
    this.fragmenter = new Ipv4Fragmenter(frames, counters, this);
    this.pathMtus = pathMtus;
    this.loopbackMtu = config.loopbackMtu();
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
    return Math.min(Math.min(local, frameMtu), destination.pathMtu());
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
    int length = frame.packetLength() + Ipv4Header.LENGTH + destination.headerOptionsBytes();
    if (destination.routeKind() == RouteKind.LOOPBACK) {
      return length > loopbackMtu
          ? drop(frame, IpCounter.SEND_TOO_BIG, NetError.MESSAGE_SIZE)
          : sendLoopback(frame, destination, length);
    }
    Ipv4Interface out = (Ipv4Interface) destination.routeInterface();
    if (length > Math.min(out.mtu(), destination.pathMtu()) || frame.segmentCount() != 1) {
      return sendInPieces(frame, destination, checksumOffset, length, nowNs);
    }
    boolean looped = isLooped(destination, out.groups());
    // What members on this host read is complete.
    Offloads offloads = looped ? Offloads.NONE : out.link().offloads();
    frame.flags(0); // what the frame was asked or told on an earlier way
    if (checksumOffset != NO_CHECKSUM) {
      TransmitChecksums.fillTransport(frame, destination, checksumOffset, offloads);
    }
    prependHeader(frame, destination, length, destination.dontFragment());
    TransmitChecksums.fillHeader(frame, header, offloads);
    if (looped) {
      loop(frame, out, checksumOffset == NO_CHECKSUM);
    }
    return transmit(frame, destination, out, nowNs);
  }

  private NetError sendInPieces(
      Frame frame, IpDestination destination, int checksumOffset, int length, long nowNs) {
    pathMtus.tellAnew(destination, nowNs); // what was learned may be out of date by now
    Ipv4Interface out = (Ipv4Interface) destination.routeInterface();
    int limit = Math.min(out.mtu(), destination.pathMtu());
    boolean fits = length <= limit;
    if (length > Ipv4Header.MAX_PACKET || !fits && !destination.isFragmentable()) {
      return drop(frame, IpCounter.SEND_TOO_BIG, NetError.MESSAGE_SIZE);
    }
    if (checksumOffset != NO_CHECKSUM) {
      TransmitChecksums.fillTransport(frame, destination, checksumOffset, Offloads.NONE);
    }
    prependHeader(frame, destination, length, fits && destination.dontFragment());
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

  @Override
  public NetError sendWithHeader(Frame frame, IpDestination destination, long nowNs) {
    NetError routed = route(destination, nowNs);
    if (routed != NetError.NONE) {
      return drop(frame, IpCounter.SEND_NO_ROUTE, routed);
    }
    boolean loops = destination.routeKind() == RouteKind.LOOPBACK;
    int length = frame.packetLength();
    int mtu = loops ? loopbackMtu : destination.routeInterface().mtu();
    if (length > mtu || !loops && frame.segmentCount() != 1) {
      return drop(frame, IpCounter.SEND_TOO_BIG, NetError.MESSAGE_SIZE);
    }
    if (!completeHeader(frame, destination, length)) {
      return drop(frame, IpCounter.SEND_BAD_HEADER, NetError.INVALID);
    }
    // A header may be of any version; as on Linux this host would not receive it, as IPv6's
    // neither.
    boolean receivable = header.version() == 4;
    if (loops && !receivable) {
      return drop(frame, IpCounter.RECEIVE_BAD_VERSION, NetError.NONE);
    }
    if (loops) {
      return toLoopback(frame) ? NetError.NONE : NetError.NO_BUFFERS;
    }
    frame.flags(0);
    Ipv4Interface out = (Ipv4Interface) destination.routeInterface();
    if (receivable && isLooped(destination, out.groups())) {
      loop(frame, out, true);
    }
    return transmit(frame, destination, out, nowNs);
  }

  private static boolean isLooped(IpDestination destination, InterfaceGroups groups) {
    return destination.routeKind() == RouteKind.MULTICAST
        && destination.multicastLoop()
        && groups.accepts(
            IpAddresses.toIpv4(destination.remoteLow()),
            IpAddresses.toIpv4(destination.localLow()));
  }

  /** RFC 1112 6.1: a copy for the members on this host, as if it had come by the interface. */
  private void loop(Frame frame, Ipv4Interface out, boolean distrusted) {
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

  /** raw(7): what IP_HDRINCL leaves to be filled in; false if there is no header. */
  private boolean completeHeader(Frame frame, IpDestination destination, int length) {
    header.wrap(frame.data());
    if (frame.length() < Ipv4Header.LENGTH
        || header.headerLength() < Ipv4Header.LENGTH
        || header.headerLength() > frame.length()) {
      return false;
    }
    if (header.source() == IpAddresses.IPV4_ANY) {
      header.source(IpAddresses.toIpv4(destination.localLow()));
    }
    if (header.identification() == 0 && !header.dontFragment()) {
      header.identification(identifications.next(header.source(), header.destination()));
    }
    header.totalLength(length).checksum(0).checksum(header.computeChecksum());
    return true;
  }

  private void prependHeader(Frame frame, IpDestination destination, int length, boolean atomic) {
    int source = IpAddresses.toIpv4(destination.localLow());
    int remote = IpAddresses.toIpv4(destination.remoteLow());
    // RFC 6864 4.1: the identification of a packet that is never fragmented means nothing.
    int options = destination.headerOptionsBytes();
    header
        .wrap(frame.prepend(Ipv4Header.LENGTH + options))
        .initialise(
            destination.trafficClass() | destination.ecn(),
            length,
            atomic ? 0 : identifications.next(source, remote),
            atomic,
            destination.hopLimit(),
            destination.protocol(),
            source,
            remote);
    if (options > 0) {
      header.options(destination.headerOptions(), options);
    }
  }

  NetError transmit(Frame frame, IpDestination destination, Ipv4Interface out, long nowNs) {
    if (destination.hopLimit() == 0) {
      frames.free(frame.address()); // only groups have such: no further than this host
      return NetError.NONE;
    }
    boolean taken =
        switch (destination.routeKind()) {
          case UNICAST -> sendToNeighbor(frame, destination, out.neighbors(), nowNs);
          case BROADCAST -> out.link().send(frame, MacAddresses.BROADCAST, EtherTypes.IPV4);
          default -> {
            long mac = MacAddresses.ofIpv4Multicast(destination.nextHopIpv4());
            yield out.link().send(frame, mac, EtherTypes.IPV4);
          }
        };
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
  private NetError sendLoopback(Frame frame, IpDestination destination, int length) {
    Frame own = frame;
    if (frame.references() > 1) {
      own = copyOf(frame);
      frames.free(frame.address());
      if (own == null) {
        counters.increment(IpCounter.LOOPBACK_NO_FRAME);
        return NetError.NO_BUFFERS;
      }
    }
    prependHeader(own, destination, length, destination.dontFragment());
    header.checksum(header.computeChecksum());
    return toLoopback(own) ? NetError.NONE : NetError.NO_BUFFERS;
  }

  /** A group's packet is received only if the loopback itself is a member. */
  private boolean toLoopback(Frame frame) {
    boolean group = IpAddresses.isIpv4Multicast(header.destination());
    if (group && !ipv4.loopbackGroups().accepts(header.destination(), header.source())) {
      frames.free(frame.address());
      return true;
    }
    frame.auxiliary(0);
    return loopback.send(frame);
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
