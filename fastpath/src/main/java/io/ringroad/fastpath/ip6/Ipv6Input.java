package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.ip.IpCounter;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.Loopback;
import io.ringroad.fastpath.ip.LoopbackInput;
import io.ringroad.fastpath.ip.Transports;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * What arrives is checked here once (RFC 8200, RFC 4291 2); the protocols above trust the result.
 * This is a host: what is not for it is dropped, never forwarded.
 */
final class Ipv6Input implements LoopbackInput {
  private final Ipv6Addresses addresses;
  private final Transports transports;
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final Counter received;
  private final ExtensionHeaders extensions;
  private final Loopback loopback;
  private final Ipv6Fragments fragments;
  private final Ipv6Header header = new Ipv6Header();
  private final IpPacket packet = new IpPacket();

  Ipv6Input(
      Ipv6Addresses addresses,
      Transports transports,
      Loopback loopback,
      Ipv6Fragments fragments,
      FrameCache frames,
      CounterSet<IpCounter> counters) {
    this.addresses = addresses;
    this.transports = transports;
    this.loopback = loopback;
    this.fragments = fragments;
    this.frames = frames;
    this.counters = counters;
    this.received = counters.of(IpCounter.RECEIVED);
    this.extensions = new ExtensionHeaders(counters);
  }

  void errors(Ipv6Errors errors) {
    extensions.errors(errors);
    fragments.errors(errors);
  }

  /** Takes a packet from a device; the frame's data begins at the IPv6 header. */
  void onPacket(Frame frame, Ipv6Interface from, boolean toGroup, long nowNs) {
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
    int length = Ipv6Header.LENGTH + header.payloadLength();
    if (length < frame.length()) {
      frame.trimTo(length); // Ethernet's padding
    }
    deliver(frame, from.index(), frame.rxL4ChecksumGood(), nowNs);
  }

  @Override
  public void onLoopback(Frame frame, long nowNs) {
    received.increment();
    header.wrap(frame.data());
    deliver(frame, frame.auxiliary(), !frame.rxL4ChecksumBad(), nowNs);
  }

  private IpCounter faultInHeader(Frame frame) {
    int length = frame.length();
    if (length < Ipv6Header.LENGTH) {
      return IpCounter.RECEIVE_TRUNCATED;
    }
    header.wrap(frame.data());
    if (header.version() != 6) {
      return IpCounter.RECEIVE_BAD_VERSION;
    }
    // A payload length of 0 with more behind it would be a jumbogram (RFC 2675), which no frame is.
    return header.payloadLength() > length - Ipv6Header.LENGTH
        ? IpCounter.RECEIVE_BAD_TOTAL_LENGTH
        : null;
  }

  private IpCounter faultInAddresses(Ipv6Interface from, boolean toGroup) {
    long high = header.destinationHigh();
    long low = header.destinationLow();
    long sourceHigh = header.sourceHigh();
    long sourceLow = header.sourceLow();
    // RFC 4291 2.5.3 and 2.7; a mapped address on the wire would pass for an IPv4 one.
    if (IpAddresses.isMulticast(sourceHigh, sourceLow)
        || IpAddresses.isLoopback(sourceHigh, sourceLow)
        || IpAddresses.isIpv4(sourceHigh, sourceLow)) {
      return IpCounter.RECEIVE_MARTIAN_SOURCE;
    }
    if (IpAddresses.isMulticast(high, low)) {
      return isWanted(from, high, low) ? null : IpCounter.RECEIVE_OTHER_HOST;
    }
    if (IpAddresses.isLoopback(high, low)) {
      return IpCounter.RECEIVE_MARTIAN_DESTINATION;
    }
    if (!addresses.isOwnOnLink(high, low)) {
      return IpCounter.RECEIVE_OTHER_HOST;
    }
    return toGroup ? IpCounter.RECEIVE_UNICAST_TO_GROUP : null;
  }

  /** What has hop-by-hop options may be MLD's, which is heard whatever the sources. */
  private boolean isWanted(Ipv6Interface from, long high, long low) {
    return from.groups().accepts(high, low, header.sourceHigh(), header.sourceLow())
        || header.nextHeader() == IpProtocols.HOP_BY_HOP && from.groups().isMember(high, low);
  }

  private void deliver(Frame frame, int interfaceIndex, boolean checksumVerified, long nowNs) {
    long high = header.destinationHigh();
    long low = header.destinationLow();
    packet
        .addresses(header.sourceHigh(), header.sourceLow(), high, low)
        .header(header.nextHeader(), header.trafficClass(), header.hopLimit(), Ipv6Header.LENGTH)
        .nextHeaderOffset(Ipv6Header.NEXT_HEADER_OFFSET)
        .flowLabel(header.flowLabel())
        .arrival(interfaceIndex, false, IpAddresses.isMulticast(high, low), checksumVerified);
    if (ExtensionHeaders.isExtension(packet.protocol()) && !extensions.walk(frame, packet, nowNs)) {
      if (extensions.fragmentAt() != 0) {
        onFragment(frame, nowNs);
      } else {
        frames.free(frame.address());
      }
      return;
    }
    frame.trimFront(packet.headerLength());
    transports.onPacket(frame, packet, nowNs);
  }

  /** What becomes whole by this fragment goes to the lane that owns its flow. */
  private void onFragment(Frame frame, long nowNs) {
    int at = extensions.fragmentAt();
    int numberAt = extensions.fragmentNumberAt();
    if (fragments.add(frame, packet, at, numberAt, nowNs) && !loopback.handOver(frame)) {
      header.wrap(frame.data());
      deliver(frame, frame.auxiliary(), false, nowNs);
    }
  }
}
