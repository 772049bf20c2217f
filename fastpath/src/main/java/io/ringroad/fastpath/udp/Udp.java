package io.ringroad.fastpath.udp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.Ipv4;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.ip.UnreachableReporter;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The User Datagram Protocol of a lane (RFC 768, RFC 1122 4.1). Used by the lane's thread alone.
 *
 * <p>The caller gives a socket its local address and port, and holds the port; then {@link #bind}
 * makes it receive.
 */
public final class Udp implements TransportProtocol {
  /** Datagrams that one socket sends before the others have their turn. */
  private static final int SEND_BURST = 32;

  /** Linux's {@code min_pmtu}: no error makes a path narrower, as nobody vouches for it. */
  private static final int LEAST_PATH_MTU = 552;

  private final IpOutput output;
  private final CounterSet<UdpCounter> counters;
  private final UdpTable table;
  private final UdpReceiver receiver;
  private final UdpSender sender;
  private UdpEndpoint firstToSend;
  private UdpEndpoint lastToSend;

  /**
   * Creates the protocol and attaches it to the IP layer.
   *
   * @param reporter who tells senders that a port has no socket
   * @param secret random key for the table of sockets
   */
  public Udp(
      Ipv4 ipv4,
      FrameCache frames,
      UnreachableReporter reporter,
      CounterSet<UdpCounter> counters,
      long secret) {
    this.output = ipv4.output();
    this.counters = counters;
    this.table = new UdpTable(secret);
    this.receiver = new UdpReceiver(table, frames, reporter, counters);
    this.sender = new UdpSender(output, frames, counters);
    ipv4.transports().attach(IpProtocols.UDP, this);
  }

  /** Sockets that have a port on this lane. */
  public int size() {
    return table.size();
  }

  /** Begins to receive for a socket, whose local address and port are set and held. */
  public void bind(DatagramSocket socket) {
    UdpEndpoint endpoint = new UdpEndpoint(socket);
    socket.protocolState(endpoint);
    table.add(endpoint);
  }

  /**
   * Connects a bound socket to a peer, or to another one. The socket's local address becomes the
   * one that the route suggests, if it was bound to any.
   *
   * @return {@link NetError#NONE}, or why there is no way to the peer; the socket is then as it was
   */
  public NetError connect(
      DatagramSocket socket, long remoteHigh, long remoteLow, int remotePort, long nowNs) {
    UdpEndpoint endpoint = endpoint(socket);
    IpDestination probe =
        new IpDestination(IpProtocols.UDP)
            .local(endpoint.boundHigh(), endpoint.boundLow())
            .remote(remoteHigh, remoteLow)
            .broadcastAllowed(socket.options().isSet(SocketOption.BROADCAST));
    NetError routed = output.route(probe, nowNs);
    if (routed != NetError.NONE) {
      return routed;
    }
    table.remove(endpoint);
    socket.remote(probe.remoteHigh(), probe.remoteLow(), remotePort);
    socket.local(probe.localHigh(), probe.localLow(), socket.localPort());
    endpoint
        .destination()
        .local(probe.localHigh(), probe.localLow())
        .remote(probe.remoteHigh(), probe.remoteLow());
    table.add(endpoint);
    return NetError.NONE;
  }

  /** Takes a socket's peer away; its local address is again the one that it was bound to. */
  public void disconnect(DatagramSocket socket) {
    UdpEndpoint endpoint = endpoint(socket);
    table.remove(endpoint);
    socket.remote(0, 0, 0);
    socket.local(endpoint.boundHigh(), endpoint.boundLow(), socket.localPort());
    table.add(endpoint);
  }

  /** Notes that the application has queued datagrams; {@link #flush} sends them. */
  public void onApplicationSent(DatagramSocket socket) {
    UdpEndpoint endpoint = endpoint(socket);
    if (endpoint != null && !endpoint.waitsToSend) {
      append(endpoint);
    }
  }

  /**
   * Sends what applications have queued, some of each socket in turn, as far as the device keeps
   * up.
   *
   * @return how many sockets were looked at
   */
  public int flush(long nowNs) {
    UdpEndpoint next = firstToSend;
    firstToSend = null;
    lastToSend = null;
    int count = 0;
    while (next != null) {
      UdpEndpoint endpoint = next;
      next = endpoint.nextToSend;
      endpoint.nextToSend = null;
      endpoint.waitsToSend = false;
      if (sender.send(endpoint, SEND_BURST, nowNs)) {
        append(endpoint);
      }
      count++;
    }
    return count;
  }

  /** Whether {@link #flush} has something left to do. */
  public boolean hasToSend() {
    return firstToSend != null;
  }

  /**
   * Sends what is still queued and stops receiving for a socket. Does nothing before {@link #bind}.
   */
  public void close(DatagramSocket socket, long nowNs) {
    UdpEndpoint endpoint = endpoint(socket);
    if (endpoint == null) {
      return;
    }
    sender.drain(endpoint, nowNs);
    if (endpoint.waitsToSend) {
      removeFromSending(endpoint);
    }
    table.remove(endpoint);
    socket.protocolState(null);
  }

  @Override
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    receiver.onPacket(frame, packet, nowNs);
  }

  /** As Linux: only connected sockets hear of hard errors; with IP_RECVERR any hears of all. */
  @Override
  public void onError(IcmpError error, long nowNs) {
    UdpEndpoint endpoint =
        table.find(
            error.localHigh(),
            error.localLow(),
            error.localPort(),
            error.remoteHigh(),
            error.remoteLow(),
            error.remotePort());
    boolean tooBig = error.error() == NetError.MESSAGE_SIZE;
    if (endpoint != null && tooBig) {
      learnPathMtu(endpoint, error);
    }
    if (endpoint == null || !hears(endpoint, error.hard() || tooBig)) {
      counters.increment(UdpCounter.ERRORS_IGNORED);
      return;
    }
    counters.increment(UdpCounter.ERRORS_DELIVERED);
    endpoint.socket().failed(error.error());
  }

  private static boolean hears(UdpEndpoint endpoint, boolean hard) {
    return hard && endpoint.isConnected()
        || endpoint.socket().options().isSet(SocketOption.RECEIVE_ERRORS);
  }

  private static void learnPathMtu(UdpEndpoint endpoint, IcmpError error) {
    IpDestination to = endpoint.destination();
    boolean same = to.remoteHigh() == error.remoteHigh() && to.remoteLow() == error.remoteLow();
    if (same && error.mtu() < to.pathMtu()) {
      to.pathMtu(Math.max(LEAST_PATH_MTU, error.mtu()));
    }
  }

  private static UdpEndpoint endpoint(DatagramSocket socket) {
    return (UdpEndpoint) socket.protocolState();
  }

  private void append(UdpEndpoint endpoint) {
    endpoint.waitsToSend = true;
    if (lastToSend == null) {
      firstToSend = endpoint;
    } else {
      lastToSend.nextToSend = endpoint;
    }
    lastToSend = endpoint;
  }

  private void removeFromSending(UdpEndpoint endpoint) {
    UdpEndpoint before = null;
    UdpEndpoint at = firstToSend;
    while (at != endpoint) {
      before = at;
      at = at.nextToSend;
    }
    if (before == null) {
      firstToSend = endpoint.nextToSend;
    } else {
      before.nextToSend = endpoint.nextToSend;
    }
    if (lastToSend == endpoint) {
      lastToSend = before;
    }
    endpoint.nextToSend = null;
    endpoint.waitsToSend = false;
  }
}
