package io.ringroad.fastpath.tcp.dormancy;

import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;

/**
 * What is left of an established connection that has been silent: its four-tuple, and its state in
 * few bytes. The first segment, call or timer wakes it up again. Owned by the lane.
 */
public final class DormantConnection extends Endpoint {

  private final Dormancy dormancy;

  final StreamSocket socket;

  /** The hold on the local port; null if there is none. */
  final PortBinding binding;

  /** {@link ConnectionState} of it. */
  final byte[] state;

  /** When it last sent or heard anything. */
  final long lastSegmentNs;

  /** SND.NXT. */
  final int sndNxt;

  /** RCV.NXT. */
  final int rcvNxt;

  /** The largest packet that the path is known to carry. */
  final char pathMtu;

  DormantConnection(TcpConnection c, Dormancy dormancy, byte[] state, long lastSegmentNs) {
    super(c);
    this.dormancy = dormancy;
    this.socket = c.socket;
    this.binding = c.binding;
    this.state = state;
    this.lastSegmentNs = lastSegmentNs;
    this.sndNxt = c.snd.nxt;
    this.rcvNxt = c.rcv.nxt;
    this.pathMtu = (char) c.destination.pathMtu();
  }

  /** Keepalive is due. */
  @Override
  protected void onExpiry(long nowNs) {
    dormancy.wakeByTimer(this, nowNs);
  }
}
