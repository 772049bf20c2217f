package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpPacket;

/** A four-tuple before it has a connection. */
final class FourTuple extends Endpoint {

  /** That of a received segment, seen from here. */
  FourTuple(IpPacket packet, Segment seg) {
    super(
        packet.destinationHigh(),
        packet.destinationLow(),
        packet.sourceHigh(),
        packet.sourceLow(),
        ports(seg.destinationPort, seg.sourcePort));
  }

  /** That of an active open. */
  FourTuple(IpDestination destination, int localPort, int remotePort) {
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
