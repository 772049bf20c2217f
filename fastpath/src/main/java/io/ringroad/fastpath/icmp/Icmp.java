package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.Ipv4;
import io.ringroad.fastpath.ip.LocalAddresses;
import io.ringroad.fastpath.ip.OriginalPacket;
import io.ringroad.fastpath.ip.PacketChecksum;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.ip.Transports;
import io.ringroad.fastpath.ip.UnreachableReporter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The Internet Control Message Protocol of a lane (RFC 792, RFC 1122 3.2.2). Used by the lane's
 * thread alone.
 */
public final class Icmp implements TransportProtocol {
  private final FrameCache frames;
  private final IcmpConfig config;
  private final CounterSet<IcmpCounter> counters;
  private final IpOutput output;
  private final Transports transports;
  private final LocalAddresses addresses;
  private final ErrorSender errors;
  private final IpDestination echoTo =
      new IpDestination(IpProtocols.ICMP).mtuDiscover(IpDestination.MTU_DISCOVER_DONT);
  private final IcmpHeader header = new IcmpHeader();
  private final IcmpError error = new IcmpError();
  private final OriginalPacket original = new OriginalPacket();
  private EchoReplies echoReplies;

  /** Creates the protocol and attaches it to the IP layer. */
  public Icmp(Ipv4 ipv4, FrameCache frames, IcmpConfig config, CounterSet<IcmpCounter> counters) {
    this.frames = frames;
    this.config = config;
    this.counters = counters;
    this.output = ipv4.output();
    this.transports = ipv4.transports();
    this.addresses = ipv4.addresses();
    this.errors = new ErrorSender(output, frames, config, counters);
    transports.attach(IpProtocols.ICMP, this);
    transports.reporter(errors);
  }

  /** Names who waits for echo replies; without one they are dropped. */
  public void echoReplies(EchoReplies echoReplies) {
    this.echoReplies = echoReplies;
  }

  /** Where protocols report packets that nobody here wants. */
  public UnreachableReporter unreachableReporter() {
    return errors;
  }

  @Override
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    counters.increment(IcmpCounter.RECEIVED);
    if (frame.length() < IcmpHeader.LENGTH) {
      drop(frame, IcmpCounter.RECEIVE_TRUNCATED);
      return;
    }
    // A device's verdict on the layer above IP is about TCP and UDP: this sum is always ours.
    if (PacketChecksum.of(frame) != 0) {
      drop(frame, IcmpCounter.RECEIVE_BAD_CHECKSUM);
      return;
    }
    int type = header.wrap(frame.data()).type();
    if (type == IcmpHeader.ECHO_REQUEST) {
      onEchoRequest(frame, packet, nowNs);
    } else if (IcmpHeader.isError(type)) {
      onErrorMessage(frame, packet, nowNs);
    } else if (type == IcmpHeader.ECHO_REPLY || type == IcmpHeader.EXTENDED_ECHO_REPLY) {
      onEchoReply(frame, packet, nowNs);
    } else {
      drop(frame, IcmpCounter.RECEIVE_UNKNOWN_TYPE); // RFC 1122 3.2.2: silently discard
    }
  }

  /** Turns the request itself into the reply (RFC 1122 3.2.2.6). */
  private void onEchoRequest(Frame frame, IpPacket packet, long nowNs) {
    counters.increment(IcmpCounter.ECHO_REQUESTS);
    boolean toGroup = packet.broadcast() || packet.multicast();
    if (toGroup && !config.answersBroadcastEcho()) {
      drop(frame, IcmpCounter.ECHO_BROADCAST_IGNORED);
      return;
    }
    int before = IcmpHeader.ECHO_REQUEST << 8 | header.code();
    int after = IcmpHeader.ECHO_REPLY << 8 | header.code();
    int checksum = Checksum.update(header.checksum(), before, after);
    // The two zeros of one's complement are alike, but for a packet of zeros: of it only this one.
    header.type(IcmpHeader.ECHO_REPLY).checksum(checksum == 0 ? 0xFFFF : checksum);
    if (toGroup) {
      echoTo.local(IpAddresses.IPV4_HIGH, IpAddresses.IPV4_ANY_LOW);
    } else {
      echoTo.local(packet.destinationHigh(), packet.destinationLow());
    }
    echoTo.remote(packet.sourceHigh(), packet.sourceLow()).trafficClass(packet.trafficClass());
    boolean sent = output.send(frame, echoTo, IpOutput.NO_CHECKSUM, nowNs) == NetError.NONE;
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
    if (!IcmpErrors.interpret(error, header.type(), header.code(), header.mtu())) {
      drop(frame, IcmpCounter.ERRORS_IGNORED);
    } else if (!original.describe(error, inner, frame.length() - IcmpHeader.LENGTH)) {
      drop(frame, IcmpCounter.ERRORS_MALFORMED);
    } else if (!addresses.isOwn(IpAddresses.toIpv4(error.localLow()))) {
      drop(frame, IcmpCounter.ERRORS_FOREIGN);
    } else {
      counters.increment(IcmpCounter.ERRORS_DELIVERED);
      error
          .reporter(packet.sourceHigh(), packet.sourceLow())
          .arrival(packet.interfaceIndex(), packet.trafficClass(), packet.hopLimit());
      long address = frame.address();
      try {
        transports.onError(error, nowNs);
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
