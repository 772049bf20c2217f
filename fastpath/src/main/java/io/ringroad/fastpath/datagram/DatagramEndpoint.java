package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;

/** What a protocol keeps of a datagram socket: the address that it is bound to, where it sends. */
public abstract class DatagramEndpoint {
  private final DatagramSocket socket;
  private final IpDestination destination;
  private long boundHigh;
  private long boundLow;

  /** The next of those with something to send, see {@link DatagramSender#flush}. */
  DatagramEndpoint nextToSend;

  boolean waitsToSend;

  /** Turns without a datagram until the queue is watched no more; 0 if it is not. */
  int watchTurns;

  /** Remembers the address that the socket is bound to. */
  protected DatagramEndpoint(DatagramSocket socket, int protocol) {
    this.socket = socket;
    this.destination = new IpDestination(protocol);
    bound(socket.localHigh(), socket.localLow());
  }

  /** The socket that this stands for. */
  public final DatagramSocket socket() {
    return socket;
  }

  /** Remembers another address that the socket was bound to. */
  public final void bound(long high, long low) {
    boundHigh = high;
    boundLow = low;
    destination.local(high, low);
  }

  /** The upper half of the address that the socket was bound to, before any connect. */
  public final long boundHigh() {
    return boundHigh;
  }

  public final long boundLow() {
    return boundLow;
  }

  /** Where the last datagram went, or where the socket is connected to. */
  public final IpDestination destination() {
    return destination;
  }

  /** A destination by which to ask for the way to a peer; {@link #connected} takes what came. */
  public final IpDestination probe(long remoteHigh, long remoteLow) {
    IpDestination probe =
        new IpDestination(destination.protocol())
            .local(socket.localHigh(), socket.localLow()) // as Linux: one that was chosen stays
            .remote(remoteHigh, remoteLow)
            .broadcastAllowed(socket.options().isSet(SocketOption.BROADCAST));
    boolean ipv4 = IpAddresses.isIpv4(remoteHigh, remoteLow);
    int chosen =
        socket
            .options()
            .getInt(
                ipv4 ? SocketOption.MULTICAST_INTERFACE : SocketOption.IPV6_MULTICAST_INTERFACE);
    int bound = socket.options().getInt(SocketOption.BOUND_INTERFACE);
    if (!ipv4) {
      chosen = bound != 0 ? bound : chosen;
      probe.outInterface(Math.max(0, bound - 1));
    }
    int from = socket.options().getInt(SocketOption.MULTICAST_ADDRESS);
    if (IpAddresses.isMulticast(remoteHigh, remoteLow)) {
      probe.outInterface(Math.max(0, chosen - 1));
      if (ipv4 && from != 0 && IpAddresses.isUnspecified(socket.localHigh(), socket.localLow())) {
        probe.local(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(from));
      }
    }
    return probe;
  }

  /**
   * Gives the socket a peer, to which there is a way. Its local address becomes the one that the
   * route suggests, if it was bound to any.
   */
  public final void connected(IpDestination way, int remotePort) {
    socket.remote(way.remoteHigh(), way.remoteLow(), remotePort);
    if (IpAddresses.isUnspecified(boundHigh, boundLow)) {
      socket.local(way.localHigh(), way.localLow(), socket.localPort());
    } else {
      socket.local(boundHigh, boundLow, socket.localPort());
    }
    destination.local(way.localHigh(), way.localLow()).remote(way.remoteHigh(), way.remoteLow());
  }

  /** Takes the peer away; the local address is again the one that the socket was bound to. */
  public final void disconnected() {
    socket.remote(0, 0, 0);
    socket.local(boundHigh, boundLow, socket.localPort());
  }

  /** Whether the socket is for packets to this address: it is bound to it, or to any. */
  public final boolean isFor(long localHigh, long localLow) {
    return socket.isBoundToAnyFor(localHigh, localLow)
        || socket.localLow() == localLow && socket.localHigh() == localHigh;
  }

  /**
   * Whether the socket hears of an error, as on Linux: of hard ones if it has a peer, of all with
   * IP_RECVERR.
   */
  public final boolean hears(IcmpError error) {
    boolean tooBig = error.error() == NetError.MESSAGE_SIZE;
    int discover = socket.options().mtuDiscover(error.remoteHigh(), error.remoteLow());
    if (tooBig && discover == IpDestination.MTU_DISCOVER_DONT) {
      return false; // the next datagrams are cut
    }
    return (error.hard() || tooBig) && isConnected()
        || socket.options().receivesErrors(error.remoteHigh(), error.remoteLow());
  }

  /**
   * Tells the socket of an error, and queues a report on it if the socket asks for them.
   *
   * @param headerBytes of the failed packet, from its transport header on, that the application did
   *     not send
   */
  public final void failed(IcmpError error, int headerBytes, long nowNs) {
    if (socket.options().receivesErrors(error.remoteHigh(), error.remoteLow())) {
      socket.report(ErrorReports.of(error, headerBytes, nowNs));
    }
    socket.failed(error.error());
  }

  /** Whether the socket hears what others of the host have joined, of a group's family. */
  protected final boolean hearsAllGroups(long high, long low) {
    return socket
        .options()
        .isSet(
            IpAddresses.isIpv4(high, low)
                ? SocketOption.MULTICAST_ALL
                : SocketOption.IPV6_MULTICAST_ALL);
  }

  /** Whether the socket has a peer. */
  public abstract boolean isConnected();
}
