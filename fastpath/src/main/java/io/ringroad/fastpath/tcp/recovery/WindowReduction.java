package io.ringroad.fastpath.tcp.recovery;

import io.ringroad.fastpath.tcp.connection.RecoveryState;
import io.ringroad.fastpath.tcp.connection.RecoveryState.Phase;
import io.ringroad.fastpath.tcp.connection.TcpConnection;

/**
 * The congestion window shrinks, once in a window of data, because of a loss or because the peer
 * told of congestion: RFC 6675 5 (4), RFC 3168 6.1.2. How fast, is up to {@link
 * ProportionalRateReduction}. Without state of its own.
 */
final class WindowReduction {

  private WindowReduction() {}

  /** Begins, unless one is under way; what is about to be repaired was sent before now. */
  static void begin(TcpConnection c, boolean byEcn, long nowNs) {
    if (!c.recovery.phase.reducesWindow()) {
      int flightBytes = flightBytes(c);
      int priorBytes = byEcn ? c.window.bytes() : flightBytes;
      if (byEcn) {
        c.congestion().onEcnEcho(flightBytes, nowNs);
      } else {
        c.congestion().onLoss(flightBytes, nowNs);
      }
      ProportionalRateReduction.begin(c, priorBytes);
    }
    c.recovery.recover = c.snd.nxt;
    c.recovery.probeOut = false;
  }

  /** What it was about is acknowledged. */
  static void end(TcpConnection c) {
    RecoveryState r = c.recovery;
    if (r.phase == Phase.CWR || r.undoArmed) {
      c.congestion().onRecovered();
    }
    r.duplicateAcks = 0;
    r.phase = Phase.OPEN;
  }

  /** FlightSize for ssthresh: without what limited transmit added. RFC 5681 3.2 step 2. */
  static int flightBytes(TcpConnection c) {
    return Math.min(c.snd.flightBytes(), c.window.bytes());
  }
}
