package io.ringroad.fastpath.tcp.handshake;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.segment.Segment;

/** A four-tuple before it has a connection. */
public final class FourTuple extends Endpoint {

  /** That of a received segment, seen from here. */
  public FourTuple(IpPacket packet, Segment seg) {
    super(
        packet.destinationHigh(),
        packet.destinationLow(),
        packet.sourceHigh(),
        packet.sourceLow(),
        ports(seg.destinationPort, seg.sourcePort));
  }

  /** That of an active open. */
  public FourTuple(IpDestination destination, int localPort, int remotePort) {
    super(
        destination.localHigh(),
        destination.localLow(),
        destination.remoteHigh(),
        destination.remoteLow(),
        ports(localPort, remotePort));
  }

  @Override
  protected void onExpiry(long nowNs) {
    throw new IllegalStateException("a four-tuple has no deadline");
  }
}
