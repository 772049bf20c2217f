package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.IpProtocols;

/** What UDP keeps of a socket that has a port: its place in the table and where it sends. */
final class UdpEndpoint {
  private final DatagramSocket socket;
  private final long boundHigh;
  private final long boundLow;
  private final boolean reusePort;
  private final IpDestination destination = new IpDestination(IpProtocols.UDP);

  /** The next in the same chain of {@link UdpTable}. */
  UdpEndpoint next;

  /** The next of those with something to send, see {@link Udp#flush}. */
  UdpEndpoint nextToSend;

  boolean waitsToSend;

  /** Remembers the address that the socket was bound to. */
  UdpEndpoint(DatagramSocket socket) {
    this.socket = socket;
    this.boundHigh = socket.localHigh();
    this.boundLow = socket.localLow();
    this.reusePort = socket.options().isSet(SocketOption.REUSE_PORT);
    destination.local(boundHigh, boundLow);
  }

  DatagramSocket socket() {
    return socket;
  }

  /** The upper half of the address that the socket was bound to, before any connect. */
  long boundHigh() {
    return boundHigh;
  }

  long boundLow() {
    return boundLow;
  }

  boolean reusePort() {
    return reusePort;
  }

  /** Where the last datagram went, or where the socket is connected to. */
  IpDestination destination() {
    return destination;
  }

  boolean isConnected() {
    return socket.remotePort() != 0;
  }

  boolean isBoundToAny() {
    return IpAddresses.isUnspecified(socket.localHigh(), socket.localLow());
  }

  boolean isLocal(long high, long low) {
    return socket.localLow() == low && socket.localHigh() == high;
  }

  boolean isRemote(long high, long low, int port) {
    return socket.remotePort() == port && socket.remoteLow() == low && socket.remoteHigh() == high;
  }
}
