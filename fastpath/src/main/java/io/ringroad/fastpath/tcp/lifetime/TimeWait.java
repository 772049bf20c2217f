package io.ringroad.fastpath.tcp.lifetime;

import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.wire.SequenceNumbers;

/**
 * What is left of a connection in TIME-WAIT: enough to answer a repeated FIN and to tell a new
 * connection's SYN from an old duplicate. RFC 9293 3.6.1, RFC 6191. Owned by the lane.
 */
public final class TimeWait extends Endpoint {

  /** How far a new connection starts above the one that it replaces; as Linux. */
  private static final int REUSE_GAP = 65_535 + 2;

  private final Lifecycle lifecycle;
  final int sndNxt;
  final int rcvNxt;
  final int windowBytes;
  final int windowField;
  public final boolean timestamps;
  final int timestampOffset;
  int tsRecent;

  /** When the connection, or its last sign, ended: RFC 6191 2. */
  public long sinceNs;

  /** When a segment without text was last answered. */
  long lastAnswerNs = Long.MIN_VALUE / 2;

  /** The hold on the local port, given back when this ends; null if there is none. */
  final PortBinding binding;

  public TimeWait(TcpConnection c, Lifecycle lifecycle) {
    super(c);
    this.lifecycle = lifecycle;
    this.sndNxt = c.snd.nxt;
    this.rcvNxt = c.rcv.nxt;
    this.windowBytes = c.rcv.wnd();
    this.windowField = Math.min(c.rcv.wnd() >> c.rcv.windowShift, ReceiveWindow.MAX_UNSCALED);
    this.timestamps = c.timestamps;
    this.timestampOffset = c.timestampOffset;
    this.tsRecent = c.rcv.tsRecent;
    this.binding = c.binding;
  }

  /** RFC 9293 3.6.1, RFC 6191: a new connection's numbers are beyond this one's. */
  public int successor(int iss) {
    return SequenceNumbers.leq(iss, sndNxt) ? sndNxt + REUSE_GAP : iss;
  }

  @Override
  protected void onExpiry(long nowNs) {
    lifecycle.endTimeWait(this);
  }
}
