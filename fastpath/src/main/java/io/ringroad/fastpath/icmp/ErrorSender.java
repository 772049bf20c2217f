package io.ringroad.fastpath.icmp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.UnreachableReporter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FrameSegments;

/** Makes ICMP's errors (RFC 792), as seldom as RFC 1122 3.2.2 asks. */
final class ErrorSender implements UnreachableReporter {
  private static final int LOOPBACK_INTERFACE = 0;

  /** RFC 1812 4.3.2.3: as much of the packet as fits into a message of 576 bytes. */
  private static final int MAX_ORIGINAL_BYTES = 576 - 20 - IcmpHeader.LENGTH;

  /** RFC 1812 4.3.2.5: errors have this precedence, and the TOS of what they are about. */
  private static final int INTERNETWORK_CONTROL = 0xC0;

  private static final int TOS_BITS = 0x1E;

  private final IpOutput output;
  private final FrameCache frames;
  private final CounterSet<IcmpCounter> counters;
  private final ErrorLimits limits;
  private final IpDestination destination =
      new IpDestination(IpProtocols.ICMP).mtuDiscover(IpDestination.MTU_DISCOVER_DONT);
  private final Frame message = new Frame();
  private final IcmpHeader header = new IcmpHeader();

  ErrorSender(
      IpOutput output, FrameCache frames, IcmpConfig config, CounterSet<IcmpCounter> counters) {
    this.output = output;
    this.frames = frames;
    this.counters = counters;
    this.limits = new ErrorLimits(config);
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

  /**
   * RFC 1122 3.2.2: never about an error, about a packet to a group, or to a source that is not a
   * single host. Later fragments do not come this far.
   */
  private static boolean forbidden(Frame frame, IpPacket packet) {
    return packet.broadcast()
        || packet.multicast()
        || IpAddresses.isUnspecified(packet.sourceHigh(), packet.sourceLow())
        || packet.protocol() == IpProtocols.ICMP && aboutError(frame);
  }

  private static boolean aboutError(Frame frame) {
    return frame.length() < 1 || IcmpHeader.isError(NativeMemory.getUnsignedByte(frame.data()));
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
    NativeMemory.copy(frame.data() - headerLength, original, headerLength);
    FrameSegments.copy(frame.address(), 0, original + headerLength, quoted - headerLength);
    header
        .wrap(icmp)
        .type(type)
        .code(code)
        .checksum(0)
        .rest(rest)
        .checksum(Checksum.of(icmp, IcmpHeader.LENGTH + quoted));
    destination
        .local(packet.destinationHigh(), packet.destinationLow())
        .remote(packet.sourceHigh(), packet.sourceLow())
        .trafficClass(packet.trafficClass() & TOS_BITS | INTERNETWORK_CONTROL);
    boolean sent = output.send(message, destination, IpOutput.NO_CHECKSUM, nowNs) == NetError.NONE;
    counters.increment(sent ? IcmpCounter.ERRORS_SENT : IcmpCounter.ERRORS_NOT_SENT);
  }
}
