package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.Ipv4Options;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * What arrives is checked here once (RFC 791, RFC 1122 3.2.1); the protocols above trust the
 * result. This is a host: what is not for it is dropped, never forwarded.
 */
final class Ipv4Input implements LoopbackInput {
  private final LocalAddresses addresses;
  private final Transports transports;
  private final Loopback loopback;
  private final Ipv4Fragments fragments;
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final Counter received;
  private final Ipv4Header header = new Ipv4Header();
  private final IpPacket packet = new IpPacket();

  Ipv4Input(
      LocalAddresses addresses,
      Transports transports,
      Loopback loopback,
      Ipv4Fragments fragments,
      FrameCache frames,
      CounterSet<IpCounter> counters) {
    this.addresses = addresses;
    this.transports = transports;
    this.loopback = loopback;
    this.fragments = fragments;
    this.frames = frames;
    this.counters = counters;
    this.received = counters.of(IpCounter.RECEIVED);
  }

  /** Takes a packet from a device; the frame's data begins at the IP header. */
  void onPacket(Frame frame, Ipv4Interface from, boolean toGroup, long nowNs) {
    received.increment();
    IpCounter fault = faultInHeader(frame);
    if (fault == null) {
      fault = faultInAddresses(from, toGroup);
    }
    if (fault != null) {
      counters.increment(fault);
      frames.free(frame.address());
      return;
    }
    if (header.totalLength() < frame.length()) {
      frame.trimTo(header.totalLength()); // Ethernet's padding
    }
    if (header.isFragment()) {
      onFragment(frame, from.index(), nowNs);
      return;
    }
    deliver(frame, from.index(), frame.rxL4ChecksumGood(), nowNs);
  }

  @Override
  public void onLoopback(Frame frame, long nowNs) {
    received.increment();
    header.wrap(frame.data());
    // A sender with IP_HDRINCL may write what it likes.
    if (header.version() != 4) {
      counters.increment(IpCounter.RECEIVE_BAD_VERSION);
      frames.free(frame.address());
    } else if (header.isFragment()) {
      onFragment(frame, frame.auxiliary(), nowNs);
    } else {
      deliver(frame, frame.auxiliary(), !frame.rxL4ChecksumBad(), nowNs);
    }
  }

  /** What becomes whole by this fragment goes to the lane that owns its flow. */
  private void onFragment(Frame frame, int interfaceIndex, long nowNs) {
    if (fragments.add(frame, interfaceIndex, nowNs) && !loopback.handOver(frame)) {
      header.wrap(frame.data());
      deliver(frame, frame.auxiliary(), false, nowNs);
    }
  }

  private IpCounter faultInHeader(Frame frame) {
    int length = frame.length();
    if (length < Ipv4Header.LENGTH) {
      return IpCounter.RECEIVE_TRUNCATED;
    }
    header.wrap(frame.data());
    if (header.version() != 4) {
      return IpCounter.RECEIVE_BAD_VERSION; // RFC 1122 3.2.1.1: silently discard
    }
    int headerLength = header.headerLength();
    if (headerLength < Ipv4Header.LENGTH || headerLength > length) {
      return IpCounter.RECEIVE_BAD_HEADER_LENGTH;
    }
    int totalLength = header.totalLength();
    if (totalLength < headerLength || totalLength > length) {
      return IpCounter.RECEIVE_BAD_TOTAL_LENGTH;
    }
    // RFC 1122 3.2.1.2: verify the checksum of every packet. A device may have done so.
    if (!frame.rxIpChecksumGood() && !header.checksumValid()) {
      return IpCounter.RECEIVE_BAD_CHECKSUM;
    }
    if (headerLength > Ipv4Header.LENGTH) {
      return faultInOptions(headerLength - Ipv4Header.LENGTH);
    }
    return null;
  }

  private IpCounter faultInOptions(int length) {
    // RFC 1122 3.2.1.8: options that a host does not understand are passed over.
    return switch (Ipv4Options.inspect(header.address() + Ipv4Header.LENGTH, length)) {
      case Ipv4Options.MALFORMED -> IpCounter.RECEIVE_BAD_OPTIONS;
      case Ipv4Options.SOURCE_ROUTED -> IpCounter.RECEIVE_SOURCE_ROUTED;
      default -> null;
    };
  }

  // A TTL below 2 is no fault: RFC 1122 3.2.1.7 forbids to discard what has arrived because of it.
  private IpCounter faultInAddresses(Ipv4Interface from, boolean toGroup) {
    int destination = header.destination();
    int source = header.source();
    if (IpAddresses.isIpv4Loopback(destination) || destination >>> 24 == 0) {
      return IpCounter.RECEIVE_MARTIAN_DESTINATION; // RFC 1122 3.2.1.3 (a) and (g)
    }
    boolean group =
        IpAddresses.isIpv4Multicast(destination)
            ? isWanted(from, destination, source)
            : addresses.isBroadcast(destination);
    if (!group && !addresses.isOwnOnLink(destination)) {
      return IpCounter.RECEIVE_OTHER_HOST;
    }
    if (!group && toGroup) {
      return IpCounter.RECEIVE_UNICAST_TO_GROUP; // RFC 1122 3.3.6
    }
    if (!addresses.isPlausibleSource(source) || source == IpAddresses.IPV4_ANY && !group) {
      return IpCounter.RECEIVE_MARTIAN_SOURCE;
    }
    return null;
  }

  /** Linux's {@code ip_check_mc_rcu}: what IGMP says is heard whatever the sources. */
  private boolean isWanted(Ipv4Interface from, int group, int source) {
    return from.groups().accepts(group, source)
        || header.protocol() == IpProtocols.IGMP
            && from.groups().isMember(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(group));
  }

  private void deliver(Frame frame, int interfaceIndex, boolean checksumVerified, long nowNs) {
    int destination = header.destination();
    int headerLength = header.headerLength();
    packet
        .addresses(
            IpAddresses.IPV4_HIGH,
            IpAddresses.mapIpv4(header.source()),
            IpAddresses.IPV4_HIGH,
            IpAddresses.mapIpv4(destination))
        .header(header.protocol(), header.tos(), header.ttl(), headerLength)
        .arrival(
            interfaceIndex,
            addresses.isBroadcast(destination),
            IpAddresses.isIpv4Multicast(destination),
            checksumVerified);
    frame.trimFront(headerLength);
    transports.onPacket(frame, packet, nowNs);
  }
}
