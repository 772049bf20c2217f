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

/** Makes "destination unreachable" messages (RFC 792), as seldom as RFC 1122 3.2.2 asks. */
final class UnreachableSender implements UnreachableReporter {
  /** RFC 1812 4.3.2.3: as much of the packet as fits into a message of 576 bytes. */
  private static final int MAX_ORIGINAL_BYTES = 576 - 20 - IcmpHeader.LENGTH;

  /** RFC 1812 4.3.2.5: errors have this precedence, and the TOS of what they are about. */
  private static final int INTERNETWORK_CONTROL = 0xC0;

  private static final int TOS_BITS = 0x1E;

  private final IpOutput output;
  private final FrameCache frames;
  private final CounterSet<IcmpCounter> counters;
  private final TokenBucket limit;
  private final IpDestination destination = new IpDestination(IpProtocols.ICMP).dontFragment(false);
  private final Frame message = new Frame();
  private final IcmpHeader header = new IcmpHeader();

  UnreachableSender(
      IpOutput output, FrameCache frames, IcmpConfig config, CounterSet<IcmpCounter> counters) {
    this.output = output;
    this.frames = frames;
    this.counters = counters;
    this.limit = new TokenBucket(config.errorsPerSecond(), config.errorBurst());
  }

  @Override
  public void reportUnreachable(Frame frame, IpPacket packet, int code, long nowNs) {
    if (forbidden(frame, packet)) {
      counters.increment(IcmpCounter.UNREACHABLE_FORBIDDEN);
    } else if (!limit.tryTake(nowNs)) {
      counters.increment(IcmpCounter.UNREACHABLE_RATE_LIMITED);
    } else {
      send(frame, packet, code, nowNs);
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

  private void send(Frame frame, IpPacket packet, int code, long nowNs) {
    long address = frames.allocate();
    if (address == 0) {
      counters.increment(IcmpCounter.UNREACHABLE_NO_FRAME);
      return;
    }
    int headerLength = packet.headerLength();
    int quoted = Math.min(headerLength + frame.length(), MAX_ORIGINAL_BYTES);
    message.wrap(address);
    long icmp = message.append(IcmpHeader.LENGTH + quoted);
    NativeMemory.copy(frame.data() - headerLength, icmp + IcmpHeader.LENGTH, quoted);
    header
        .wrap(icmp)
        .type(IcmpHeader.DESTINATION_UNREACHABLE)
        .code(code)
        .checksum(0)
        .rest(0)
        .checksum(Checksum.of(icmp, IcmpHeader.LENGTH + quoted));
    destination
        .local(packet.destinationHigh(), packet.destinationLow())
        .remote(packet.sourceHigh(), packet.sourceLow())
        .trafficClass(packet.trafficClass() & TOS_BITS | INTERNETWORK_CONTROL);
    boolean sent = output.send(message, destination, IpOutput.NO_CHECKSUM, nowNs) == NetError.NONE;
    counters.increment(sent ? IcmpCounter.UNREACHABLE_SENT : IcmpCounter.UNREACHABLE_NOT_SENT);
  }
}
