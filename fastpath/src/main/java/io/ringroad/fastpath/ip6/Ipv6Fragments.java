package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.Reassembler;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.fragment.ReassemblyTimeouts;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6FragmentHeader;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;

/**
 * Fragments of IPv6 packets become packets (RFC 8200 4.5). Fragments that overlap make all of their
 * packet go (RFC 5722); a first one has all headers (RFC 7112).
 */
final class Ipv6Fragments implements ReassemblyTimeouts {
  private static final int ECN_MASK = 3;
  private static final int INTERFACE_MASK = 0xFFFF;

  private final FrameCache frames;
  private final CounterSet<FragmentCounter> counters;
  private final Reassembler reassembler;
  private final Ipv6Header header = new Ipv6Header();
  private final Ipv6FragmentHeader fragment = new Ipv6FragmentHeader();
  private final IpPacket late = new IpPacket();
  private Ipv6Errors errors;

  Ipv6Fragments(
      FrameCache frames,
      TimerWheel timers,
      ReassemblyConfig config,
      CounterSet<FragmentCounter> counters,
      long secret) {
    this.frames = frames;
    this.counters = counters;
    this.reassembler = new Reassembler(frames, timers, config, this, counters, secret);
  }

  void errors(Ipv6Errors errors) {
    this.errors = errors;
  }

  /**
   * Takes a fragment, whose IPv6 header was checked and described.
   *
   * @param at where its fragment header is, in bytes from the IPv6 header on
   * @param numberAt where the number of that header stands
   * @return whether {@code frame} is the whole packet now, beginning at its IPv6 header and without
   *     a fragment header; else nothing is left for the caller
   */
  boolean add(Frame frame, IpPacket packet, int at, int numberAt, long nowNs) {
    header.wrap(frame.data());
    fragment.wrap(frame.data() + at);
    int headers = at + Ipv6FragmentHeader.LENGTH;
    int length = frame.length() - headers;
    int offset = fragment.offset();
    int mostBytes = Ipv6Header.MAX_PAYLOAD - (at - Ipv6Header.LENGTH);
    if (fragment.more() && (length & 7) != 0) {
      // RFC 8200 4.5: the pointer is to the payload length.
      return refuse(frame, packet, FragmentCounter.INCONSISTENT, 0, 4, nowNs);
    }
    if (offset + length > mostBytes) {
      int pointer = at + Ipv6FragmentHeader.OFFSET_OFFSET;
      return refuse(frame, packet, FragmentCounter.OVERSIZED, 0, pointer, nowNs);
    }
    if (offset == 0 && !HeaderChain.isComplete(frame, fragment.nextHeader(), headers)) {
      int code = Icmpv6Types.INCOMPLETE_HEADER_CHAIN; // RFC 7112 5
      return refuse(frame, packet, FragmentCounter.INCOMPLETE_HEADERS, code, 0, nowNs);
    }
    long first = enqueue(frame, packet, headers, numberAt, mostBytes, nowNs);
    return first != 0 && makeWhole(frame.wrap(first));
  }

  private long enqueue(
      Frame frame, IpPacket packet, int headers, int numberAt, int mostBytes, long nowNs) {
    boolean local = IpAddresses.isLinkLocal(header.sourceHigh(), header.sourceLow());
    int offset = fragment.offset();
    boolean more = fragment.more();
    reassembler.packet(
        header.sourceHigh(),
        header.sourceLow(),
        header.destinationHigh(),
        header.destinationLow(),
        local ? packet.interfaceIndex() : 0, // such addresses mean something on their link only
        fragment.identification());
    frame.mark(headers << Short.SIZE | packet.interfaceIndex());
    frame.stamp(numberAt);
    int ecn = header.trafficClass() & ECN_MASK;
    frame.trimFront(headers);
    return reassembler.add(frame, offset, more, mostBytes, ecn, nowNs);
  }

  /** RFC 8200 4.5: the first fragment's headers, without the fragment header. */
  private boolean makeWhole(Frame frame) {
    int headers = frame.mark() >>> Short.SIZE;
    int interfaceIndex = frame.mark() & INTERFACE_MASK;
    int at = headers - Ipv6FragmentHeader.LENGTH;
    long start = frame.prepend(headers);
    int nextHeader = fragment.wrap(start + at).nextHeader();
    NativeMemory.putByte(start + frame.stamp(), (byte) nextHeader);
    NativeMemory.copy(start, start + Ipv6FragmentHeader.LENGTH, at);
    frame.trimFront(Ipv6FragmentHeader.LENGTH);
    frame.stamp(0);
    int length = frame.packetLength() - Ipv6Header.LENGTH;
    if (length > Ipv6Header.MAX_PAYLOAD) { // with the first fragment's extension headers
      return drop(frame, FragmentCounter.OVERSIZED);
    }
    header.wrap(frame.data()).payloadLength(length);
    if (reassembler.congestionMarked()) {
      header.trafficClass(header.trafficClass() | ECN_MASK);
    }
    // Datagrams may be of several segments; of TCP no peer sends larger ones than it was told to.
    if (HeaderChain.transport(frame, nextHeader, at) == IpProtocols.TCP) {
      long linear = FrameSegments.linearise(frames, frame.address());
      if (linear == 0) {
        return drop(frame, FragmentCounter.NOT_LINEAR);
      }
      frame.wrap(linear);
    }
    frame.distrustL4Checksum(); // a device knows nothing of fragments
    frame.auxiliary(interfaceIndex);
    return true;
  }

  private boolean refuse(
      Frame frame, IpPacket packet, FragmentCounter reason, int code, int pointer, long nowNs) {
    if (errors != null) {
      packet.header(packet.protocol(), packet.trafficClass(), packet.hopLimit(), 0);
      errors.reportParameterProblem(frame, packet, code, pointer, nowNs);
    }
    return drop(frame, reason);
  }

  private boolean drop(Frame frame, FragmentCounter reason) {
    counters.increment(reason);
    frames.free(frame.address());
    return false;
  }

  /** RFC 8200 4.5: "time exceeded", if the first fragment came. */
  @Override
  public void onReassemblyTimeout(Frame first, long nowNs) {
    int headers = first.mark() >>> Short.SIZE;
    header.wrap(first.data() - headers);
    fragment.wrap(first.data() - Ipv6FragmentHeader.LENGTH);
    long high = header.destinationHigh();
    long low = header.destinationLow();
    // RFC 4443 2.4 (e.3): not about what went to a group.
    if (errors != null && !IpAddresses.isMulticast(high, low)) {
      late.addresses(header.sourceHigh(), header.sourceLow(), high, low)
          .header(fragment.nextHeader(), header.trafficClass(), header.hopLimit(), headers)
          .arrival(first.mark() & INTERFACE_MASK, false, false, false);
      int code = Icmpv6Types.REASSEMBLY_TIME_EXCEEDED;
      errors.report(first, late, Icmpv6Types.TIME_EXCEEDED, code, 0, nowNs);
    }
  }

  void clear() {
    reassembler.clear();
  }
}
