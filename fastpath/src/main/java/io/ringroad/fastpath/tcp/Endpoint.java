package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.timer.Timer;

/**
 * What stands in the {@link ConnectionTable}: a four-tuple, which is also the one timer of whatever
 * has it. (An object for the timer alone would cost each idle connection a header and a reference.)
 */
abstract class Endpoint extends Timer {

  final long localHigh;
  final long localLow;
  final long remoteHigh;
  final long remoteLow;

  /** The local port in the upper half, the remote port in the lower. */
  final int ports;

  /** The table's hash of the above; set by the table. */
  int hash;

  Endpoint(long localHigh, long localLow, long remoteHigh, long remoteLow, int ports) {
    this.localHigh = localHigh;
    this.localLow = localLow;
    this.remoteHigh = remoteHigh;
    this.remoteLow = remoteLow;
    this.ports = ports;
  }

  /** A copy of another's four-tuple. */
  Endpoint(Endpoint other) {
    this(other.localHigh, other.localLow, other.remoteHigh, other.remoteLow, other.ports);
  }

  static int ports(int localPort, int remotePort) {
    return localPort << 16 | remotePort;
  }

  final int localPort() {
    return ports >>> 16;
  }

  final int remotePort() {
    return ports & 0xFFFF;
  }
}
