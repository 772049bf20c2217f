package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.datagram.DatagramSender;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.UdpHeader;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/** Puts UDP's header before what applications send. */
final class UdpSender extends DatagramSender {
  private final IpOutput output;
  private final UdpHeader header = new UdpHeader();

  UdpSender(IpOutput output, FrameCache frames, CounterSet<UdpCounter> counters) {
    super(
        output,
        frames,
        IpProtocols.UDP,
        new Counters(
            counters.of(UdpCounter.SENT),
            counters.of(UdpCounter.SEND_NO_DESTINATION),
            counters.of(UdpCounter.SEND_FAILED),
            counters.of(UdpCounter.SEND_NO_BUFFERS)));
    this.output = output;
  }

  @Override
  protected boolean namesDestination(DatagramMetadata metadata) {
    return metadata.remotePort() != 0;
  }

  @Override
  protected NetError transmit(
      DatagramEndpoint endpoint, Frame frame, IpDestination to, int remotePort, long nowNs) {
    int length = frame.packetLength() + UdpHeader.LENGTH;
    header
        .wrap(frame.prepend(UdpHeader.LENGTH))
        .initialise(endpoint.socket().localPort(), remotePort, length);
    // RFC 8200 8.1: IPv6 has no other checksum.
    boolean unchecked =
        endpoint.socket().options().isSet(SocketOption.NO_CHECKSUM)
            && IpAddresses.isIpv4(to.remoteHigh(), to.remoteLow());
    int checksumOffset = unchecked ? IpOutput.NO_CHECKSUM : UdpHeader.CHECKSUM_OFFSET;
    return output.send(frame, to, checksumOffset, nowNs);
  }
}
