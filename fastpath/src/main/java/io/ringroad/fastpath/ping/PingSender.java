package io.ringroad.fastpath.ping;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.datagram.DatagramSender;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.PacketChecksum;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/** Puts the identifier and the checksum into the echo requests that applications write. */
final class PingSender extends DatagramSender {
  private static final int CHECKSUM_OFFSET = 2;

  private final IpOutput output;
  private final FrameCache frames;
  private final IcmpHeader header = new IcmpHeader();

  PingSender(IpOutput output, FrameCache frames, CounterSet<PingCounter> counters) {
    super(
        output,
        frames,
        IpProtocols.ICMP,
        new Counters(
            counters.of(PingCounter.SENT),
            counters.of(PingCounter.SEND_NO_DESTINATION),
            counters.of(PingCounter.SEND_FAILED),
            counters.of(PingCounter.SEND_NO_BUFFERS)));
    this.output = output;
    this.frames = frames;
  }

  @Override
  protected boolean namesDestination(DatagramMetadata metadata) {
    return !IpAddresses.isZero(metadata.remoteHigh(), metadata.remoteLow());
  }

  @Override
  protected NetError transmit(
      DatagramEndpoint endpoint, Frame frame, IpDestination to, int remotePort, long nowNs) {
    boolean ipv6 = to.protocol() == IpProtocols.ICMPV6;
    if (frame.length() < IcmpHeader.LENGTH || !isEchoRequest(header.wrap(frame.data()), ipv6)) {
      frames.free(frame.address());
      return NetError.INVALID;
    }
    header.identifier(endpoint.socket().localPort()).checksum(0);
    if (ipv6) {
      return output.send(frame, to, CHECKSUM_OFFSET, nowNs); // which has the addresses in it
    }
    header.checksum(PacketChecksum.of(frame));
    return output.send(frame, to, IpOutput.NO_CHECKSUM, nowNs);
  }

  private static boolean isEchoRequest(IcmpHeader message, boolean ipv6) {
    return Ping.isEchoRequest(message.type(), message.code(), ipv6);
  }
}
