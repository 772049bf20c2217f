package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.datagram.DatagramSender;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/** Sends what applications write, under an IP header or with the one that they wrote. */
final class RawSender extends DatagramSender {
  private static final int ANY_PROTOCOL = 0;

  private final IpOutput output;
  private final DatagramMetadata metadata = new DatagramMetadata();

  RawSender(IpOutput output, FrameCache frames, CounterSet<RawCounter> counters) {
    super(
        output,
        frames,
        ANY_PROTOCOL,
        new Counters(
            counters.of(RawCounter.SENT),
            counters.of(RawCounter.SEND_NO_DESTINATION),
            counters.of(RawCounter.SEND_FAILED),
            counters.of(RawCounter.SEND_NO_BUFFERS)));
    this.output = output;
  }

  @Override
  protected boolean namesDestination(DatagramMetadata metadata) {
    return !IpAddresses.isZero(metadata.remoteHigh(), metadata.remoteLow());
  }

  @Override
  protected NetError transmit(
      DatagramEndpoint endpoint, Frame frame, IpDestination to, int remotePort, long nowNs) {
    boolean ownHeader = metadata.wrap(frame.address()).ownHeader();
    frame.distrustL4Checksum();
    return ownHeader
        ? output.sendWithHeader(frame, to, nowNs)
        : output.send(frame, to, IpOutput.NO_CHECKSUM, nowNs);
  }
}
