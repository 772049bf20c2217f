package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.neighbor.UnresolvedListener;
import io.ringroad.fastpath.wire.IcmpHeader;
import io.ringroad.pmd.Frame;

/** Tells the senders of packets whose neighbour did not answer (RFC 1122 2.4, 3.3.1.1). */
final class NeighborFailures implements UnresolvedListener {
  private static final int LOOPBACK = 0;

  /** The TOS of ICMP errors (RFC 1812 4.3.2.5). */
  private static final int INTERNETWORK_CONTROL = 0xC0;

  private final Transports transports;
  private final IcmpError error = new IcmpError();
  private final OriginalPacket original = new OriginalPacket();

  NeighborFailures(Transports transports) {
    this.transports = transports;
  }

  @Override
  public void onUnresolved(Frame frame, long nowNs) {
    int type = IcmpHeader.DESTINATION_UNREACHABLE;
    error.cause(NetError.HOST_UNREACHABLE, false, true, type, IcmpHeader.HOST_UNREACHABLE, 0);
    if (original.describe(error, frame.data(), frame.length())) {
      // As Linux, which reports it to itself by ICMP.
      error
          .reporter(error.localHigh(), error.localLow())
          .arrival(LOOPBACK, INTERNETWORK_CONTROL, IpDestination.DEFAULT_HOP_LIMIT);
      transports.onError(error, nowNs);
    }
  }
}
