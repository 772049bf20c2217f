package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.datagram.PacketSharing;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.ReceiveChecksums;
import io.ringroad.fastpath.ip.UnreachableReporter;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.Ipv4Header;
import io.ringroad.fastpath.wire.UdpHeader;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;

/** Checks received datagrams and delivers them to their sockets. */
final class UdpReceiver {
  private final UdpTable table;
  private final FrameCache frames;
  private final UnreachableReporter reporter;
  private final PacketSharing sharing;
  private final CounterSet<UdpCounter> counters;
  private final Counter received;
  private final UdpHeader header = new UdpHeader();
  private final Frame shared = new Frame();
  private final DatagramMetadata metadata = new DatagramMetadata();
  private UnclaimedDatagrams unclaimed = (port, index, payload, length, nowNs) -> false;

  UdpReceiver(
      UdpTable table,
      FrameCache frames,
      UnreachableReporter reporter,
      PacketSharing sharing,
      CounterSet<UdpCounter> counters) {
    this.table = table;
    this.frames = frames;
    this.reporter = reporter;
    this.sharing = sharing;
    this.counters = counters;
    this.received = counters.of(UdpCounter.RECEIVED);
  }

  void unclaimed(UnclaimedDatagrams takes) {
    unclaimed = takes;
  }

  /** Takes a datagram; the frame's data begins at the UDP header. */
  void onPacket(Frame frame, IpPacket packet, long nowNs) {
    if (frame.length() < UdpHeader.LENGTH || !fits(frame)) {
      drop(frame, UdpCounter.RECEIVE_BAD_LENGTH);
      return;
    }
    // RFC 768: an all-zero checksum says that the sender made none. RFC 8200 8.1: not over IPv6.
    boolean unchecked = header.checksum() == 0 && packet.isIpv4();
    if (!unchecked && !isWhole(frame, packet)) {
      drop(frame, UdpCounter.RECEIVE_BAD_CHECKSUM);
      return;
    }
    if (packet.broadcast() || packet.multicast()) {
      deliverToGroup(frame, packet, nowNs);
    } else {
      deliver(frame, packet, nowNs);
    }
  }

  /** Whether there is a checksum and it is right; the loopback's packets need none. */
  private boolean isWhole(Frame frame, IpPacket packet) {
    boolean missing = header.checksum() == 0 && packet.interfaceIndex() != 0;
    return !missing && ReceiveChecksums.valid(frame, packet);
  }

  private boolean fits(Frame frame) {
    int length = header.wrap(frame.data()).length();
    int present = frame.packetLength();
    if (length < UdpHeader.LENGTH || length > present) {
      return false;
    }
    if (length < present) {
      FrameSegments.trimTo(frames, frame.address(), length); // the rest is not the datagram's
    }
    return true;
  }

  private void deliver(Frame frame, IpPacket packet, long nowNs) {
    UdpEndpoint endpoint =
        table.find(
            packet.destinationHigh(),
            packet.destinationLow(),
            header.destinationPort(),
            packet.sourceHigh(),
            packet.sourceLow(),
            header.sourcePort(),
            packet.interfaceIndex());
    if (endpoint == null
        && isTaken(
            frame, UdpHeader.LENGTH, header.destinationPort(), packet.interfaceIndex(), nowNs)) {
      frames.free(frame.address());
      return;
    }
    if (endpoint == null) {
      // RFC 1122 4.1.3.1: a datagram for a port that nobody listens on is answered by ICMP.
      reporter.reportUnreachable(frame, packet, IcmpHeader.PORT_UNREACHABLE, nowNs);
      drop(frame, UdpCounter.RECEIVE_NO_PORT);
      return;
    }
    long options = optionsOf(frame, packet);
    frame.trimFront(UdpHeader.LENGTH);
    describe(frame.address(), packet, options, nowNs);
    handOver(endpoint, frame.address());
  }

  /** Every socket that the group's datagram is for shares its frame, on whatever lane it is. */
  private void deliverToGroup(Frame frame, IpPacket packet, long nowNs) {
    int others = sharing.udpLanes(header.destinationPort());
    long options = optionsOf(frame, packet);
    frame.trimFront(UdpHeader.LENGTH);
    describe(frame.address(), packet, options, nowNs);
    boolean taken =
        deliverToMembers(frame.address())
            || isTaken(frame, 0, metadata.localPort(), packet.interfaceIndex(), nowNs);
    if (others != 0) {
      sharing.share(frame.address(), others);
    } else if (!taken) {
      counters.increment(UdpCounter.RECEIVE_NO_PORT); // RFC 1122 4.1.3.1: no ICMP about a group
    }
    frames.free(frame.address());
  }

  private boolean isTaken(Frame frame, int offset, int port, int interfaceIndex, long nowNs) {
    return frame.segmentCount() == 1
        && unclaimed.take(
            port, interfaceIndex, frame.data() + offset, frame.length() - offset, nowNs);
  }

  /** Takes a datagram to a group that another lane received, and lets go of it. */
  void onShared(long frame) {
    metadata.wrap(frame);
    deliverToMembers(frame);
    frames.free(frame);
  }

  private boolean deliverToMembers(long frame) {
    boolean taken = false;
    int localPort = metadata.localPort();
    UdpEndpoint connected =
        table.findConnected(
            metadata.localHigh(),
            metadata.localLow(),
            localPort,
            metadata.remoteHigh(),
            metadata.remoteLow(),
            metadata.remotePort(),
            metadata.interfaceIndex());
    if (connected != null) {
      taken = offer(connected, frame);
    }
    for (UdpEndpoint at = table.firstBound(localPort); at != null; at = at.next) {
      if (UdpTable.receives(
          at, metadata.localHigh(), metadata.localLow(), localPort, metadata.interfaceIndex())) {
        taken |= offer(at, frame);
      }
    }
    return taken;
  }

  private boolean offer(UdpEndpoint endpoint, long frame) {
    if (!endpoint.wants(metadata)) {
      return false;
    }
    shared.wrap(frame).retain();
    handOver(endpoint, frame);
    return true;
  }

  /**
   * Writes what the socket is to know of a datagram.
   *
   * @param options where its IP options are, if it has any
   */
  private void describe(long frame, IpPacket packet, long options, long nowNs) {
    // The ports are read before the metadata, which may lie over the headers, is written.
    int remotePort = header.sourcePort();
    int localPort = header.destinationPort();
    int optionsBytes = packet.headerLength() - Ipv4Header.LENGTH;
    metadata.wrap(frame).clear();
    if (optionsBytes > 0 && packet.isIpv4()) {
      metadata.options(options, optionsBytes);
    }
    metadata
        .remote(packet.sourceHigh(), packet.sourceLow(), remotePort)
        .local(packet.destinationHigh(), packet.destinationLow(), localPort)
        .receivedNs(nowNs)
        .interfaceIndex(packet.interfaceIndex())
        .trafficClass(packet.trafficClass())
        .hopLimit(packet.hopLimit());
  }

  /** Behind the fixed part of the IP header, which lies before the frame's data. */
  private static long optionsOf(Frame frame, IpPacket packet) {
    return frame.data() - packet.headerLength() + Ipv4Header.LENGTH;
  }

  private void handOver(UdpEndpoint endpoint, long frame) {
    if (endpoint.socket().deliver(frame)) {
      received.increment();
    } else {
      counters.increment(UdpCounter.RECEIVE_BUFFER_FULL);
      frames.free(frame);
    }
  }

  private void drop(Frame frame, UdpCounter reason) {
    counters.increment(reason);
    frames.free(frame.address());
  }
}
