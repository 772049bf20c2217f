package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.PacketChecksum;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * Delivers packets to raw sockets. All sockets that a packet is for, on whatever lane, share one
 * frame: it is not changed any more, and the last to let go of it frees it.
 */
final class RawReceiver {
  private final RawTable table;
  private final SocketContext context;
  private final PacketSharing sharing;
  private final CounterSet<RawCounter> counters;
  private final FrameChain chain = new FrameChain();
  private final Frame own = new Frame();
  private final Ipv4Header header = new Ipv4Header();
  private final DatagramMetadata metadata = new DatagramMetadata();

  RawReceiver(
      RawTable table,
      SocketContext context,
      PacketSharing sharing,
      CounterSet<RawCounter> counters) {
    this.table = table;
    this.context = context;
    this.sharing = sharing;
    this.counters = counters;
  }

  /** As {@link io.ringroad.fastpath.ip.RawInput#onPacket}. */
  boolean onPacket(Frame frame, IpPacket packet, boolean wanted, long nowNs) {
    int others = sharing.rawLanes(packet.protocol());
    if (others == 0 && !anyMatches(packet)) {
      return false; // and nothing was copied
    }
    boolean ipv6 = isIpv6(packet);
    if (ipv6 && packet.protocol() == IpProtocols.ICMPV6 && !checksumHolds(frame, packet)) {
      return false; // RFC 3542 3.1
    }
    int headerBytes = ipv6 ? 0 : packet.headerLength(); // RFC 3542 3: IPv6's is not given
    boolean mayKeep = !wanted && hasRoomForMetadata(frame, packet);
    long address =
        mayKeep
            ? restoreHeader(frame, headerBytes)
            : chain.copyOf(context, frame.address(), headerBytes);
    if (address == 0) {
      counters.increment(RawCounter.RECEIVE_NO_FRAME);
      return false;
    }
    describe(address, packet, nowNs);
    boolean taken = deliver(address);
    if (others != 0) {
      sharing.share(address, others);
      counters.increment(RawCounter.SHARED);
      taken = true;
    }
    return finish(frame, packet, address, wanted, taken);
  }

  /** What is done with the reference that this call held while it delivered. */
  private boolean finish(
      Frame frame, IpPacket packet, long address, boolean wanted, boolean taken) {
    boolean isOriginal = address == frame.address();
    if (isOriginal && !taken) {
      if (!isIpv6(packet)) {
        frame.trimFront(packet.headerLength()); // as it came, and still the caller's
      }
      return false;
    }
    context.freeOnLane(address);
    if (!isOriginal && !wanted && taken) {
      context.freeOnLane(frame.address());
    }
    return taken;
  }

  /** Delivers a packet that another lane received, and lets go of it. */
  void onShared(long frame) {
    metadata.wrap(frame);
    deliver(frame);
    context.freeOnLane(frame);
  }

  private boolean anyMatches(IpPacket packet) {
    RawEndpoint at = table.first(packet.protocol());
    while (at != null
        && !at.matches(
            packet.destinationHigh(),
            packet.destinationLow(),
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.interfaceIndex())) {
      at = at.next;
    }
    return at != null;
  }

  private static boolean hasRoomForMetadata(Frame frame, IpPacket packet) {
    return frame.headroom() - packet.headerLength() >= DatagramMetadata.LENGTH_BYTES;
  }

  private static long restoreHeader(Frame frame, int headerBytes) {
    if (headerBytes > 0) {
      frame.prepend(headerBytes);
    }
    return frame.address();
  }

  private static boolean isIpv6(IpPacket packet) {
    return !IpAddresses.isIpv4(packet.destinationHigh(), packet.destinationLow());
  }

  private static boolean checksumHolds(Frame frame, IpPacket packet) {
    long sum =
        Checksum.pseudoHeader(
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.destinationHigh(),
            packet.destinationLow(),
            packet.protocol(),
            frame.packetLength());
    return Checksum.finish(PacketChecksum.add(sum, frame)) == 0;
  }

  private void describe(long frame, IpPacket packet, long nowNs) {
    metadata
        .wrap(frame)
        .clear()
        .remote(packet.sourceHigh(), packet.sourceLow(), 0)
        .local(packet.destinationHigh(), packet.destinationLow(), packet.protocol())
        .receivedNs(nowNs)
        .interfaceIndex(packet.interfaceIndex())
        .trafficClass(packet.trafficClass())
        .hopLimit(packet.hopLimit())
        .flags(isIpv6(packet) ? DatagramMetadata.IS_RAW_IPV6 : DatagramMetadata.HAS_IP_HEADER);
  }

  /**
   * Gives each socket that the packet is for a reference of its own.
   *
   * @return whether a socket had room for it (Linux's {@code raw_v4_input}: a filter does not
   *     count)
   */
  private boolean deliver(long frame) {
    own.wrap(frame);
    int protocol = metadata.localPort();
    boolean ipv6 = (metadata.flags() & DatagramMetadata.IS_RAW_IPV6) != 0;
    int headerLength = ipv6 ? 0 : header.wrap(own.data()).headerLength();
    boolean icmp = protocol == (ipv6 ? IpProtocols.ICMPV6 : IpProtocols.ICMP);
    int type = icmp ? icmpType(headerLength) : 0;
    boolean tooShort = type < 0;
    boolean taken = false;
    for (RawEndpoint at = table.first(protocol); at != null; at = at.next) {
      if (isFor(at)) {
        boolean filtered = tooShort || icmp && (ipv6 ? at.filtersIcmpv6(type) : at.filters(type));
        taken |= offer(at, filtered || !at.wants(metadata));
      }
    }
    return taken;
  }

  private boolean isFor(RawEndpoint endpoint) {
    return endpoint.matches(
        metadata.localHigh(),
        metadata.localLow(),
        metadata.remoteHigh(),
        metadata.remoteLow(),
        metadata.interfaceIndex());
  }

  private boolean offer(RawEndpoint endpoint, boolean filtered) {
    if (filtered) {
      counters.increment(RawCounter.RECEIVE_FILTERED);
      return true;
    }
    own.retain();
    if (endpoint.socket().deliver(own.address())) {
      counters.increment(RawCounter.RECEIVED);
      return true;
    }
    counters.increment(RawCounter.RECEIVE_BUFFER_FULL);
    context.freeOnLane(own.address());
    return false;
  }

  /** Of a whole ICMP header, without which no filter lets it through (icmp_filter); else -1. */
  private int icmpType(int headerLength) {
    return own.length() >= headerLength + IcmpHeader.LENGTH
        ? NativeMemory.getUnsignedByte(own.data() + headerLength)
        : -1;
  }
}
