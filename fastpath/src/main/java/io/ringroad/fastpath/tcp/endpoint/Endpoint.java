package io.ringroad.fastpath.tcp.endpoint;

import io.ringroad.fastpath.timer.Timer;

/**
 * What stands in the {@link ConnectionTable}: a four-tuple, which is also the one timer of whatever
 * has it. (An object for the timer alone would cost each idle connection a header and a reference.)
 */
public abstract class Endpoint extends Timer {

  public final long localHigh;
  public final long localLow;
  public final long remoteHigh;
  public final long remoteLow;

  /** The local port in the upper half, the remote port in the lower. */
  public final int ports;

  /** The table's hash of the above; set by the table. */
  int hash;

  public Endpoint(long localHigh, long localLow, long remoteHigh, long remoteLow, int ports) {
    this.localHigh = localHigh;
    this.localLow = localLow;
    this.remoteHigh = remoteHigh;
    this.remoteLow = remoteLow;
    this.ports = ports;
  }

  /** A copy of another's four-tuple. */
  public Endpoint(Endpoint other) {
    this(other.localHigh, other.localLow, other.remoteHigh, other.remoteLow, other.ports);
  }

  public static int ports(int localPort, int remotePort) {
    return localPort << 16 | remotePort;
  }

  public final int localPort() {
    return ports >>> 16;
  }

  public final int remotePort() {
    return ports & 0xFFFF;
  }
}
