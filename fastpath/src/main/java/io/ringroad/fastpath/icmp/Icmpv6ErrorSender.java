package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip6.Ipv6Errors;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.Ipv6Header;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;

/** Makes ICMPv6 errors (RFC 4443 3), as seldom as its section 2.4 asks. */
final class Icmpv6ErrorSender implements Ipv6Errors {
  private static final int LOOPBACK_INTERFACE = 0;

  /** RFC 4443 2.4 (c): as much of the packet as fits into what every link carries. */
  private static final int MAX_ORIGINAL_BYTES =
      Ipv6Header.MIN_MTU - Ipv6Header.LENGTH - IcmpHeader.LENGTH;

  private final IpOutput output;
  private final FrameCache frames;
  private final CounterSet<IcmpCounter> counters;
  private final ErrorLimits limits;
  private final IpDestination destination = new IpDestination(IpProtocols.ICMPV6);
  private final Frame message = new Frame();
  private final IcmpHeader header = new IcmpHeader();

  Icmpv6ErrorSender(
      IpOutput output, FrameCache frames, IcmpConfig config, CounterSet<IcmpCounter> counters) {
    this.output = output;
    this.frames = frames;
    this.counters = counters;
    this.limits = new ErrorLimits(config);
  }

  @Override
  public void reportUnreachable(Frame frame, IpPacket packet, int code, long nowNs) {
    if (code == IcmpHeader.PROTOCOL_UNREACHABLE) {
      // RFC 8200 4: a next header that is not known is a problem of the field that names it.
      reportParameterProblem(
          frame, packet, Icmpv6Types.UNKNOWN_NEXT_HEADER, packet.nextHeaderOffset(), nowNs);
    } else if (!packet.multicast()) {
      int type = Icmpv6Types.DESTINATION_UNREACHABLE;
      report(frame, packet, type, Icmpv6Types.PORT_UNREACHABLE, 0, nowNs);
    } else {
      counters.increment(IcmpCounter.ERRORS_FORBIDDEN);
    }
  }

  @Override
  public void reportParameterProblem(
      Frame frame, IpPacket packet, int code, int pointer, long nowNs) {
    // RFC 4443 2.4 (e.3): of errors about a group's packets only this one and "too big" are sent.
    if (packet.multicast() && code != Icmpv6Types.UNKNOWN_OPTION) {
      counters.increment(IcmpCounter.ERRORS_FORBIDDEN);
    } else {
      report(frame, packet, Icmpv6Types.PARAMETER_PROBLEM, code, pointer, nowNs);
    }
  }

  @Override
  public void report(Frame frame, IpPacket packet, int type, int code, int rest, long nowNs) {
    if (forbidden(frame, packet)) {
      counters.increment(IcmpCounter.ERRORS_FORBIDDEN);
    } else if (packet.interfaceIndex() != LOOPBACK_INTERFACE // as Linux
        && !limits.tryTake(packet.sourceHigh(), packet.sourceLow(), nowNs)) {
      counters.increment(IcmpCounter.ERRORS_RATE_LIMITED);
    } else {
      send(frame, packet, type, code, rest, nowNs);
    }
  }

  /** RFC 4443 2.4 (e): never about an error, nor to a source that is not a single node. */
  private static boolean forbidden(Frame frame, IpPacket packet) {
    return IpAddresses.isUnspecified(packet.sourceHigh(), packet.sourceLow())
        || IpAddresses.isMulticast(packet.sourceHigh(), packet.sourceLow())
        || packet.protocol() == IpProtocols.ICMPV6
            && packet.headerLength() > 0
            && aboutError(frame);
  }

  private static boolean aboutError(Frame frame) {
    return frame.length() < 1 || Icmpv6Types.isError(NativeMemory.getUnsignedByte(frame.data()));
  }

  private void send(Frame frame, IpPacket packet, int type, int code, int rest, long nowNs) {
    long address = frames.allocate();
    if (address == 0) {
      counters.increment(IcmpCounter.ERRORS_NO_FRAME);
      return;
    }
    int headerLength = packet.headerLength();
    int quoted = Math.min(headerLength + frame.packetLength(), MAX_ORIGINAL_BYTES);
    message.wrap(address);
    long icmp = message.append(IcmpHeader.LENGTH + quoted);
    long original = icmp + IcmpHeader.LENGTH;
    int headers = Math.min(headerLength, quoted);
    NativeMemory.copy(frame.data() - headerLength, original, headers);
    FrameSegments.copy(frame.address(), 0, original + headers, quoted - headers);
    header.wrap(icmp).type(type).code(code).checksum(0).rest(rest);
    if (packet.multicast()) {
      destination.local(0, 0); // RFC 4443 2.2 (b)
    } else {
      destination.local(packet.destinationHigh(), packet.destinationLow());
    }
    destination
        .remote(packet.sourceHigh(), packet.sourceLow())
        .outInterface(packet.interfaceIndex());
    boolean sent =
        output.send(message, destination, Icmpv6.CHECKSUM_OFFSET, nowNs) == NetError.NONE;
    counters.increment(sent ? IcmpCounter.ERRORS_SENT : IcmpCounter.ERRORS_NOT_SENT);
  }
}
