package io.ringroad.fastpath.tcp.segment;

import static io.ringroad.fastpath.wire.TcpHeader.ACK;
import static io.ringroad.fastpath.wire.TcpHeader.RST;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * Answers a segment with a reset: one that belongs to no connection (RFC 9293 3.10.7.1, CLOSED), or
 * one whose acknowledgment makes no sense before the handshake is done (3.10.7.2 to 4). Owned by
 * the lane.
 */
public final class ResetReply {

  private final SegmentOutput output;
  private final IpDestination destination = new IpDestination(IpProtocols.TCP);

  public ResetReply(SegmentOutput output) {
    this.output = output;
  }

  /** Sends the reset that {@code seg} deserves; none if it is one itself. */
  public void send(Segment seg, long nowNs) {
    if (seg.has(RST)) {
      return;
    }
    destination
        .local(seg.packet().destinationHigh(), seg.packet().destinationLow())
        .remote(seg.packet().sourceHigh(), seg.packet().sourceLow());
    int localPort = seg.destinationPort;
    int remotePort = seg.sourcePort;
    if (seg.has(TcpHeader.ACK)) {
      // <SEQ=SEG.ACK><CTL=RST>
      output.sendBareReset(destination, localPort, remotePort, seg.ack, 0, RST, nowNs);
    } else {
      // <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
      output.sendBareReset(destination, localPort, remotePort, 0, seg.end(), RST | ACK, nowNs);
    }
  }
}
