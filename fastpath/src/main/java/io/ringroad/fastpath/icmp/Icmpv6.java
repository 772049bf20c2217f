package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.PacketChecksum;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.ip6.Ipv6;
import io.ringroad.fastpath.ip6.OriginalIpv6Packet;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The Internet Control Message Protocol of a lane for IPv6 (RFC 4443): answers echo requests, hands
 * errors to the transport whose packet failed, and the messages of other protocols to their {@link
 * Icmpv6Handler}. Used by the lane's thread alone.
 */
public final class Icmpv6 implements TransportProtocol {
  /** Where the checksum is, for {@link IpOutput#send}. */
  public static final int CHECKSUM_OFFSET = 2;

  private static final int TYPES = 256;

  private final FrameCache frames;
  private final CounterSet<IcmpCounter> counters;
  private final Ipv6 ipv6;
  private final Icmpv6Handler[] handlers = new Icmpv6Handler[TYPES];
  private final IpDestination echoTo =
      new IpDestination(IpProtocols.ICMPV6).mtuDiscover(IpDestination.MTU_DISCOVER_DONT);
  private final IcmpHeader header = new IcmpHeader();
  private final IcmpError error = new IcmpError();
  private final OriginalIpv6Packet original = new OriginalIpv6Packet();
  private EchoReplies echoReplies;

  /** Creates the protocol and attaches it to the IP layer. */
  public Icmpv6(Ipv6 ipv6, FrameCache frames, IcmpConfig config, CounterSet<IcmpCounter> counters) {
    this.ipv6 = ipv6;
    this.frames = frames;
    this.counters = counters;
    ipv6.transports().attach(IpProtocols.ICMPV6, this);
    ipv6.errors(new Icmpv6ErrorSender(ipv6.output(), frames, config, counters));
  }

  /** Names who waits for echo replies; without one they are dropped. */
  public void echoReplies(EchoReplies echoReplies) {
    this.echoReplies = echoReplies;
  }

  /**
   * Names who takes messages of a type.
   *
   * @param type of {@link Icmpv6Types}, an informational one that is no echo
   */
  public void handle(int type, Icmpv6Handler handler) {
    handlers[type] = handler;
  }

  @Override
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    counters.increment(IcmpCounter.RECEIVED);
    if (frame.length() < IcmpHeader.LENGTH) {
      drop(frame, IcmpCounter.RECEIVE_TRUNCATED);
      return;
    }
    int type = header.wrap(frame.data()).type();
    // A device's verdict on the layer above IP is about TCP and UDP: this sum is always ours.
    if (!checksumHolds(frame, packet)) {
      drop(frame, IcmpCounter.RECEIVE_BAD_CHECKSUM);
    } else if (type == Icmpv6Types.ECHO_REQUEST) {
      onEchoRequest(frame, packet, nowNs);
    } else if (type == Icmpv6Types.ECHO_REPLY || type == Icmpv6Types.EXTENDED_ECHO_REPLY) {
      onEchoReply(frame, packet, nowNs);
    } else if (Icmpv6Types.isError(type)) {
      onErrorMessage(frame, packet, nowNs);
    } else if (handlers[type] != null) {
      handlers[type].onMessage(frame, packet, nowNs);
    } else {
      drop(frame, IcmpCounter.RECEIVE_UNKNOWN_TYPE); // RFC 4443 2.4 (b): silently discard
    }
  }

  private static boolean checksumHolds(Frame frame, IpPacket packet) {
    long sum =
        Checksum.pseudoHeader(
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.destinationHigh(),
            packet.destinationLow(),
            IpProtocols.ICMPV6,
            frame.packetLength());
    return Checksum.finish(PacketChecksum.add(sum, frame)) == 0;
  }

  /** Turns the request itself into the reply (RFC 4443 4.2). */
  private void onEchoRequest(Frame frame, IpPacket packet, long nowNs) {
    counters.increment(IcmpCounter.ECHO_REQUESTS);
    header.type(Icmpv6Types.ECHO_REPLY).checksum(0);
    if (packet.multicast()) {
      echoTo.local(0, 0);
    } else {
      echoTo.local(packet.destinationHigh(), packet.destinationLow());
    }
    echoTo
        .remote(packet.sourceHigh(), packet.sourceLow())
        .outInterface(packet.interfaceIndex())
        .trafficClass(packet.trafficClass())
        .flowLabel(packet.flowLabel());
    boolean sent = ipv6.output().send(frame, echoTo, CHECKSUM_OFFSET, nowNs) == NetError.NONE;
    counters.increment(sent ? IcmpCounter.ECHO_REPLIES_SENT : IcmpCounter.ECHO_NOT_SENT);
  }

  private void onEchoReply(Frame frame, IpPacket packet, long nowNs) {
    if (echoReplies == null || !echoReplies.onEchoReply(frame, packet, nowNs)) {
      drop(frame, IcmpCounter.ECHO_REPLIES_UNASKED);
    }
  }

  private void onErrorMessage(Frame frame, IpPacket packet, long nowNs) {
    counters.increment(IcmpCounter.ERRORS_RECEIVED);
    long inner = frame.data() + IcmpHeader.LENGTH;
    if (!Icmpv6Errors.interpret(error, header.type(), header.code(), header.rest())) {
      drop(frame, IcmpCounter.ERRORS_IGNORED);
    } else if (!original.describe(error, inner, frame.length() - IcmpHeader.LENGTH)) {
      drop(frame, IcmpCounter.ERRORS_MALFORMED);
    } else if (!ipv6.addresses().isOwn(error.localHigh(), error.localLow())) {
      drop(frame, IcmpCounter.ERRORS_FOREIGN);
    } else {
      counters.increment(IcmpCounter.ERRORS_DELIVERED);
      error
          .reporter(packet.sourceHigh(), packet.sourceLow())
          .arrival(packet.interfaceIndex(), packet.trafficClass(), packet.hopLimit());
      long address = frame.address();
      try {
        ipv6.transports().onError(error, nowNs);
      } finally {
        frames.free(address);
      }
    }
  }

  /** An echo request of a socket did not arrive; of a reply of ours nobody waits to hear. */
  @Override
  public void onError(IcmpError error, long nowNs) {
    if (echoReplies == null || !echoReplies.onError(error, nowNs)) {
      counters.increment(IcmpCounter.ERRORS_IGNORED);
    }
  }

  private void drop(Frame frame, IcmpCounter reason) {
    counters.increment(reason);
    frames.free(frame.address());
  }
}
