package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.fragment.FragmentCounter;
import io.ringroad.fastpath.fragment.Reassembler;
import io.ringroad.fastpath.fragment.ReassemblyConfig;
import io.ringroad.fastpath.fragment.ReassemblyTimeouts;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;

/**
 * Fragments of IPv4 packets become packets (RFC 791 3.2, RFC 1122 3.3.2). What arrives at a lane is
 * not always that lane's: ports are known only when all is together.
 */
final class Ipv4Fragments implements ReassemblyTimeouts {
  private static final int ECN_MASK = 3;
  private static final int INTERFACE_MASK = 0xFFFF;

  private final FrameCache frames;
  private final LocalAddresses addresses;
  private final Transports transports;
  private final CounterSet<FragmentCounter> counters;
  private final Reassembler reassembler;
  private final Ipv4Header header = new Ipv4Header();
  private final IpPacket packet = new IpPacket();

  Ipv4Fragments(
      FrameCache frames,
      TimerWheel timers,
      ReassemblyConfig config,
      LocalAddresses addresses,
      Transports transports,
      CounterSet<FragmentCounter> counters,
      long secret) {
    this.frames = frames;
    this.addresses = addresses;
    this.transports = transports;
    this.counters = counters;
    this.reassembler = new Reassembler(frames, timers, config, this, counters, secret);
  }

  /**
   * Takes a fragment, whose header was checked.
   *
   * @return whether {@code frame} is the whole packet now, beginning at its IP header; else nothing
   *     is left for the caller
   */
  boolean add(Frame frame, int interfaceIndex, long nowNs) {
    header.wrap(frame.data());
    int headerLength = header.headerLength();
    frame.mark(headerLength << Short.SIZE | interfaceIndex);
    frame.trimFront(headerLength);
    long first =
        reassembler
            .packet(
                IpAddresses.IPV4_HIGH,
                IpAddresses.mapIpv4(header.source()),
                IpAddresses.IPV4_HIGH,
                IpAddresses.mapIpv4(header.destination()),
                header.protocol(),
                header.identification())
            .add(
                frame,
                header.fragmentOffset(),
                header.moreFragments(),
                Ipv4Header.MAX_PACKET - headerLength,
                header.tos() & ECN_MASK,
                nowNs);
    return first != 0 && makeWhole(frame.wrap(first));
  }

  /** RFC 791 3.2: the header is the first fragment's, with the length of all and no offset. */
  private boolean makeWhole(Frame frame) {
    int interfaceIndex = frame.mark() & INTERFACE_MASK;
    header.wrap(frame.prepend(frame.mark() >>> Short.SIZE));
    int length = frame.packetLength();
    if (length > Ipv4Header.MAX_PACKET) { // with the first fragment's options
      return drop(frame, FragmentCounter.OVERSIZED);
    }
    if (reassembler.congestionMarked()) {
      header.tos(header.tos() | ECN_MASK);
    }
    header.totalLength(length).unfragmented().checksum(0).checksum(header.computeChecksum());
    // TCP has its segments in one frame each; no peer sends larger ones than it was told to.
    if (header.protocol() == IpProtocols.TCP) {
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

  private boolean drop(Frame frame, FragmentCounter reason) {
    counters.increment(reason);
    frames.free(frame.address());
    return false;
  }

  /** RFC 1122 3.3.2: "time exceeded", if the first fragment came. */
  @Override
  public void onReassemblyTimeout(Frame first, long nowNs) {
    int headerLength = first.mark() >>> Short.SIZE;
    header.wrap(first.data() - headerLength);
    int destination = header.destination();
    packet
        .addresses(
            IpAddresses.IPV4_HIGH,
            IpAddresses.mapIpv4(header.source()),
            IpAddresses.IPV4_HIGH,
            IpAddresses.mapIpv4(destination))
        .header(header.protocol(), header.tos(), header.ttl(), headerLength)
        .arrival(
            first.mark() & INTERFACE_MASK,
            addresses.isBroadcast(destination),
            IpAddresses.isIpv4Multicast(destination),
            false);
    transports.report(
        first, packet, IcmpHeader.TIME_EXCEEDED, IcmpHeader.REASSEMBLY_TIME_EXCEEDED, 0, nowNs);
  }

  void clear() {
    reassembler.clear();
  }
}
