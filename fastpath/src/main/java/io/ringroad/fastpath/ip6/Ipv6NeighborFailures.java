package io.ringroad.fastpath.ip6;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.Transports;
import io.ringroad.fastpath.neighbor.UnresolvedListener;
import io.ringroad.fastpath.wire.Icmpv6Types;
import io.ringroad.pmd.Frame;

/** Tells the senders of packets whose neighbour did not answer (RFC 4861 7.2.2). */
public final class Ipv6NeighborFailures implements UnresolvedListener {
  private static final int LOOPBACK = 0;

  private final Transports transports;
  private final IcmpError error = new IcmpError();
  private final OriginalIpv6Packet original = new OriginalIpv6Packet();

  /** Creates the teller of a lane. */
  public Ipv6NeighborFailures(Ipv6 ipv6) {
    this.transports = ipv6.transports();
  }

  @Override
  public void onUnresolved(Frame frame, long nowNs) {
    int type = Icmpv6Types.DESTINATION_UNREACHABLE;
    int code = Icmpv6Types.ADDRESS_UNREACHABLE;
    error.cause(NetError.HOST_UNREACHABLE, false, true, type, code, 0);
    if (original.describe(error, frame.data(), frame.length())) {
      error
          .reporter(error.localHigh(), error.localLow())
          .arrival(LOOPBACK, 0, IpDestination.DEFAULT_HOP_LIMIT);
      transports.onError(error, nowNs);
    }
  }
}
