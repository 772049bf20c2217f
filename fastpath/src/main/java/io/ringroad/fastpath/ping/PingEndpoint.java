package io.ringroad.fastpath.ping;

import io.ringroad.fastpath.datagram.DatagramEndpoint;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.wire.IpAddresses;

/** What is kept of a ping socket that has an identifier. */
final class PingEndpoint extends DatagramEndpoint {
  /** The next with the same identifier, bound before this one. */
  PingEndpoint next;

  PingEndpoint(DatagramSocket socket) {
    super(socket, socket.protocol());
  }

  /** A peer's port means nothing, and may be 0. */
  @Override
  public boolean isConnected() {
    return !IpAddresses.isZero(socket().remoteHigh(), socket().remoteLow());
  }
}
