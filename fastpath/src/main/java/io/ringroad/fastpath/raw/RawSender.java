package io.ringroad.fastpath.raw;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.datagram.DatagramSender;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/** Sends what applications write, under an IP header or with the one that they wrote. */
final class RawSender extends DatagramSender {
  private static final int ANY_PROTOCOL = 0;

  private static final int IPPROTO_RAW = 255;

  private final IpOutput output;
  private final FrameCache frames;
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
    this.frames = frames;
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
    if (!IpAddresses.isIpv4(to.remoteHigh(), to.remoteLow())) {
      if (ownHeader) {
        frames.free(frame.address());
        return NetError.INVALID; // a packet's own header is IPv4's alone
      }
      return sendIpv6(endpoint, frame, to, remotePort, nowNs);
    }
    return ownHeader
        ? output.sendWithHeader(frame, to, nowNs)
        : output.send(frame, to, IpOutput.NO_CHECKSUM, nowNs);
  }

  /** rawv6_sendmsg: the port can name the protocol, and the engine makes the checksum if asked. */
  private NetError sendIpv6(
      DatagramEndpoint endpoint, Frame frame, IpDestination to, int remotePort, long nowNs) {
    int own = endpoint.socket().protocol();
    to.protocol(own == IPPROTO_RAW && remotePort != 0 ? remotePort : own);
    int offset = endpoint.socket().options().getInt(SocketOption.IPV6_CHECKSUM);
    if (offset < 0) {
      return output.send(frame, to, IpOutput.NO_CHECKSUM, nowNs);
    }
    if (offset + Short.BYTES > frame.length()) {
      frames.free(frame.address());
      return NetError.INVALID; // rawv6_push_pending_frames: there is no place for it
    }
    NativeMemory.putShortBe(frame.data() + offset, (short) 0);
    return output.send(frame, to, offset, nowNs);
  }
}
