package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.neighbor.UnresolvedListener;
import io.ringroad.pmd.Frame;

/** Tells the senders of packets whose neighbour did not answer (RFC 1122 2.4, 3.3.1.1). */
final class NeighborFailures implements UnresolvedListener {
  private final Transports transports;
  private final IcmpError error = new IcmpError();
  private final OriginalPacket original = new OriginalPacket();

  NeighborFailures(Transports transports) {
    this.transports = transports;
  }

  @Override
  public void onUnresolved(Frame frame, long nowNs) {
    error.cause(NetError.HOST_UNREACHABLE, false, true, 0, 0, 0);
    if (original.describe(error, frame.data(), frame.length())) {
      transports.onError(error, nowNs);
    }
  }
}
